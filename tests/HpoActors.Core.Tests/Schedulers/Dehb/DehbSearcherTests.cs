using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.De;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Dehb;

public sealed class DehbSearcherTests
{
    private static readonly SearchSpace Space = new(new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1));

    private readonly DehbSearcher _searcher = new(Space, 1, RungTable.Of(1, 9, 3), new DehbSchedulerSettings());
    private readonly List<Configuration> _configurations = [];

    [Fact]
    public void The_first_bracket_is_drawn_and_then_places_are_filled_before_anything_is_bred()
    {
        for (int trial = 0; trial < 9; trial++)
        {
            Assert.Equal("startup: epoch 1, a new place", Next().Reason.ToString());
            Take();
            Report(trial, 1, trial / 10.0);
        }

        // 0, 1 and 2 are promoted and take the first three of five places at epoch 3.
        Report(0, 3, 0.0);
        Report(1, 3, 0.2);
        Report(2, 3, 0.1);
        for (int trial = 9; trial < 11; trial++)
        {
            Assert.Equal("startup: epoch 3, a new place", Next().Reason.ToString());
            Take();
        }

        // 11 competes with 0. Its rung's other members are 2 and 1; the best of the rung below that is none of them makes them three.
        AssertBred(0, [1, 2, 3], Bred(Next(), "epoch 3"));
        Take();

        // 12 competes with 1.
        AssertBred(1, [0, 2, 3], Bred(Next(), "epoch 3"));
        Take();
        Report(9, 3, 0.05);

        // With 9 known there are three others at the rung itself.
        AssertBred(2, [0, 1, 9], Bred(Next(), "epoch 3"));
    }

    [Fact]
    public void After_the_first_sweep_parents_are_the_best_of_the_rung_below()
    {
        // Everything has a result at its first rung, nothing was promoted: at epoch 1 trials 0 to 8, at 3 trials 9 to 13, at 9 trials 14 to 16.
        for (int trial = 0; trial < 17; trial++)
        {
            Take();
            Report(trial, trial < 9 ? 1 : trial < 14 ? 3 : 9, trial / 100.0);
            End(trial, trial < 14 ? TrialState.Stopped : TrialState.Completed);
        }

        // A bracket's first rung: any of the nine but the target, in turn.
        for (int trial = 17; trial < 26; trial++)
        {
            (int target, int[] parents) = Bred(Next(), "epoch 1");
            Assert.Equal(trial - 17, target);
            Assert.All(parents, p => Assert.InRange(p, 0, 8));
            Assert.DoesNotContain(target, parents);
            Take();
        }

        // Its second: the best three of epoch 1; no child has a result yet.
        for (int trial = 26; trial < 29; trial++)
        {
            AssertBred(trial - 26 + 9, [0, 1, 2], Bred(Next(), "epoch 3"));
            Take();
        }

        // Its last has one parent below, the best of epoch 3; its own rung has three. The fourth place is new.
        Assert.Equal("startup: epoch 9, a new place", Next().Reason.ToString());
        Take();
        for (int trial = 30; trial < 35; trial++)
        {
            Assert.StartsWith("dehb: epoch 3", Next().Reason.ToString(), StringComparison.Ordinal);
            Take();
        }

        AssertBred(14, [9, 15, 16], Bred(Next(), "epoch 9"));
    }

    [Fact]
    public void A_result_takes_its_place_where_it_is_no_worse()
    {
        DehbPopulation population = new(4);
        Assert.Equal([0, 1, 2, 3, 0], [.. Enumerable.Range(0, 5).Select(_ => population.TakeTurn())]);
        population.Tell(0, Member(0, 0.5));
        population.Tell(0, Member(1, 0.6));
        Assert.Equal(0, population[0]!.Trial.Value);

        population.Tell(0, Member(2, 0.5));
        Assert.Equal(2, population[0]!.Trial.Value);

        // A trial that reports again replaces itself.
        population.Tell(0, Member(2, 0.9));
        population.Tell(3, Member(4, 0.9));
        Assert.Equal([2, 4], population.Ranked.Select(m => m.Trial.Value));
        Assert.Null(population.Target);
    }

    [Fact]
    public void An_earlier_result_takes_an_empty_place_and_then_that_of_the_worst()
    {
        DehbPopulation population = new(2);
        population.TellKnown(Member(-1, 0.5));
        population.TellKnown(Member(-2, 0.7));
        population.TellKnown(Member(-3, 0.6));
        population.TellKnown(Member(-4, 0.9));

        Assert.Equal([-1, -3], population.Ranked.Select(m => m.Trial.Value));
    }

    [Fact]
    public void Failed_trials_become_no_members()
    {
        for (int trial = 0; trial < 17; trial++)
        {
            Take();
            Report(trial, trial < 9 ? 1 : trial < 14 ? 3 : 9, double.NaN);
            End(trial, TrialState.Failed);
        }

        Assert.Equal("startup: epoch 1, a new place", Next().Reason.ToString());
    }

    private static DeMember Member(int trial, double value) => new(new TrialId(trial), [0.5], value);

    // The target, and the parents in the order of their numbers.
    private static (int Target, int[] Parents) Bred(Proposal proposal, string rung)
    {
        Assert.StartsWith($"dehb: {rung}, ", proposal.Reason.ToString(), StringComparison.Ordinal);
        int[] numbers = [.. proposal.Reason.Detail[(rung.Length + 2)..].Split(' ', ',', '=').Where(part => int.TryParse(part, out _)).Select(int.Parse)];
        Assert.Equal(4, numbers.Length);
        return (numbers[0], [.. numbers.Skip(1).Order()]);
    }

    private static void AssertBred(int target, int[] parents, (int Target, int[] Parents) bred)
    {
        Assert.Equal(target, bred.Target);
        Assert.Equal(parents, bred.Parents);
    }

    private Proposal Next() => _searcher.Propose(new TrialId(_configurations.Count), RandomStream.For(1, "searcher", _configurations.Count))!;

    private void Take()
    {
        _configurations.Add(Next().Configuration);
        Observe(ObservationKind.Proposed, _configurations.Count - 1, 0, double.NaN, TrialState.Running);
    }

    private void Report(int trial, int epoch, double value) => Observe(ObservationKind.Reported, trial, epoch, value, TrialState.Running);

    private void End(int trial, TrialState state) => Observe(ObservationKind.Ended, trial, 9, double.NaN, state);

    private void Observe(ObservationKind kind, int trial, int epoch, double value, TrialState state) =>
        _searcher.Observe(new Observation(kind, new TrialId(trial), _configurations[trial], epoch, value, state));
}
