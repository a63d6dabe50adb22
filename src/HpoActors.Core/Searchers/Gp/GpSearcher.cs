using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// Bayesian optimisation with a Gaussian process: a model of the results predicts, for any configuration, a value and how sure it is, and what is proposed is
/// where the expected improvement on the best is largest (Jones, Schonlau and Welch, "Efficient global optimization of expensive black-box
/// functions", 1998; Snoek, Larochelle and Adams, "Practical Bayesian optimization of machine learning algorithms", NeurIPS 2012).
/// For tens or a few hundred trials, in any space.
/// </summary>
/// <remarks>
/// <para>
/// The model: a Matérn 5/2 kernel with a lengthscale for each hyperparameter over the unit cube of the priors. Ordered values stand at the middles of their cells, and
/// of choices only counts whether they are equal; a hyperparameter that a configuration lacks stands at the middle of its range, a choice at a value of its own.
/// Lengthscales, signal and noise are the most probable ones under log-normal priors.
/// Values are cut far above their median, then standardised. A failed trial counts as the worst value, so that the search leaves its region.
/// </para>
/// <para>
/// The improvement is compared as a logarithm (Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS 2023), over the lowest
/// mean at the configurations tried, which noise cannot push down. Pending trials get 16 imagined values each, drawn from the
/// model; the improvement is their average. What was tried already comes again only where noise is large or nothing new was found.
/// </para>
/// <para>
/// A proposal costs some milliseconds up to 100 results and grows with their square, the fit with their third power; both are bounded: beyond
/// 256 results the fit, and beyond 400 the model, sees the best half and an even selection of the others. The fit follows from the results alone: it starts from the
/// fits to fewer of them, which are found again where they are not at hand, so that replay brings the same bits back.
/// </para>
/// <para>
/// Differs from Optuna's GPSampler in this: priors of lengthscales are log-normal around the whole range and values are cut, both found better over test functions;
/// improvement is measured from the model's best mean instead of the best value, which is the same without noise; the startup trials are a Latin
/// hypercube instead of being drawn independently; conditional spaces are modelled instead of falling back to independent sampling.
/// </para>
/// </remarks>
public sealed class GpSearcher : ISearcher
{
    private const int LeastResults = 2;

    // A share of the noise in the variance of values from which measuring again teaches something.
    private const double LargeNoise = 0.1;

    private readonly SearchSpace _space;
    private readonly int _startup;
    private readonly FeatureMap _map;
    private readonly SearchHistory _history;
    private readonly GpModel _model;
    private readonly StartupDesign _design;

    /// <summary>A searcher over the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="seed">The experiment's seed, from which the startup trials come.</param>
    /// <param name="settings">The options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public GpSearcher(SearchSpace space, long seed, GpSearcherSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _startup = (settings ?? new GpSearcherSettings()).Validated().Startup;
        _map = new FeatureMap(space);
        _history = new SearchHistory(space);
        _model = new GpModel(_map);
        _design = new StartupDesign(space, _startup, seed);
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => true;

    /// <inheritdoc/>
    public bool ThinksLong => true;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (_map.Dimensions == 0)
        {
            return new Proposal(_space.Sample(random), new Reason("only", "there is nothing to choose"));
        }

        int seen = _history.Results.Length + _history.Failures.Length + _history.Pending.Count;
        if (seen < _startup || _history.Results.Length < LeastResults)
        {
            string detail = seen < _startup ? $"{seen + 1} of {_startup}" : $"results={_history.Results.Length}";
            return new Proposal(_design.At(trial, random), new Reason("startup", detail));
        }

        GpPosterior posterior = _model.Condition(_history, random);
        AcquisitionOptimizer optimizer = new(_map, new Acquisition(posterior), random);
        IReadOnlyList<Candidate> candidates = optimizer.Maximize(GpModel.Best(_history.Results));
        bool mayRepeat = posterior.NoiseShare > LargeNoise;
        HashSet<Configuration> tried = mayRepeat ? [] : Tried();
        return (candidates.FirstOrDefault(c => !tried.Contains(c.Configuration)) ?? (candidates.Count > 0 ? candidates[0] : null)) is { } chosen
            ? new Proposal(chosen.Configuration, new Reason("gp", $"log-ei={chosen.Value:F2} noise={posterior.NoiseDeviation:G2} results={_history.Results.Length}"))
            : new Proposal(_space.Sample(random), new Reason("random", "every candidate is forbidden"));
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
        int? place = _history.Observe(observation);
        if (observation.Kind is ObservationKind.Ended or ObservationKind.Known)
        {
            _model.Forget(place ?? _history.Results.Length);
        }
    }

    private HashSet<Configuration> Tried()
    {
        HashSet<Configuration> tried = [.. _history.Pending.Select(t => t.Configuration)];
        foreach (SearchedTrial result in _history.Results)
        {
            tried.Add(result.Configuration);
        }

        foreach (SearchedTrial failure in _history.Failures)
        {
            tried.Add(failure.Configuration);
        }

        return tried;
    }
}
