using HpoActors.Cli.Progress;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using Spectre.Console.Testing;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cli.Tests;

/// <summary>What a person sees of trials that are trained as lanes.</summary>
public sealed class ManyLanesTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow;

    private static readonly ExperimentSpec Spec = new()
    {
        Name = "sweep",
        Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)),
        ObjectiveName = "test",
        Metric = "error",
        Budget = new Budget { Trials = 200, Epochs = 4 },
    };

    [Fact]
    public void A_table_of_many_running_trials_fits_the_terminal_and_shows_the_best_of_them_and_who_ended()
    {
        using TestConsole console = new();
        console.Profile.Height = 30;
        console.Profile.Width = 120;
        using LiveTableView view = new(Spec, console);
        foreach (ExperimentEvent fact in Facts(running: 100, ended: 40))
        {
            view.OnFact(fact);
        }

        console.Write(view.Render());
        Assert.InRange(console.Lines.Count, 20, 30);
        Assert.Contains(console.Lines, line => line.Contains("completed", StringComparison.Ordinal));
        string[] running = [.. console.Lines.Where(line => line.Contains("running", StringComparison.Ordinal) && !line.Contains("more", StringComparison.Ordinal))];
        Assert.Contains("139", running[^1], StringComparison.Ordinal);
        Assert.Contains(console.Lines, line => line.Contains($"… and {100 - running.Length} more running", StringComparison.Ordinal));
    }

    [Fact]
    public void Paused_trials_are_counted_and_not_shown_as_running()
    {
        using TestConsole console = new();
        console.Profile.Width = 120;
        using LiveTableView view = new(Spec, console);
        ExperimentEvent[] pauses = [.. Enumerable.Range(0, 3).Select(i => new TrialPaused(At, new TrialId(i), 1, 1, true, null))];
        foreach (ExperimentEvent fact in Facts(running: 4, ended: 0).Concat(pauses))
        {
            view.OnFact(fact);
        }

        view.OnFact(new TrialResumed(At, new TrialId(1), 4, new Reason("best")));
        view.OnFact(new AttemptStarted(At, new TrialId(1), 2, "cpu:1", 2, 4));
        console.Write(view.Render());
        Assert.Equal(["1", "3"], console.Lines.Where(line => line.Contains("running", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]));
        Assert.Contains(console.Lines, line => line.Contains("0 of 200 trials (2 paused)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "cpu:0", null)]
    [InlineData(32, "cpu:0", "lanes: up to 32")]
    [InlineData(32, "cpu:0 cpu:1", "lanes: up to 32 on each of 2 trainers")]
    public void The_summary_says_how_many_lanes_were_in_use(int lanes, string trainers, string? expected)
    {
        Leaderboard board = new(Spec);
        string[] names = trainers.Split(' ');
        foreach (ExperimentEvent fact in Facts(running: 0, ended: 4, names))
        {
            board.Apply(fact);
        }

        string[] said = [.. ResultSummary.Of(board.ToResult() with { Lanes = lanes }).Split(Environment.NewLine).Where(line => line.StartsWith("lanes", StringComparison.Ordinal))];
        Assert.Equal(expected is null ? [] : [expected], said);
    }

    // The later a trial, the better it is.
    private static IEnumerable<ExperimentEvent> Facts(int running, int ended, params string[] trainers)
    {
        for (int i = 0; i < running + ended; i++)
        {
            TrialId trial = new(i);
            string trainer = trainers.Length == 0 ? "cpu:0" : trainers[i % trainers.Length];
            yield return new TrialProposed(At, trial, Configuration.Empty, new Reason("random"), null);
            yield return new AttemptStarted(At, trial, 1, trainer, 1, 4);
            yield return new Reported(At, trial, 1, 1, new Metrics("error", 1.0 / (i + 1)));
            if (i < ended)
            {
                yield return new TrialEnded(At, trial, 1, TrialState.Completed, 1.0 / (i + 1), null, 1, Metrics.None);
            }
        }
    }
}
