using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers;

/// <summary>
/// A searcher within an experiment's plan: known points first, results of earlier experiments told at the start, and duplicates treated as the plan says.
/// </summary>
internal sealed class PlannedSearcher : ISearcher
{
    // Another proposal costs a slow searcher what the first did, and it would mostly repeat itself.
    private const int Retries = 32;
    private const int RetriesOfSlow = 1;

    // A space in which so many draws bring nothing new is taken for used up, unless it can be counted.
    private const int MostDraws = 1_000;

    // A larger space is neither counted nor walked through.
    private const int MostCounted = 100_000;

    private readonly ISearcher _searcher;
    private readonly SearchSpace _space;
    private readonly IReadOnlyList<Configuration> _points;
    private readonly DuplicatePolicy _duplicates;
    private readonly long? _distinct;

    // Only kept where the policy needs it, so that memory stays flat over millions of trials.
    private readonly HashSet<Configuration> _proposed = [];
    private readonly Dictionary<Configuration, Mean> _means = [];

    public PlannedSearcher(ISearcher searcher, ExperimentSpec spec)
    {
        _searcher = searcher;
        _space = spec.Space;
        _points = spec.Points;
        _duplicates = spec.Duplicates;
        _distinct = _duplicates == DuplicatePolicy.Forbid && _space.Cardinality is <= MostCounted ? Everything().LongCount() : null;
        for (int i = 0; i < spec.WarmStart.Count; i++)
        {
            KnownResult known = spec.WarmStart[i];
            _searcher.Observe(new Observation(ObservationKind.Known, new TrialId(-1 - i), known.Configuration, 0, spec.ToMinimize(known.Value), TrialState.Completed));
        }
    }

    public bool LearnsFromResults => _searcher.LearnsFromResults;

    public bool ThinksLong => _searcher.ThinksLong;

    public long? Size => _duplicates == DuplicatePolicy.Forbid
        ? _distinct is { } distinct ? Math.Min(distinct, _searcher.Size + _points.Count ?? distinct) : _searcher.Size
        : _searcher.Size + _points.Count;

    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        if (trial.Value < _points.Count && !IsRefused(_points[trial.Value]))
        {
            return new Proposal(_points[trial.Value], new Reason("point", $"{trial.Value + 1} of {_points.Count}"));
        }

        // A sequence is not to lose its first members to the points.
        int number = _searcher.LearnsFromResults ? trial.Value : Math.Max(0, trial.Value - _points.Count);
        Proposal? proposal = _searcher.Propose(new TrialId(number), random);
        if (proposal is null || !IsRefused(proposal.Configuration))
        {
            return proposal;
        }

        int retries = _searcher.ThinksLong ? RetriesOfSlow : Retries + _points.Count;
        for (int i = 1; i <= retries; i++)
        {
            proposal = _searcher.Propose(new TrialId(_searcher.LearnsFromResults ? number : number + i), random);
            if (proposal is null || !IsRefused(proposal.Configuration))
            {
                return proposal;
            }
        }

        return FindNew(random) is { } configuration ? new Proposal(configuration, new Reason("new", "the searcher repeated itself")) : null;
    }

    public void Observe(in Observation observation)
    {
        if (observation.Kind == ObservationKind.Proposed && _duplicates == DuplicatePolicy.Forbid)
        {
            _proposed.Add(observation.Configuration);
        }

        if (observation.Kind != ObservationKind.Ended || _duplicates != DuplicatePolicy.Average || !double.IsFinite(observation.Value)
            || observation.State is not (TrialState.Completed or TrialState.Stopped))
        {
            _searcher.Observe(observation);
        }
        else if (_means.TryGetValue(observation.Configuration, out Mean? mean))
        {
            // The trial itself says nothing more; the first one of its configuration takes the mean.
            mean.Add(observation.Value);
            _searcher.Observe(observation with { Value = double.NaN, State = TrialState.Cancelled });
            _searcher.Observe(mean.First with { Value = mean.Value });
        }
        else
        {
            _means.Add(observation.Configuration, new Mean(observation));
            _searcher.Observe(observation);
        }
    }

    private bool IsRefused(Configuration configuration) => _duplicates == DuplicatePolicy.Forbid && _proposed.Contains(configuration);

    private Configuration? FindNew(RandomStream random)
    {
        if (_distinct <= _proposed.Count)
        {
            return null;
        }

        for (int i = 0; i < MostDraws; i++)
        {
            Configuration drawn = _space.Sample(random);
            if (!IsRefused(drawn))
            {
                return drawn;
            }
        }

        return _distinct is null ? null : Everything().FirstOrDefault(c => !IsRefused(c));
    }

    private IEnumerable<Configuration> Everything() => _space.Enumerate([.. _space.Hyperparameters.Select(h => h.Grid(MostCounted))]);

    /// <summary>The results of one configuration.</summary>
    private sealed class Mean(Observation first)
    {
        private double _sum = first.Value;
        private int _count = 1;

        public Observation First { get; } = first;

        public double Value => _sum / _count;

        public void Add(double value)
        {
            _sum += value;
            _count++;
        }
    }
}
