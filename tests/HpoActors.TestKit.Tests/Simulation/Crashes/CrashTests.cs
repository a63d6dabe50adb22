using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Searchers.Evolution;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Checks;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Tests.Simulation.Crashes;

/// <summary>
/// An experiment whose process is killed after every single record of its journal, and goes on in another process: exactly the trials of the budget, with the values and
/// configurations of the run that nobody killed, and no failure. <see cref="MortalProcess"/> puts every run to all checks of simulations besides.
/// </summary>
public sealed class CrashTests
{
    private const int Trials = 7;

    // Longer than some epochs, so that records hold several facts.
    private static readonly TimeSpan SlowJournal = TimeSpan.FromSeconds(0.7);

    /// <summary>How an experiment is run; not every searcher learns, and not every order needs to know.</summary>
    public enum Kind
    {
        RandomFifo,
        RandomFifoStrict,
        EvolutionFifo,
        RandomAsha,
        RandomAshaStrict,
        EvolutionAshaStrict,
        AshaStopping,
        AshaStoppingStrict,
    }

    [Theory]
    [InlineData(Kind.RandomFifo, false)]
    [InlineData(Kind.RandomFifo, true)]
    [InlineData(Kind.RandomFifoStrict, false)]
    [InlineData(Kind.RandomFifoStrict, true)]
    [InlineData(Kind.EvolutionFifo, false)]
    [InlineData(Kind.RandomAsha, false)]
    [InlineData(Kind.RandomAsha, true)]
    [InlineData(Kind.RandomAshaStrict, false)]
    [InlineData(Kind.RandomAshaStrict, true)]
    [InlineData(Kind.EvolutionAshaStrict, false)]
    [InlineData(Kind.AshaStopping, true)]
    [InlineData(Kind.AshaStoppingStrict, false)]
    public void Killed_after_any_record_an_experiment_goes_on_to_the_same_end(Kind kind, bool lanes)
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(kind, lanes);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing);
        for (int records = 0; records <= whole.Records; records++)
        {
            foreach (LeftCheckpoints left in Enum.GetValues<LeftCheckpoints>())
            {
                using MortalProcess second = Again(spec, cluster, whole, records, left);
                Compare(kind, whole, second, $"killed after {records} of {whole.Records} records, {left}");
            }
        }
    }

    [Theory]
    [InlineData(Kind.RandomAsha, true)]
    [InlineData(Kind.RandomAshaStrict, false)]
    public void Where_the_journal_is_slow_records_hold_several_facts_and_none_is_torn(Kind kind, bool lanes)
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(kind, lanes);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing, SlowJournal);
        Assert.True(whole.Records < whole.Result.Facts.Count * 3 / 4, $"{whole.Records} records, {whole.Result.Facts.Count} facts");
        for (int records = 0; records <= whole.Records; records++)
        {
            using MortalProcess second = Again(spec, cluster, whole, records, LeftCheckpoints.BeforeTheNextRecord, SlowJournal);
            Compare(kind, whole, second, $"killed after {records} of {whole.Records} records");
        }
    }

    [Theory]
    [InlineData(Kind.RandomFifo, false)]
    [InlineData(Kind.RandomAsha, true)]
    [InlineData(Kind.RandomAshaStrict, false)]
    [InlineData(Kind.EvolutionAshaStrict, false)]
    public void Killed_twice_an_experiment_goes_on_to_the_same_end(Kind kind, bool lanes)
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(kind, lanes);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing);
        for (int first = 1; first < whole.Records; first += whole.Records / 4)
        {
            using MortalProcess second = Again(spec, cluster, whole, first, LeftCheckpoints.BeforeTheNextRecord);
            for (int records = first; records <= second.Records; records++)
            {
                using MortalProcess third = Again(spec, cluster, second, records, records % 2 == 0 ? LeftCheckpoints.None : LeftCheckpoints.BeforeTheNextRecord);
                Compare(kind, whole, third, $"killed after {first} and {records} records");
            }
        }
    }

    [Fact]
    public void Killed_again_and_again_an_experiment_comes_to_the_same_end()
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(Kind.RandomAshaStrict, lanes: false);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing);
        Remains left = Remains.Nothing;
        int office = 0;
        while (true)
        {
            using MortalProcess next = new(spec, cluster, left);

            // Enough for a trial's longest way between two checkpoints, with two others beside it; who never lives that long never gets anywhere.
            int records = left.Records.Count + 15;
            if (records >= next.Records)
            {
                Compare(Kind.RandomAshaStrict, whole, next, $"killed {office} times");
                break;
            }

            left = next.KilledAfter(records, LeftCheckpoints.BeforeTheNextRecord);
            Assert.Equal(++office, left.Office);
            Assert.True(office < 100, "it gets nowhere");
        }

        Assert.True(office > 1, $"{office} times");
    }

    [Fact]
    public void A_finished_experiments_result_comes_again_and_nothing_is_trained()
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(Kind.RandomAsha, lanes: false);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing);
        using MortalProcess second = Again(spec, cluster, whole, whole.Records, LeftCheckpoints.None);
        Assert.Equal(whole.Result.Facts, second.Result.Facts);

        // That it took office, and nothing else.
        Assert.Equal((whole.Records + 1, 0), (second.Records, second.Attempts - second.AttemptsBefore));
        Assert.Equal(Texts(whole.Result), Texts(second.Result));
        Assert.Equal((whole.Result.Result.Phase, whole.Result.Result.EndReason), (second.Result.Result.Phase, second.Result.Result.EndReason));
    }

    [Fact]
    public void What_is_done_is_not_done_again()
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(Kind.RandomFifo, lanes: false);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing);
        for (int records = 0; records <= whole.Records; records++)
        {
            using MortalProcess second = Again(spec, cluster, whole, records, LeftCheckpoints.None);
            int returned = second.Result.Facts.OfType<AttemptReturned>().Count();
            Assert.True(returned <= cluster.Trainers, $"{returned} attempts were given back");
            Assert.Equal(Trials + returned, second.Result.Facts.OfType<AttemptStarted>().Count());
            Assert.Equal(Trials, second.Result.Facts.OfType<TrialEnded>().Count());
        }
    }

    [Theory]
    [InlineData(Kind.RandomFifo, WriteKind.Failed)]
    [InlineData(Kind.RandomFifo, WriteKind.WrittenButFailed)]
    [InlineData(Kind.RandomFifo, WriteKind.Refused)]
    [InlineData(Kind.RandomAshaStrict, WriteKind.Failed)]
    [InlineData(Kind.RandomAshaStrict, WriteKind.WrittenButFailed)]
    [InlineData(Kind.RandomAsha, WriteKind.WrittenButFailed)]
    public void Any_write_may_fail_and_nothing_is_lost_or_trained_twice(Kind kind, WriteKind outcome)
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(kind, lanes: false);
        using MortalProcess whole = new(spec, cluster, Remains.Nothing);
        int writes = whole.Records;
        for (int failing = 1; failing <= writes; failing++)
        {
            using SimulatedExperiment experiment = new(spec, cluster with { IsDurable = true }, 1, new FaultPlan(1) { Until = TimeSpan.Zero }) { Office = 1 };
            int write = 0;
            int failed = failing;
            experiment.Simulated.Store.Writing = _ => ++write == failed ? new WriteOutcome(outcome) : WriteOutcome.AtOnce;
            SimulationResult result = experiment.Run();
            Assert.Equal((ExperimentPhase.Finished, Trials), (result.Result.Phase, result.Result.TrialCount));
            Assert.DoesNotContain(result.Facts, fact => fact is AttemptFailed { Failure.Kind: not FailureKind.TrainerLost } or TrialEnded { Failure: not null });
            if (IsRepeatable(kind))
            {
                Assert.Equal(Texts(whole.Result), Texts(result));
            }
        }
    }

    private static MortalProcess Again(
        ExperimentSpec spec, SimulatedCluster cluster, MortalProcess killed, int records, LeftCheckpoints left, TimeSpan writing = default)
    {
        try
        {
            return new MortalProcess(spec, cluster, killed.KilledAfter(records, left), writing);
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            throw new SimulationException(records, error);
        }
    }

    private static bool IsRepeatable(Kind kind) => kind is not (Kind.EvolutionFifo or Kind.RandomAsha or Kind.AshaStopping);

    private static void Compare(Kind kind, MortalProcess whole, MortalProcess other, string when)
    {
        ExperimentResult expected = whole.Result.Result;
        ExperimentResult actual = other.Result.Result;
        Assert.True(actual.Trials.Select(t => t.Id.Value).SequenceEqual(Enumerable.Range(0, Trials)), $"{when}: the trials are {string.Join(' ', actual.Trials.Select(t => t.Id))}");
        Assert.True((actual.Phase, actual.EndReason) == (expected.Phase, expected.EndReason), $"{when}: {actual.Phase}, {actual.EndReason}");
        Assert.True(!other.Result.Facts.Any(fact => fact is AttemptFailed or TrialEnded { Failure: not null }), $"{when}: something counted as a failure");
        Assert.True(other.Result.Facts.OfType<TrialEnded>().Count() == Trials, $"{when}: a trial ended twice or never");
        if (IsRepeatable(kind))
        {
            string[] wanted = Texts(expected);
            string[] got = Texts(actual);
            Assert.True(wanted.SequenceEqual(got), $"{when}:\n{string.Join('\n', got)}\ninstead of\n{string.Join('\n', wanted)}");
        }
    }

    private static string[] Texts(SimulationResult result) => Texts(result.Result);

    // All that was measured, but not where and how often.
    private static string[] Texts(ExperimentResult result) =>
    [
        .. result.Trials.Select(trial =>
            $"{trial.Id} {trial.State} {trial.Configuration} {trial.Reason} {trial.Value:R}: {string.Join(' ', trial.Reports.Select(report => $"{report.Epoch} {report.Metrics}"))}"),
        $"best {result.Best?.Id}",
    ];

    private static (ExperimentSpec Spec, SimulatedCluster Cluster) Make(Kind kind, bool lanes)
    {
        ExperimentSpec spec = new()
        {
            Name = "x",
            Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1), new IntHyperparameter("width", 1, 8)),
            ObjectiveName = "simulated",
            Seed = 3,
            Budget = new Budget { Trials = Trials, Epochs = kind is Kind.RandomFifo or Kind.RandomFifoStrict or Kind.EvolutionFifo ? 3 : 9 },
            Searcher = kind is Kind.EvolutionFifo or Kind.EvolutionAshaStrict ? new EvolutionSearcherSettings() : new RandomSearcherSettings(),
            Scheduler = kind switch
            {
                Kind.RandomFifo or Kind.RandomFifoStrict or Kind.EvolutionFifo => new FifoSchedulerSettings(),
                Kind.AshaStopping or Kind.AshaStoppingStrict => new AshaSchedulerSettings(Variant: AshaVariant.Stopping),
                _ => new AshaSchedulerSettings(),
            },
            Order = kind is Kind.RandomFifoStrict or Kind.RandomAshaStrict or Kind.EvolutionAshaStrict or Kind.AshaStoppingStrict ? TrialOrder.Strict : TrialOrder.Arrival,
        };
        return (spec, new SimulatedCluster { Trainers = 3, Training = SimulatedTraining.Drawn(5), PackOf = lanes ? _ => "one" : null });
    }
}
