using Akka.Actor;
using HpoActors.TestKit.Simulation;

namespace HpoActors.TestKit.Tests.Simulation;

public sealed class SimulatedSystemTests
{
    [Fact]
    public void A_periodic_timer_fires_at_each_of_its_times_and_not_after_it_is_cancelled()
    {
        using SimulatedSystem simulated = new();
        List<double> fired = [];
        using Cancelable cancel = new(simulated.System.Scheduler);
        simulated.System.Scheduler.Advanced.ScheduleRepeatedly(
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), () => fired.Add(simulated.Now.TotalSeconds), cancel);
        simulated.Run(6);
        Assert.Equal([1, 3, 5], fired);
        cancel.Cancel();
        simulated.Run(10);
        Assert.Equal(3, fired.Count);
        Assert.Equal(16, simulated.Now.TotalSeconds);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_then_of_their_making()
    {
        using SimulatedSystem simulated = new();
        List<string> fired = [];
        simulated.After(TimeSpan.FromSeconds(2), () => fired.Add("b"));
        simulated.After(TimeSpan.FromSeconds(2), () => fired.Add("c"));
        simulated.After(TimeSpan.FromSeconds(1), () => simulated.After(TimeSpan.FromSeconds(0.5), () => fired.Add("a")));
        simulated.Run(2);
        Assert.Equal(["a", "b", "c"], fired);
    }

    [Fact]
    public void Time_stops_where_the_condition_holds()
    {
        using SimulatedSystem simulated = new();
        int fired = 0;
        simulated.System.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => fired++);
        Assert.True(simulated.RunUntil(() => fired == 3, TimeSpan.FromHours(1)));
        Assert.Equal(3, simulated.Now.TotalSeconds);
        Assert.False(simulated.RunUntil(() => fired == 30, TimeSpan.FromSeconds(10)));
        Assert.Equal(10, fired);
    }

    [Fact]
    public void A_seed_has_its_own_order_of_actors_and_always_the_same()
    {
        string[] orders = [.. Enumerable.Range(0, 20).Select(Order)];
        Assert.Equal(orders, Enumerable.Range(0, 20).Select(Order));
        Assert.True(orders.Distinct().Count() > 10);
    }

    [Fact]
    public void Work_from_another_thread_is_found_out()
    {
        using SimulatedSystem simulated = new();
        Probe probe = new(simulated);
        simulated.Settle();
        Thread thread = new(() => probe.Tell(probe.Ref, "from outside"));
        thread.Start();
        thread.Join();
        Assert.Throws<InvalidOperationException>(simulated.Settle);
    }

    private static string Order(int seed)
    {
        using SimulatedSystem simulated = new(seed);
        Probe sink = new(simulated);
        foreach (int i in Enumerable.Range(0, 6))
        {
            IActorRef actor = simulated.System.ActorOf(Props.Create(() => new Passer(sink.Ref)));
            actor.Tell($"{i}");
        }

        simulated.Settle();
        return string.Concat(sink.All<string>());
    }

    private sealed class Passer : ReceiveActor
    {
        public Passer(IActorRef sink) => ReceiveAny(sink.Tell);
    }
}
