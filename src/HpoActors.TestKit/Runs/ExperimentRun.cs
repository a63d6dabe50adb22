using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Runs;

/// <summary>A whole experiment with virtual trainers of different paces, some of whose trials fail.</summary>
internal sealed class ExperimentRun
{
    public const string Metric = "error";

    // Nobody waits for ever.
    private const int MostTurns = 100_000;

    private readonly string _check;
    private readonly ExperimentSpec _spec;
    private readonly Assignment?[] _askers;
    private readonly RandomStream _pace;
    private readonly List<ExperimentEvent> _facts = [];
    private ExperimentDriver _driver;

    public ExperimentRun(string check, ExperimentSpec spec, int askers)
    {
        _check = check;
        _spec = spec;
        _askers = new Assignment?[askers];
        _pace = RandomStream.For(spec.Seed, "pace", askers);
        _driver = new ExperimentDriver(spec, _facts.Add);
        Guard(() => _driver.Start());
    }

    private IEnumerable<TrialProposed> Proposed => _facts.OfType<TrialProposed>();

    public ExperimentRun ToEnd() => Until(int.MaxValue);

    /// <summary>Goes on until so many trials have ended or the experiment has.</summary>
    public ExperimentRun Until(int ended)
    {
        for (int turn = 0; !_driver.State.Phase.IsFinal() && _facts.OfType<TrialEnded>().Count() < ended; turn++)
        {
            if (turn == MostTurns)
            {
                throw Breach("does not come to an end");
            }

            int asker = _pace.NextInt32(_askers.Length);
            Guard(() => Turn(asker));
        }

        return this;
    }

    /// <summary>The journal in a fresh driver; the trainers did not notice.</summary>
    public ExperimentRun Restarted()
    {
        ExperimentDriver driver = new(_spec, _facts.Add);
        ExperimentEvent[] journal = [.. _facts];
        Guard(() => Array.ForEach(journal, driver.Replay));
        _driver = driver;
        return this;
    }

    public void RequireAllEnded()
    {
        int[] proposed = [.. Proposed.Select(f => f.Trial.Value)];
        if (!proposed.SequenceEqual(Enumerable.Range(0, proposed.Length)))
        {
            throw Breach($"numbered its trials {string.Join(", ", proposed)}");
        }

        if (!proposed.SequenceEqual(_facts.OfType<TrialEnded>().Select(f => f.Trial.Value).Order()))
        {
            throw Breach($"brought {_facts.OfType<TrialEnded>().Count()} of {proposed.Length} trials to their end");
        }

        bool may = _spec.Searcher.IsFinite || _spec.Duplicates == DuplicatePolicy.Forbid;
        if (proposed.Length != _spec.Budget.Trials && !(may && _driver.State.Phase == ExperimentPhase.Exhausted))
        {
            throw Breach($"ended with {proposed.Length} trials of {_spec.Budget.Trials} ({_driver.State.EndReason})");
        }
    }

    public void RequireDistinct()
    {
        if (Proposed.GroupBy(f => f.Configuration).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw Breach($"tried {twice.Key} {twice.Count()} times, in trials {string.Join(", ", twice.Select(f => f.Trial))}");
        }
    }

    /// <param name="count">The number of trials that there must be, or null.</param>
    public void RequireExhausted(int? count)
    {
        if (_driver.State.Phase != ExperimentPhase.Exhausted)
        {
            throw Breach($"did not notice that the space is used up: {_driver.State.EndReason}");
        }

        if (count is { } all && all != Proposed.Count())
        {
            throw Breach($"left {all - Proposed.Count()} of {all} configurations untried");
        }
    }

    public void RequireSameFacts(ExperimentRun other, string first, string second)
    {
        if (!_facts.SequenceEqual(other._facts))
        {
            int at = _facts.Zip(other._facts).TakeWhile(p => p.First == p.Second).Count();
            throw Breach($"{first}, and {second}, differ at fact {at}: {_facts.ElementAtOrDefault(at)}, and {other._facts.ElementAtOrDefault(at)}");
        }
    }

    public void RequireSameTrials(ExperimentRun other)
    {
        string[] mine = Trials();
        string[] theirs = other.Trials();
        if (!mine.SequenceEqual(theirs))
        {
            int at = mine.Zip(theirs).TakeWhile(p => p.First == p.Second).Count();
            throw Breach($"with {_askers.Length} trainers and with {other._askers.Length}, trial {at} differs: {mine.ElementAtOrDefault(at)}, and {theirs.ElementAtOrDefault(at)}");
        }
    }

    private string[] Trials()
    {
        Dictionary<TrialId, TrialEnded> ends = _facts.OfType<TrialEnded>().ToDictionary(f => f.Trial);
        return [.. Proposed.Select(f => $"{f.Configuration} ({f.Reason}): {(ends.TryGetValue(f.Trial, out TrialEnded? end) ? $"{end.State} {end.Value:R}" : "running")}")];
    }

    private void Turn(int asker)
    {
        if (_askers[asker] is not { } work)
        {
            _askers[asker] = _driver.Ask($"cpu:{asker}");
            if (_askers[asker] is { } assignment && _spec.Space.Problem(assignment.Configuration) is { } problem)
            {
                throw Breach($"made trial {assignment.Trial} of a configuration that {problem}: {assignment.Configuration}");
            }

            return;
        }

        _askers[asker] = null;
        if (work.Trial.Value % 7 == 3)
        {
            _driver.End(work.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));
        }
        else
        {
            _driver.Tell(work, Value(work.Configuration));
        }
    }

    private double Value(Configuration configuration)
    {
        double[] unit = new double[_spec.Space.Hyperparameters.Count];
        _spec.Space.Encode(configuration, unit);
        return unit.Where(u => !double.IsNaN(u)).Sum(u => (u - 0.3) * (u - 0.3));
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw Breach($"broke: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private ConformanceException Breach(string problem, Exception? inner = null) => new(
        _check,
        $"an experiment of '{_spec.Searcher.Name}' {problem}\n  {_askers.Length} askers, seed {_spec.Seed}, {_facts.Count} facts\n  space of {_spec.Space.Hyperparameters.Count}:{SpaceText.Of(_spec.Space)}",
        inner);
}
