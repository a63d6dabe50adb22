using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>
/// Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", NIPS 2011): a density of the good
/// trials and one of all others; of candidates drawn from the good one that is proposed whose ratio of densities, and so expected improvement, is largest.
/// </summary>
public sealed class TpeSearcher : ISearcher
{
    // As in Optuna and hyperopt: a good set that grows without end would stop to say where the best is.
    private const int MostGood = 25;

    // Of a small space most candidates may be forbidden or known.
    private const int DrawsPerCandidate = 10;

    private readonly SearchSpace _space;
    private readonly TpeSearcherSettings _settings;
    private readonly TpeModel[] _models;
    private readonly bool _isFinite;

    // Trials by number, in the order in which they became known.
    private readonly Dictionary<TrialId, int> _numbers = [];
    private readonly List<TpeTrial> _trials = [];
    private readonly HashSet<Configuration> _tried = [];
    private readonly TrialRanking _ranking = new();
    private int _failures;

    // Which trials the models take for good: a function of the observations, brought up to date when a proposal needs it.
    private readonly List<int> _good = [];
    private bool _isStale = true;

    /// <summary>A searcher that knows nothing as yet.</summary>
    /// <param name="space">The space.</param>
    /// <param name="settings">The options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public TpeSearcher(SearchSpace space, TpeSearcherSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _settings = (settings ?? new TpeSearcherSettings()).Validated();
        KernelDimension[] dimensions = [.. space.Hyperparameters.Index().Where(h => h.Item.Cardinality != 1).Select(h => KernelDimension.Of(h.Index, h.Item))];
        _models = dimensions.Length == 0 ? [] : _settings.Multivariate ? [new TpeModel(dimensions)] : [.. dimensions.Select(d => new TpeModel([d]))];
        _isFinite = space.Hyperparameters.All(h => h.Cardinality is not null);
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => true;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int ended = _ranking.Count + _failures;
        if (_models.Length == 0 || _ranking.Count == 0 || ended < _settings.Startup)
        {
            return new Proposal(_space.Sample(random), new Reason("startup", $"{ended} of {_settings.Startup} ended"));
        }

