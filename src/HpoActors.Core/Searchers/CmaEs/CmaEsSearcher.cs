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
/// A run starts from results of a Latin hypercube over the priors: its mean is the weighted mean of their better half. Then every λ results make a generation, in whatever
/// order trials end and whoever proposed them. A failed trial ranks last, equal values share their weights; where all are equal, the step size grows. When a run is done by the usual
/// rules, another one starts with twice the population (Auger and Hansen, "A restart CMA evolution strategy with increasing population size", CEC 2005). Memory does not grow with the number of trials.
/// </para>
/// <para>
/// Discrete hyperparameters keep a margin (Hamano et al., "CMA-ES with margin", GECCO 2022); choices and bools have probabilities that follow the same ranking
/// (Hamano et al., "CatCMA", GECCO 2024). What a configuration does not tell about the point it came from, within an int's cell or about a hyperparameter that it does not
/// have, is drawn from the distribution given the rest. Results of earlier experiments count as startup; the best tenth of many becomes the first mean (after Nomura et al., AAAI 2021).
/// </para>
/// <para>
/// Where it differs from Optuna's CmaEsSampler, and why: Optuna starts at the cube's middle, which suits problems with their optimum there, and with a step of 1/6 and a population
/// of 4 + ⌊3 ln n⌋, which suit longer searches than a hundred trials; it draws choices and conditional hyperparameters regardless of all results, drops results that come after their
/// generation, draws again what leaves the range (here it is cut to the bound, where optima often are), and restarts on request only.
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
    private readonly long _seed;
    private readonly List<Member> _generation = [];
    private StartupPool _pool = new();
    private LatinHypercube _plan;
    private SearchDistribution? _distribution;
    private Reason _reason;
    private int _startup;
    private int _population;
    private int _firstTrial;
    private int _nextTrial;
    private int _restarts;

    /// <summary>A search of the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="settings">The options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range; the key names which.</exception>
    public CmaEsSearcher(SearchSpace space, long seed, CmaEsSearcherSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        settings ??= new CmaEsSearcherSettings();
        settings.Validate();
        _space = space;
        _seed = seed;
        _sigma = settings.Sigma;
        _startup = settings.Startup;
        int dimension = space.Hyperparameters.Count(h => h.Cardinality != 1);
        _population = settings.Population ?? 4 + (int)Math.Log(Math.Max(1, dimension));
        _plan = Plan();
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
        int count = _space.Hyperparameters.Count;
        Span<double> unit = count <= 64 ? stackalloc double[count] : new double[count];
        if (_distribution is null)
        {
            return new Proposal(Prior(trial.Value - _firstTrial, random, unit), _reason);
        }

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
                _nextTrial = Math.Max(_nextTrial, observation.Trial.Value + 1);
                break;
            case ObservationKind.Ended or ObservationKind.Known when observation.State != TrialState.Cancelled:
                Learn(observation);
                break;
        }
    }

    // Stratified as far as the plan goes; beyond it, more trials are asked for than results have come.
    private Configuration Prior(int index, RandomStream random, Span<double> unit)
    {
        if (index >= 0 && index < _plan.Count)
        {
            _plan.Draw(index, random, unit);
            if (_space.TryDecode(unit) is { } configuration)
            {
                return configuration;
            }
        }

        return _space.Sample(random);
    }

    private static double ValueOf(in Observation observation) =>
        observation.State != TrialState.Failed && double.IsFinite(observation.Value) ? observation.Value : double.PositiveInfinity;

    private void Learn(in Observation observation)
    {
        double[] unit = new double[_space.Hyperparameters.Count];
        _space.Encode(observation.Configuration, unit);
        Member member = new(observation.Trial, unit, ValueOf(observation));
        if (_distribution is null || observation.Kind == ObservationKind.Known)
        {
            _pool.Add(member);
            Start();
        }
        else
        {
            Revise(member);
            _generation.Add(member);
            if (_generation.Count >= _population)
            {
                NextGeneration();
            }
        }

        _reason = Explain();
    }

    // A trial's new value is the mean over trials of one configuration, the last of which was cancelled: that one's place in the generation is this one's.
    private void Revise(in Member member)
    {
        for (int i = 0; i < _generation.Count; i++)
        {
            if (_generation[i].Trial == member.Trial)
            {
                _generation[i] = member;
            }
        }
    }

    // Earlier experiments' results come one by one: the start is made again with each.
    private void Start()
    {
        if (_pool.Count >= _startup)
        {
            _distribution = new SearchDistribution(_space, _population, _sigma, _pool.Parents(_startup), _seed);
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
            _firstTrial = _nextTrial;
            _plan = Plan();
        }
    }

    private LatinHypercube Plan() => new(_space.Hyperparameters.Count, _startup, RandomStream.For(_seed, "cma-es-startup", _restarts));

    private Reason Explain() => _distribution is { } d
        ? new Reason("cma-es", string.Create(CultureInfo.InvariantCulture, $"sigma={d.Sigma:G3} generation={d.Generation} population={d.Population} restarts={_restarts}"))
        : new Reason("startup", $"{_pool.Count} of {_startup} results");
}
