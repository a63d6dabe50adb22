using CsCheck;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Sha;

namespace HpoActors.Core.Tests.Schedulers.Rungs;

/// <summary>What must come out in whichever order trials report.</summary>
public sealed class BracketPropertyTests
{
    private static readonly SchedulerSettings[] Kinds = [new ShaSchedulerSettings(2), new HyperbandSchedulerSettings(2), new PashaSchedulerSettings(2)];
    private static readonly Gen<int[]> Choices = Gen.Int[0, 4000].Array[0, 400];

    // R = 9, η = 3. Brackets of 9, 9 and 2 trials let 3, 3 and 1 reach epoch 3, and 1, 1 and 1 the end.
    [Fact]
    public void Sha_lets_a_third_go_on_in_whatever_order_they_report() =>
        Choices.Sample(choices => Assert.Equal((20, 7, 3), Reached(new ShaSchedulerSettings(), 20, choices)));

    // Brackets of 9 and 5, and 3 that run to the end; then 1 of the next round. Epoch 3 sees 3 of the first, the 5 and the 1; the end 1, 1, 3 and 1.
    [Fact]
    public void Hyperband_lets_a_third_go_on_in_whatever_order_they_report() =>
        Choices.Sample(choices => Assert.Equal((10, 9, 6), Reached(new HyperbandSchedulerSettings(), 18, choices)));

    // Of those that went on, each was better than each that did not, bracket by bracket; here there is one.
    [Fact]
    public void Sha_lets_the_best_go_on() => Choices.Sample(choices =>
    {
        List<int> wentOn = [];
        RandomRun run = new RandomRun(new ShaSchedulerSettings(), epochs: 9, trials: 9, mayFail: true)
        {
            OnGoingOn = (trial, epoch) =>
            {
                if (epoch == 1)
                {
                    wentOn.Add(trial);
                }
            },
        }.ToEnd(choices);
        IEnumerable<int> best = run.Results.GetValueOrDefault(1, []).OrderBy(r => r.Value).ThenBy(r => r.Trial).Take(3).Select(r => r.Trial);
        Assert.Equal(best.Order(), wentOn.Order());
    });

    [Fact]
    public void Every_scheduler_ends_all_trials_whatever_fails() =>
        Gen.Select(Gen.Int[0, 2].Select(i => Kinds[i]), Gen.Int[1, 40], Gen.Bool, Choices)
            .Sample((settings, trials, mayFail, choices) =>
            {
                int stopped = 0;
                RandomRun run = new RandomRun(settings, epochs: 20, trials, mayFail) { OnStopped = (_, _) => stopped++ }.ToEnd(choices);
                if (!mayFail)
                {
                    Assert.InRange(run.Completed, 1, trials);
                    Assert.Equal(trials, run.Completed + stopped);
                }
            });

    private static (int First, int Second, int End) Reached(SchedulerSettings settings, int trials, int[] choices)
    {
        RandomRun run = new RandomRun(settings, epochs: 9, trials, mayFail: false).ToEnd(choices);
        return (run.Results[1].Count, run.Results[3].Count, run.Completed);
    }
}