        Fit();
        (Configuration? best, double score) = _settings.Multivariate ? ProposeJointly(random) : ProposeApart(random);
        return best is null
            ? new Proposal(_space.Sample(random), new Reason("prior", "no candidate is new and allowed"))
            : new Proposal(best, new Reason("tpe", $"ei={Improvement(score):0.##} good={_good.Count} of {_trials.Count}"));
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Proposed:
                Number(observation);
                break;
            case ObservationKind.Ended or ObservationKind.Known:
                End(Number(observation), observation);
                break;
        }
    }

    // A trial's number; a new one counts as bad until its result is known, so that others stay away from it.
    private int Number(in Observation observation)
    {
        if (_numbers.TryGetValue(observation.Trial, out int known))
        {
            return known;
        }

        double[] unit = new double[_space.Hyperparameters.Count];
        _space.Encode(observation.Configuration, unit);
        int number = _trials.Count;
        _numbers.Add(observation.Trial, number);
        _trials.Add(new TpeTrial(unit, TpeTrialState.Pending, double.NaN));
        foreach (TpeModel model in _models)
        {
            model.Add(unit);
        }

        if (_isFinite)
        {
            _tried.Add(observation.Configuration);
        }

        _isStale = true;
        return number;
    }

    private void End(int number, in Observation observation)
    {
        TpeTrial before = _trials[number];
        TpeTrial after = before.EndedBy(observation);
        _trials[number] = after;
        if (before.State == TpeTrialState.Result)
        {
            _ranking.Remove(number, before.Value);
        }

        if (after.State == TpeTrialState.Result)
        {
            _ranking.Add(number, after.Value);
        }

        _failures += (after.State == TpeTrialState.Failed ? 1 : 0) - (before.State == TpeTrialState.Failed ? 1 : 0);
        SetBadWeight(number, after.BadWeight);
        _isStale = true;
    }

    private void Fit()
    {
        if (!_isStale)
        {
            return;
        }

        foreach (int number in _good)
        {
            SetBadWeight(number, _trials[number].BadWeight);
        }

        _good.Clear();
        int count = _ranking.GoodCount(_settings.GoodShare, MostGood);
        double[][] units = new double[count][];
        double[] weights = new double[count];
        TrialRanking.Weigh(weights);
        for (int rank = 0; rank < count; rank++)
        {
            int number = _ranking[rank];
            _good.Add(number);
            units[rank] = _trials[number].Unit;
            SetBadWeight(number, 0);
        }

        foreach (TpeModel model in _models)
        {
            model.Fit(units, weights);
        }

        _isStale = false;
    }

    private void SetBadWeight(int number, double weight)
    {
        foreach (TpeModel model in _models)
        {
            model.SetBadWeight(number, weight);
        }
    }

    // Candidates of all dimensions at once, of which the best is taken.
    private (Configuration? Best, double Score) ProposeJointly(RandomStream random)
    {
        TpeModel model = _models[0];
        int size = model.Dimensions.Count;
        Configuration[] configurations = new Configuration[_settings.Candidates];
        double[] candidates = new double[_settings.Candidates * size];
        double[] unit = new double[_space.Hyperparameters.Count];
        int count = 0;
        for (int draw = 0; draw < DrawsPerCandidate * _settings.Candidates && count < _settings.Candidates; draw++)
        {
            Span<double> candidate = candidates.AsSpan(count * size, size);
            model.Draw(candidate, random);
            Scatter(model, candidate, unit);
            if (Decode(unit) is { } configuration)
            {
                configurations[count++] = configuration;
                LeaveOutWhatIsAbsent(model, configuration, candidate);
            }
        }

        if (count == 0)
        {
            return (null, 0);
        }

        double[] scores = new double[count];
        model.Score(candidates.AsSpan(0, count * size), scores);
        int best = Best(scores);
        return (configurations[best], scores[best]);
    }

    // For each dimension the best of its own candidates; all of it again where that is forbidden.
    private (Configuration? Best, double Score) ProposeApart(RandomStream random)
    {
        double[] candidates = new double[_settings.Candidates];
        double[] scores = new double[_settings.Candidates];
        double[] unit = new double[_space.Hyperparameters.Count];
        for (int draw = 0; draw < DrawsPerCandidate; draw++)
        {
            double score = 0;
            foreach (TpeModel model in _models)
            {
                for (int c = 0; c < candidates.Length; c++)
                {
                    model.Draw(candidates.AsSpan(c, 1), random);
                }

                model.Score(candidates, scores);
                int best = Best(scores);
                unit[model.Dimensions[0].Place] = candidates[best];
                score += scores[best];
            }

            if (Decode(unit) is { } configuration)
            {
                return (configuration, score);
            }
        }

        return (null, 0);
    }

    // A configuration that is allowed and, where there are finitely many, not tried yet.
    private Configuration? Decode(ReadOnlySpan<double> unit) =>
        _space.TryDecode(unit) is { } configuration && !(_isFinite && _tried.Contains(configuration)) ? configuration : null;

    private void LeaveOutWhatIsAbsent(TpeModel model, Configuration configuration, Span<double> candidate)
    {
        if (!_space.IsConditional)
        {
            return;
        }

        for (int d = 0; d < candidate.Length; d++)
        {
            KernelDimension dimension = model.Dimensions[d];
            if (dimension.IsConditional && !configuration.Contains(_space.Hyperparameters[dimension.Place].Name))
            {
                candidate[d] = double.NaN;
            }
        }
    }

    private static void Scatter(TpeModel model, ReadOnlySpan<double> candidate, Span<double> unit)
    {
        for (int d = 0; d < candidate.Length; d++)
        {
            unit[model.Dimensions[d].Place] = candidate[d];
        }
    }

    private static int Best(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    // Bergstra's expected improvement as a multiple of the prior's: 1 / (share + (1 - share) bad / good).
    private double Improvement(double score)
    {
        double share = (double)_good.Count / _trials.Count;
        return 1 / (share + ((1 - share) * Math.Exp(-score)));
    }
}
