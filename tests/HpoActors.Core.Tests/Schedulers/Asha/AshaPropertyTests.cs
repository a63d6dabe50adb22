using CsCheck;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Tests.Schedulers.Rungs;

namespace HpoActors.Core.Tests.Schedulers.Asha;

/// <summary>Against ranks that are counted anew at every step.</summary>
public sealed class AshaPropertyTests
{
    private static readonly Gen<(int Eta, int Trials, bool MayFail, int[] Choices)> Runs =
        Gen.Select(Gen.Int[2, 4], Gen.Int[1, 30], Gen.Bool, Gen.Int[0, 4000].Array[0, 400]);

    [Fact]
    public void Who_goes_on_is_among_the_best_of_its_rung_or_the_best_of_those_that_are_left() => Runs.Sample(r =>
    {
        RandomRun run = null!;
        run = new RandomRun(new AshaSchedulerSettings(r.Eta), epochs: 20, r.Trials, r.MayFail)
        {
            OnGoingOn = (trial, epoch) => Assert.InRange(Rank(run, trial, epoch), 1, Math.Max(1, run.Results[epoch].Count / r.Eta)),
        };
        run.ToEnd(r.Choices);
    });

    [Fact]
    public void Nobody_that_is_among_the_best_waits_for_anything_but_a_trainer() => Runs.Sample(r =>
    {
        RandomRun run = null!;
        run = new RandomRun(new AshaSchedulerSettings(r.Eta), epochs: 20, r.Trials, r.MayFail)
        {
            OnSilent = paused => Assert.All(paused, p => Assert.True(Rank(run, p.Key, p.Value) > run.Results[p.Value].Count / r.Eta)),
        };
        run.ToEnd(r.Choices);
    });

    [Fact]
    public void Who_was_stopped_would_never_have_come_to_be_among_the_best() => Runs.Sample(r =>
    {
        List<(int Trial, int Epoch)> stopped = [];
        RandomRun run = new(new AshaSchedulerSettings(r.Eta), epochs: 20, r.Trials, r.MayFail) { OnStopped = (trial, epoch) => stopped.Add((trial, epoch)) };
        run.ToEnd(r.Choices);
        Assert.All(stopped, s => Assert.True(Rank(run, s.Trial, s.Epoch) > run.Results[s.Epoch].Count / r.Eta));
    });

    [Fact]
    public void Where_nobody_fails_somebody_is_trained_to_the_end_and_nobody_is_left() => Runs.Sample(r =>
    {
        int stopped = 0;
        RandomRun run = new RandomRun(new AshaSchedulerSettings(r.Eta), epochs: 20, r.Trials, mayFail: false) { OnStopped = (_, _) => stopped++ }.ToEnd(r.Choices);
        Assert.InRange(run.Completed, 1, r.Trials);
        Assert.Equal(r.Trials, run.Completed + stopped);
    });

    private static int Rank(RandomRun run, int trial, int epoch)
    {
        List<(int Trial, int Value)> results = run.Results[epoch];
        (int Trial, int Value) own = results.Single(r => r.Trial == trial);
        return 1 + results.Count(r => r.Value < own.Value || (r.Value == own.Value && r.Trial < trial));
    }
}
