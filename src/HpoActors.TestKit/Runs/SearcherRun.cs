using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Runs;

/// <summary>
/// One searcher over one space, asked and told without an experiment around it, so that anything that may happen can be made to happen. Every proposal is
/// checked; what the searcher throws becomes a breach.
/// </summary>
internal sealed class SearcherRun
{
    // Above this many combinations nobody counts whether a space is used up.
    private const int MostCounted = 100_000;
    private const int LongestReason = 300;

    private readonly string _check;
    private readonly SearcherSettings _settings;
    private readonly ISearcher _searcher;
    private readonly List<Observation> _facts = [];
    private readonly List<TrialId> _pending = [];
    private readonly List<TrialId> _ended = [];
    private readonly Dictionary<TrialId, Configuration> _taken = [];
    private int _known;

    public SearcherRun(string check, SearcherSettings settings, SearchSpace space, long seed)
    {
        _check = check;
        _settings = settings;
        Space = space;
        Seed = seed;
        _searcher = Guard("be made", () => settings.Create(space, seed));
    }

    public SearchSpace Space { get; }

    public long Seed { get; }

    /// <summary>The next trial's id.</summary>
    public TrialId Next => new(_taken.Count);

    /// <summary>What the searcher was told, in order.</summary>
    public IReadOnlyList<Observation> Facts => _facts;

    public IReadOnlyList<TrialId> Pending => _pending;

    public IReadOnlyList<TrialId> Ended => _ended;

    public bool LearnsFromResults => _searcher.LearnsFromResults;

    public long? Size => _searcher.Size;

    public Configuration this[TrialId trial] => _taken[trial];

    /// <summary>A checked proposal for the next trial, or null where the searcher is used up and may be.</summary>
    public Proposal? Ask()
    {
        Proposal? proposal = Guard("propose", () => _searcher.Propose(Next, RandomStream.For(Seed, "searcher", Next.Value)));
        if (proposal is null)
        {
            return MayBeUsedUp() ? null : throw Breach("has no proposal, although the space is not used up");
        }

        CheckConfiguration(proposal.Configuration);
        CheckReason(proposal);
        return proposal;
    }

    /// <summary>A configuration becomes the next trial, whoever proposed it.</summary>
    public TrialId Take(Configuration configuration)
    {
        TrialId trial = Next;
        _taken.Add(trial, configuration);
        _pending.Add(trial);
        Tell(new Observation(ObservationKind.Proposed, trial, configuration, 0, double.NaN, TrialState.Proposed));
        return trial;
    }

    /// <summary>Asks, and takes what is proposed; false where the searcher is used up.</summary>
    public bool AskAndTake()
    {
        Proposal? proposal = Ask();
        if (proposal is not null)
        {
            Take(proposal.Configuration);
        }

        return proposal is not null;
    }

    public void Report(TrialId trial, int epoch, double value) =>
        Tell(new Observation(ObservationKind.Reported, trial, _taken[trial], epoch, value, TrialState.Running));

    public void End(TrialId trial, TrialState state, double value)
    {
        _pending.Remove(trial);
        _ended.Add(trial);
        Tell(new Observation(ObservationKind.Ended, trial, _taken[trial], 1, value, state));
    }

    /// <summary>A trial that completed has another value now.</summary>
    public void EndAgain(TrialId trial, double value) => Tell(new Observation(ObservationKind.Ended, trial, _taken[trial], 1, value, TrialState.Completed));

    /// <summary>An earlier experiment's result.</summary>
    public void Know(Configuration configuration, double value) =>
        Tell(new Observation(ObservationKind.Known, new TrialId(--_known), configuration, 1, value, TrialState.Completed));

    /// <summary>Takes notice of what another run was told.</summary>
    public void Replay(IEnumerable<Observation> facts)
    {
        foreach (Observation fact in facts)
        {
            if (fact.Kind == ObservationKind.Proposed)
            {
                _taken.Add(fact.Trial, fact.Configuration);
            }

            Tell(fact);
        }
    }

    /// <summary>A value that falls towards a point inside the unit cube, so that there is something to learn.</summary>
    public double Value(Configuration configuration)
    {
        double[] unit = new double[Space.Hyperparameters.Count];
        Space.Encode(configuration, unit);
        return unit.Where(u => !double.IsNaN(u)).Select((u, i) => (i + 1) * (u - 0.3) * (u - 0.3)).Sum();
    }

    /// <summary>A breach of the contract, with all that is needed to see it again.</summary>
    public ConformanceException Breach(string problem, Exception? inner = null) => new(
        _check,
        $"'{_settings.Name}' {problem}\n  trial {Next}, seed {Seed}, {_facts.Count} facts observed{LastFacts()}\n  space of {Space.Hyperparameters.Count}:{SpaceText.Of(Space)}",
        inner);

    private void Tell(Observation fact)
    {
        _facts.Add(fact);
        Guard($"observe that trial {fact.Trial} was {fact.Kind} ({fact.State}, {fact.Value})", () =>
        {
            _searcher.Observe(fact);
            return true;
        });
    }

    private T Guard<T>(string what, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e)
        {
            throw Breach($"could not {what}: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private void CheckConfiguration(Configuration configuration)
    {
        if (configuration is null)
        {
            throw Breach("proposed no configuration");
        }

        if (Space.Problem(configuration) is { } problem)
        {
            throw Breach($"proposed a configuration that {problem}: {configuration}");
        }

        string[] order = [.. Space.Hyperparameters.Select(h => h.Name).Where(configuration.Contains)];
        if (!order.SequenceEqual(configuration.Select(p => p.Key)))
        {
            throw Breach($"proposed values in another order than the space's, so that equal configurations look different: {configuration}");
        }
    }

    private void CheckReason(Proposal proposal)
    {
        if (proposal.Reason is null || string.IsNullOrWhiteSpace(proposal.Reason.Rule))
        {
            throw Breach($"proposed without a reason: {proposal.Configuration}");
        }

        string reason = proposal.Reason.ToString();
        if (reason.Length > LongestReason || reason.Contains('\n', StringComparison.Ordinal))
        {
            throw Breach($"gave a reason that is no short line: {reason}");
        }

        if (proposal.StartFrom is { } from && !_taken.ContainsKey(from.Trial))
        {
            throw Breach($"starts from trial {from}, which there is not");
        }
    }

    // A grid may end any time; others only where every configuration was tried.
    private bool MayBeUsedUp()
    {
        if (_settings.IsFinite)
        {
            return true;
        }

        HashSet<Configuration> tried = [.. _taken.Values];
        return Space.Cardinality is <= MostCounted && Everything(Space).All(tried.Contains);
    }

    /// <summary>Every configuration of a finite space.</summary>
    public static IEnumerable<Configuration> Everything(SearchSpace space) =>
        space.Enumerate([.. space.Hyperparameters.Select(h => h.Grid((int)h.Cardinality!.Value))]);

    private string LastFacts() => _facts.Count == 0 ? "" : ", the last ones:" + string.Concat(_facts.TakeLast(5).Select(f => $"\n    {f.Kind} {f.Trial} {f.State} {f.Value:R} {f.Configuration}"));
}
