using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>A slow searcher thinks elsewhere, and the experiment is the one that its facts tell.</summary>
public sealed class ThoughtTests
{
    private static readonly ExperimentSpec Spec = Specs.Of(trials: 6).With(() => new SlowSearcher());

    private readonly List<ExperimentEvent> _facts = [];

    [Fact]
    public void A_thought_becomes_a_trial_that_waits()
    {
        ExperimentDriver driver = Started(Spec);
        Assert.Null(driver.TakeThought());
        Assert.Null(driver.Ask());
        Thought thought = driver.TakeThought()!;

        Assert.Null(driver.TakeThought());
        Assert.Null(driver.Ask());
        driver.EndThought(thought, thought.Think());
        Assert.Equal((0, TrialState.Proposed), (driver.State.Live.Single().Key.Value, driver.State.Live.Single().Value.State));
        Assert.Equal(0, driver.Ask()!.Trial.Value);
    }

    [Fact]
    public void What_happens_meanwhile_reaches_the_searcher_before_the_proposal_as_in_the_journal()
    {
        ExperimentDriver driver = Started(Spec);
        Assignment first = Next(driver);
        driver.Ask("other");
        Thought thought = driver.TakeThought()!;
        Proposal blind = thought.Think()!;
        driver.Tell(first, 0.5);
        Assert.Equal(blind.Reason, thought.Think()!.Reason);
        driver.EndThought(thought, blind);
        Assert.Equal(1, driver.Ask()!.Trial.Value);
        Assert.Null(driver.Ask("other"));
        string live = driver.TakeThought()!.Think()!.Reason.Detail;

        ExperimentDriver replayed = new(Spec) { ThinksElsewhere = true };
        _facts.ForEach(replayed.Replay);
        replayed.Ask("other");
        Assert.Equal(live, replayed.TakeThought()!.Think()!.Reason.Detail);
    }

    [Fact]
    public void The_budget_is_exact_with_many_askers_and_one_thinker()
    {
        ExperimentDriver driver = Started(Spec);
        Queue<Assignment> running = new();
        for (int turn = 0; !driver.State.Phase.IsFinal(); turn++)
        {
            Assert.True(turn < 1000, "the experiment does not end");
            for (int asker = 0; asker < 4 && driver.Ask($"cpu:{asker}") is { } work; asker++)
            {
                running.Enqueue(work);
            }

            if (driver.TakeThought() is { } thought)
            {
                driver.EndThought(thought, thought.Think());
            }
            else if (running.TryDequeue(out Assignment? done))
            {
                driver.Tell(done, 0.5);
            }
        }

        Assert.Equal(6, driver.State.Completed);
        Assert.Equal(Enumerable.Range(0, 6), _facts.OfType<TrialProposed>().Select(f => f.Trial.Value));
    }

    [Fact]
    public void An_experiment_that_ends_meanwhile_takes_no_trial_from_a_late_thought()
    {
        ExperimentDriver driver = Started(Spec);
        driver.Ask();
        Thought thought = driver.TakeThought()!;
        driver.Stop(ExperimentPhase.Interrupted, Rules.Why);
        driver.EndThought(thought, thought.Think());
        Assert.Equal((ExperimentPhase.Interrupted, 0), (driver.State.Phase, driver.State.Proposed));
        Assert.Throws<ArgumentException>(() => driver.EndThought(thought, null));
    }

    [Fact]
    public void A_thought_that_finds_nothing_ends_the_experiment_once_its_trials_are_done()
    {
        ExperimentDriver driver = Started(Spec);
        Assignment first = Next(driver);
        driver.Ask("other");
        driver.EndThought(driver.TakeThought()!, null);
        Assert.Equal((true, ExperimentPhase.Running), (driver.State.IsExhausted, driver.State.Phase));
        driver.Tell(first, 0.5);
        Assert.Equal(ExperimentPhase.Exhausted, driver.State.Phase);
    }

    [Fact]
    public void A_thought_whose_trial_cannot_be_afforded_ends_the_experiment_where_nothing_runs()
    {
        ExperimentDriver driver = Started(Spec with { Budget = new Budget { Epochs = 4, TotalEpochs = 5 } });
        driver.Tell(Next(driver), 0.5);
        Assert.Null(driver.Ask());
        Thought thought = driver.TakeThought()!;
        driver.EndThought(thought, thought.Think());
        Assert.Equal((ExperimentPhase.Finished, "total-epochs"), (driver.State.Phase, driver.State.EndReason!.Rule));
    }

    private static Assignment Next(ExperimentDriver driver)
    {
        Assert.Null(driver.Ask());
        Thought thought = driver.TakeThought()!;
        driver.EndThought(thought, thought.Think());
        return driver.Ask()!;
    }

    private ExperimentDriver Started(ExperimentSpec spec)
    {
        ExperimentDriver driver = new(spec, _facts.Add) { ThinksElsewhere = true };
        driver.Start();
        return driver;
    }

    /// <summary>Its reason tells all that it heard.</summary>
    private sealed class SlowSearcher : ISearcher
    {
        private string _heard = "";

        public bool LearnsFromResults => true;

        public bool ThinksLong => true;

        public Proposal? Propose(TrialId trial, RandomStream random) =>
            new(new Configuration([new("x", HyperparameterValue.Of(random.NextDouble()))]), new Reason("slow", _heard));

        public void Observe(in Observation observation) => _heard += $"{observation.Kind}{observation.Trial} ";
    }
}
