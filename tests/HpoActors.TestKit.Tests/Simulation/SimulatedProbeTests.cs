using Akka.Actor;
using HpoActors.TestKit.Simulation;
using Xunit.Sdk;

namespace HpoActors.TestKit.Tests.Simulation;

public sealed class SimulatedProbeTests
{
    [Fact]
    public void An_expectation_lets_virtual_time_pass_until_it_is_met_and_no_longer()
    {
        using SimulatedSystem simulated = new();
        SimulatedProbe probe = simulated.CreateTestProbe();
        simulated.After(TimeSpan.FromSeconds(2), () => probe.Ref.Tell("late"));
        Assert.Equal("late", probe.ExpectMsg<string>());
        Assert.Equal(2, simulated.Now.TotalSeconds);
    }

    [Fact]
    public void What_comes_later_than_the_expectation_waits_is_not_taken()
    {
        using SimulatedSystem simulated = new();
        SimulatedProbe probe = simulated.CreateTestProbe();
        simulated.After(TimeSpan.FromHours(1), () => probe.Ref.Tell(1));
        Assert.ThrowsAny<XunitException>(() => probe.ExpectMsg<int>(TimeSpan.FromMinutes(59)));
        probe.ExpectNoMsg(TimeSpan.FromSeconds(30));
        probe.ExpectMsg(1, TimeSpan.FromHours(1));
    }

    [Fact]
    public void Silence_lasts_its_time_and_a_message_breaks_it()
    {
        using SimulatedSystem simulated = new();
        SimulatedProbe probe = simulated.CreateTestProbe();
        probe.ExpectNoMsg(TimeSpan.FromSeconds(100));
        Assert.Equal(100, simulated.Now.TotalSeconds);
        simulated.After(TimeSpan.FromSeconds(1), () => probe.Ref.Tell("hello"));
        Assert.ThrowsAny<XunitException>(() => probe.ExpectNoMsg(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Fishing_passes_over_what_is_not_meant()
    {
        using SimulatedSystem simulated = new();
        SimulatedProbe probe = simulated.CreateTestProbe();
        foreach (int second in Enumerable.Range(1, 5))
        {
            simulated.After(TimeSpan.FromSeconds(second), () => probe.Ref.Tell(second));
        }

        simulated.After(TimeSpan.FromSeconds(6), () => probe.Ref.Tell("fish"));
        Assert.Equal("fish", probe.FishForMessage<string>(within: TimeSpan.FromMinutes(1)));
        Assert.ThrowsAny<XunitException>(() => probe.FishForMessage<string>(within: TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Replies_watches_and_the_other_assertions_of_Akka_work_on_what_came()
    {
        using SimulatedSystem simulated = new();
        SimulatedProbe probe = simulated.CreateTestProbe("asker");
        IActorRef echo = simulated.System.ActorOf(Props.Create(() => new Echo()));
        probe.Watch(echo);
        probe.Send(echo, "a");
        probe.Send(echo, "b");
        simulated.Settle();
        Assert.Equal(["a", "b"], probe.ReceiveN(2).Cast<string>());
        probe.Reply(PoisonPill.Instance);
        simulated.Settle();
        probe.ExpectTerminated(echo);
        Assert.Equal("asker", probe.Ref.Path.Name);
    }

    [Fact]
    public void Probes_leave_the_trace_as_it_is_for_its_seed()
    {
        string Trace(long seed)
        {
            using SimulatedSystem simulated = new(seed);
            SimulatedProbe probe = simulated.CreateTestProbe();
            simulated.CreateTestProbe();
            foreach (IActorRef echo in Enumerable.Range(0, 8).Select(_ => simulated.System.ActorOf(Props.Create(() => new Echo()))).ToArray())
            {
                probe.Send(echo, echo.Path.Name);
            }

            simulated.Settle();
            return string.Concat(probe.ReceiveN(8)) + probe.Ref.Path;
        }

        Assert.Equal(Trace(5), Trace(5));
        Assert.True(Enumerable.Range(0, 10).Select(seed => Trace(seed)).Distinct().Count() > 5);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
