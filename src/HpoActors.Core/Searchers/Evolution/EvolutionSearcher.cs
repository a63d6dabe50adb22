using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers.Sobol;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Evolution;

/// <summary>
/// Regularised evolution (Real, Aggarwal, Huang and Le, "Regularized evolution for image classifier architecture search", AAAI 2019): a child differs from
/// the best of some members drawn at random in one hyperparameter; the population are the youngest results, so that a lucky one does not live for ever.
/// </summary>
/// <remarks>
/// <para>The first results come from Sobol's sequence. Members age in the order in which trials ended; failed ones are none. A child that was tried before, runs
/// already or is forbidden is drawn again.</para>
/// <para>Defaults fit searches of about 100 trials: a population and samples of 20, drawn with replacement (100 and 25 there), parents from the eighth result on (there: once the
/// population is full), chosen on fifteen test functions at 25, 50 and 100 trials. Optuna 5's nearest, NSGA-II with one objective, has generations of 50.</para>
/// </remarks>
public sealed class EvolutionSearcher : ISearcher
{
    // Then chance decides: most children are known, or forbidden.
    private const int MostDraws = 20;

    private readonly SearchSpace _space;
    private readonly EvolutionSearcherSettings _settings;
    private readonly SobolSearcher _startup;
    private readonly Mutation _mutation;
    private readonly SearchHistory _history;
    private readonly HashSet<Configuration> _tried = [];

    /// <summary>A searcher over the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="seed">Keys the first configurations.</param>
    /// <param name="settings">Its options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public EvolutionSearcher(SearchSpace space, long seed, EvolutionSearcherSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _settings = settings ?? new EvolutionSearcherSettings();
        _settings.Validate();
        _startup = new SobolSearcher(space, seed);
        _mutation = new Mutation(space);
        _history = new SearchHistory(space);
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => true;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (_history.Results.Length < _settings.Startup)
        {
            Proposal first = _startup.Propose(trial, random)!;
            return first with { Reason = new Reason("startup", $"{first.Reason.Rule} {first.Reason.Detail}") };
        }

        double[] unit = new double[_space.Hyperparameters.Count];
        for (int draw = 0; draw < MostDraws; draw++)
        {
            ref readonly SearchedTrial parent = ref Parent(random);
            if (_mutation.Mutate(parent.Unit, unit, random) is { } changed && _space.TryDecode(unit) is { } child && !_tried.Contains(child))
            {
                return new Proposal(child, new Reason("evolution", $"parent={parent.Trial.Value} changed={changed.Name}"));
            }
        }

        return new Proposal(_space.Sample(random), new Reason("random", $"{MostDraws} children known or forbidden"));
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
        if (observation.Kind is ObservationKind.Proposed or ObservationKind.Known)
        {
            _tried.Add(observation.Configuration);
        }

        _history.Observe(observation);
    }

    private ref readonly SearchedTrial Parent(RandomStream random)
    {
        ReadOnlySpan<SearchedTrial> all = _history.Results;
        ReadOnlySpan<SearchedTrial> population = all[Math.Max(0, all.Length - _settings.Population)..];
        int best = random.NextInt32(population.Length);
        for (int i = 1; i < _settings.Sample; i++)
        {
            int other = random.NextInt32(population.Length);
            best = population[other].Value < population[best].Value ? other : best;
        }

        return ref population[best];
    }
}
