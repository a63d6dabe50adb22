using System.Globalization;
using System.Runtime.InteropServices;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// CMA-ES: draws from a normal distribution over the unit cube, whose mean, step size and covariance follow the ranking of the results
/// (Hansen, "The CMA evolution strategy: a tutorial", 2016, with active covariance update). A good choice where hyperparameters are mostly numbers, interact, and trials are many or cheap.
/// </summary>
/// <remarks>
/// <para>
/// A run starts from results drawn from the priors: its mean is the weighted mean of their better half. Every λ results make a generation, in
/// whatever order trials end and whoever proposed them. A failed trial ranks last, equal values share their weights, a value revised after its generation is ignored.
/// When the usual rules say that a run is done, another one starts with twice the population (Auger and Hansen, "A restart CMA evolution strategy with increasing population size", CEC 2005).
/// </para>
/// <para>
/// Discrete hyperparameters keep a margin (Hamano et al., "CMA-ES with margin", GECCO 2022), choices and bools have probabilities that follow the same ranking (Hamano et al., "CatCMA", GECCO 2024).
/// What a configuration does not tell about the point it came from (where within an int's cell, or all of a hyperparameter that it does not have) is drawn from the distribution given the rest.
/// Results of earlier experiments count as startup, the best tenth of them becoming the first mean (after Nomura et al., AAAI 2021).
/// </para>
/// <para>
/// Where it differs from Optuna's CmaEsSampler: that one starts at the cube's middle, which favours problems with their optimum there; samples choices and
/// conditional hyperparameters independently of all results; drops results that arrive after their generation; and restarts on request only. Its population of 4 + ⌊3 ln n⌋ and step size of 1/6 are
/// tuned for budgets beyond a hundred trials.
/// </para>
/// </remarks>
public sealed class CmaEsSearcher : ISearcher
{
    private const int MostDraws = 100;

    // As far as restarts double λ.
    private const int LargestPopulation = 1000;

    private static readonly Reason Forbidden = new("random", $"{MostDraws} draws forbidden");

    private readonly SearchSpace _space;
    private readonly double _sigma;
    private readonly HashSet<TrialId> _pending = [];
    private readonly List<Member> _generation = [];
    private StartupPool _pool = new();
    private SearchDistribution? _distribution;
    private Reason _reason;
    private int _startup;
    private int _population;
    private int _restarts;

    /// <summary>A search of the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="settings">Checked options.</param>
    internal CmaEsSearcher(SearchSpace space, CmaEsSearcherSettings settings)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _sigma = settings.Sigma;
        _startup = settings.Startup;
        int dimension = space.Hyperparameters.Count(h => h.Cardinality != 1);
        _population = settings.Population ?? 4 + (int)Math.Log(Math.Max(1, dimension));
        _reason = Explain();
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => true;

    /// <summary>The current run's distribution, null during startup.</summary>
    internal SearchDistribution? Distribution => _distribution;

    /// <summary>The number of restarts so far.</summary>
    internal int Restarts => _restarts;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (_distribution is null)
        {
            return new Proposal(_space.Sample(random), _reason);
        }

        int count = _space.Hyperparameters.Count;
        Span<double> unit = count <= 64 ? stackalloc double[count] : new double[count];
        for (int draw = 0; draw < MostDraws; draw++)
        {
            _distribution.Sample(random, unit);
            if (_space.TryDecode(unit) is { } configuration)
            {
                return new Proposal(configuration, _reason);
            }
        }

        return new Proposal(_space.Sample(random), Forbidden);
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Proposed:
                _pending.Add(observation.Trial);
                break;
            case ObservationKind.Known:
                Learn(observation);
                break;
            case ObservationKind.Ended when _pending.Remove(observation.Trial):
                Learn(observation);
                break;
            case ObservationKind.Ended:
                Revise(observation);
                break;
            case ObservationKind.Reported:
                break;
        }
    }

    private static double ValueOf(in Observation observation) =>
        observation.State != TrialState.Failed && double.IsFinite(observation.Value) ? observation.Value : double.PositiveInfinity;

    private void Learn(in Observation observation)
    {
        if (observation.State == TrialState.Cancelled)
        {
            return;
        }

        double[] unit = new double[_space.Hyperparameters.Count];
        _space.Encode(observation.Configuration, unit);
        Member member = new(observation.Trial, unit, ValueOf(observation));
        bool isKnown = observation.Kind == ObservationKind.Known;
        if (_distribution is null || isKnown)
        {
            _pool.Add(member);
            Start();
        }
        else
        {
            _generation.Add(member);
            if (_generation.Count >= _population)
            {
                NextGeneration();
            }
        }

        _reason = Explain();
    }

    // Another mean of the trials with this configuration: it counts while the trial has not been learnt from.
    private void Revise(in Observation observation)
    {
        TrialId trial = observation.Trial;
        int place = _generation.FindIndex(m => m.Trial == trial);
        if (place >= 0)
        {
            _generation[place] = _generation[place] with { Value = ValueOf(observation) };
        }
        else if (_distribution is null)
        {
            _pool.Revise(trial, ValueOf(observation));
        }
    }

    // Earlier experiments' results come one by one: the start is made again with each.
    private void Start()
    {
        if (_pool.Count >= _startup)
        {
            _distribution = new SearchDistribution(_space, _population, _sigma, _pool.Parents(_startup));
        }
    }

    private void NextGeneration()
    {
        bool ends = _distribution!.Learn(CollectionsMarshal.AsSpan(_generation)) is not null;
        _generation.Clear();
        if (ends)
        {
            _restarts++;
            _population = Math.Min(2 * _population, Math.Max(_population, LargestPopulation));
            _startup = Math.Max(_startup, 2 * _population);
            _pool = new StartupPool();
            _distribution = null;
        }
    }

    private Reason Explain() => _distribution is { } d
        ? new Reason("cma-es", string.Create(CultureInfo.InvariantCulture, $"sigma={d.Sigma:G3} generation={d.Generation} population={d.Population} restarts={_restarts}"))
        : new Reason("startup", $"{_pool.Count} of {_startup} results");
}
