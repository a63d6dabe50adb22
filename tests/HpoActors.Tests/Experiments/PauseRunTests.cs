using Akka.Actor;
using Akka.Configuration;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Devices;
using HpoActors.Tests.Training;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Tests.Experiments;

/// <summary>Experiments whose trials pause and go on, through the client and on real threads, with checkpoints in memory and in files.</summary>
public sealed class PauseRunTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Both = $"cpu:{Math.Min(2, Machine.Detect().AllowedCores.Count)}";

    private readonly TempFolder _temp = new();

    [Theory]
    [InlineData("memory", false)]
    [InlineData("files", false)]
    [InlineData("memory", true)]
    [InlineData("files", true)]
    public async Task Every_trial_reports_what_it_would_without_a_pause_and_no_checkpoint_is_left(string keep, bool lanes)
    {
        int resumed = 0;
        List<ExperimentEvent> facts = [];
        ExperimentSpec spec = Specs.Of(trials: 40, epochs: 9) with { Scheduler = new AshaSchedulerSettings() };
        ObjectiveFactory objective = lanes ? _ => new InTestLanes { OnResume = OnResume } : _ => new InTestObjective((trial, _) => Learn(trial, OnResume));
        ExperimentResult result = await Run(spec, objective, keep, facts.Add);
        Assert.Equal((ExperimentPhase.Finished, 40), (result.Phase, result.TrialCount));
        Assert.Equal(facts.OfType<TrialResumed>().Count(), resumed);
        Assert.InRange(resumed, 1, 40);
        Assert.All(facts.OfType<TrialPaused>(), paused => Assert.True(paused.IsSaved));
        foreach (IGrouping<int, Reported> trial in facts.OfType<Reported>().GroupBy(fact => fact.Trial.Value))
        {
            Assert.Equal(Enumerable.Range(1, trial.Count()), trial.Select(report => report.Epoch));
            Assert.All(trial, report => Assert.Equal(lanes ? InTestLanes.ValueOf(trial.Key, report.Epoch) : ValueOf(trial.Key, report.Epoch), report.Metrics[Specs.Metric]));
        }

        Assert.Empty(_temp.Entries);

        void OnResume(TrialContext trial)
        {
            Interlocked.Increment(ref resumed);
            Assert.Equal(keep == "files", trial.Checkpoint is KeptCheckpoint);
        }
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("files")]
    public async Task The_best_trials_state_outlives_the_experiment_though_it_ended_in_a_pause(string keep)
    {
        // The errors grow, so that the best is one that was given up after its first epoch.
        ExperimentSpec spec = Specs.Of(trials: 9, epochs: 9) with { Scheduler = new ShaSchedulerSettings(), BestOf = BestOf.All };
        ExperimentResult result = await Run(spec, _ => new InTestObjective((trial, _) => Learn(trial, _ => { })), keep);
        Assert.Equal(TrialState.Stopped, result.Best!.State);
        Assert.Equal([(byte)result.Best.Id.Value, 1], result.BestCheckpoint!.Content.ToArray());
        Assert.Empty(_temp.Entries);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_no_file()
    {
        using CancellationTokenSource cancel = new();
        ExperimentSpec spec = Specs.Of(trials: 1000, epochs: 9) with { Scheduler = new AshaSchedulerSettings() };
        int paused = 0;
        ExperimentResult result = await Run(
            spec,
            _ => new InTestObjective((trial, _) => Learn(trial, _ => { })),
            "files",
            fact =>
            {
                if (fact is TrialPaused && ++paused == 20)
                {
                    Assert.NotEmpty(_temp.Entries);
                    cancel.Cancel();
                }
            },
            cancel: cancel.Token);
        Assert.Equal(ExperimentPhase.Interrupted, result.Phase);
        Assert.Empty(_temp.Entries);
    }

    [Fact]
    public async Task Where_checkpoints_cannot_be_written_trials_start_over_and_the_search_ends_well()
    {
        string file = Path.Combine(_temp.Path, "file");
        await File.WriteAllTextAsync(file, "");
        List<ExperimentEvent> facts = [];
        ExperimentSpec spec = Specs.Of(trials: 9, epochs: 9) with { Scheduler = new ShaSchedulerSettings() };
        ExperimentResult result = await Run(
            spec, _ => new InTestObjective((trial, _) => Learn(trial, _ => { })), "files", facts.Add, directory: Path.Combine(file, "below"));
        Assert.Equal((ExperimentPhase.Finished, 1), (result.Phase, result.Counts[TrialState.Completed]));
        Assert.All(facts.OfType<TrialPaused>(), paused => Assert.StartsWith("the checkpoint of trial ", paused.Failure!.Message, StringComparison.Ordinal));
        Assert.All(facts.OfType<AttemptStarted>(), started => Assert.Equal(1, started.FirstEpoch));
        Assert.NotEmpty(facts.OfType<TrialResumed>());
    }

    [Theory]
    [InlineData("keep = disk", "hpo.checkpoints.keep must be memory or files (is disk)")]
    [InlineData("keep = files, directory = \"\"", "hpo.checkpoints.directory must be auto or a path (is empty)")]
    public void A_setting_that_is_none_is_refused(string settings, string message)
    {
        using ActorSystem system = ActorSystem.Create(
            "host", ConfigurationFactory.ParseString($"hpo.checkpoints {{ {settings} }}").WithFallback(HpoSettings.DefaultConfig()));
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => HpoSettings.Create(system)).Message);
    }

    [Fact]
    public void Files_are_kept_where_the_settings_say()
    {
        Assert.Null(Directory("keep = memory, directory = here"));
        Assert.Equal(Path.GetFullPath("here"), Directory("keep = files, directory = here"));
        Assert.Equal(FolderOwner.Temporary, Directory("keep = files"));

        static string? Directory(string settings)
        {
            using ActorSystem system = ActorSystem.Create(
                "host", ConfigurationFactory.ParseString($"hpo.checkpoints {{ {settings} }}").WithFallback(HpoSettings.DefaultConfig()));
            return HpoSettings.Create(system).CheckpointDirectory;
        }
    }

    public void Dispose() => _temp.Dispose();

    // What a trial that learns something each epoch comes to: the bytes of its state are its number and its epochs.
    private static double ValueOf(int trial, int epoch) => epoch + (trial / 1000.0);

    private static TrialOutcome Learn(TrialContext trial, Action<TrialContext> onResume)
    {
        byte[] state = [(byte)trial.Trial.Value, 0];
        if (trial.FirstEpoch > 1)
        {
            onResume(trial);
            state = trial.Checkpoint!.Content.ToArray();
        }

        while (state[1] < trial.Epochs)
        {
            state[1]++;
            if (trial.Report(state[1], ValueOf(state[0], state[1])).Kind != VerdictKind.Continue)
            {
                break;
            }
        }

        return TrialOutcome.CompletedWith(new Checkpoint("test/1", state));
    }

    // The system is gone before anybody looks for what is left.
    private async Task<ExperimentResult> Run(
        ExperimentSpec spec, ObjectiveFactory objective, string keep, Action<ExperimentEvent>? observer = null, string? directory = null, CancellationToken cancel = default)
    {
        using ActorSystem system = ActorSystem.Create("host", ConfigurationFactory.ParseString(
            $"akka {{ loggers = [], stdout-loglevel = OFF }}\nhpo.checkpoints {{ keep = {keep}, directory = \"{(directory ?? _temp.Path).Replace('\\', '/')}\" }}"));
        try
        {
            return await Hpo.Get(system).RunAsync(
                spec, new RunOptions { Trainers = TrainersSpec.Parse(Both), Objective = objective, Observer = observer }, cancel).WaitAsync(Limit, CancellationToken.None);
        }
        finally
        {
            await system.Terminate();
        }
    }
}
