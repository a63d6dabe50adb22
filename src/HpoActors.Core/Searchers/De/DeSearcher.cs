using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers.Sobol;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.De;

/// <summary>
/// Differential evolution (Storn and Price, "Differential evolution: a simple and efficient heuristic for global optimization over continuous spaces", 1997)
/// in the unit cube, without generations: a trial's child competes with its target when it ends and takes its place where it is no worse, as in DEHB (Awad,
/// Mallik and Hutter, "DEHB: evolutionary Hyperband for scalable, robust and efficient hyperparameter optimization", 2021).
/// </summary>
/// <remarks>
/// <para>The first members come from Sobol's sequence. Then trial n crosses the member at the place n mod population with a mutant: the base and a part of the
/// difference of two other members. A coordinate beyond the cube's edge falls between the target's and the edge. A choice or bool, whose values have no
/// differences, has a fresh value with the factor as probability where these two members disagree, else the base's. What a configuration lacks keeps the
/// coordinate of the member that it replaces. A child that was tried before, runs already or is forbidden is drawn again.</para>
/// <para>Defaults fit searches of about 100 trials: 8 members (DEHB: 20 and more), the best member as base (rand/1 there), a crossover of 0.7 (0.5), chosen
/// on fifteen test functions at 25, 50 and 100 trials. Optuna 5 has no differential evolution.</para>
/// </remarks>
public sealed class DeSearcher : ISearcher
{
    // Then chance decides: most children are known, or forbidden.
    private const int MostDraws = 20;

    private readonly SearchSpace _space;
    private readonly DeSearcherSettings _settings;
    private readonly SobolSearcher _startup;
    private readonly DeVariation _variation;
    private readonly SearchHistory _history;
    private readonly DePopulation _population;
    private readonly HashSet<Configuration> _tried = [];

    /// <summary>A searcher over the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="seed">Keys the first members.</param>
    /// <param name="settings">Its options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public DeSearcher(SearchSpace space, long seed, DeSearcherSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _settings = settings ?? new DeSearcherSettings();
        _settings.Validate();
        _startup = new SobolSearcher(space, seed);
        _variation = new DeVariation(space, _settings.Factor, _settings.Crossover);
        _history = new SearchHistory(space);
        _population = new DePopulation(_settings.Population, seed);
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => true;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (_population.TargetOf(trial.Value) is not { } target || _population.Count < 4 || _space.Searched.Count == 0)
        {
            Proposal first = _startup.Propose(trial, random)!;
            return first with { Reason = new Reason("startup", $"{first.Reason.Rule} {first.Reason.Detail}") };
        }

        DeMember best = _population.Members.MinBy(m => m.Value)!;
        DeMember[] others = [.. _population.Members.Where(m => m != target)];
        for (int draw = 0; draw < MostDraws; draw++)
        {
            random.Shuffle(others.AsSpan());
            DeMember start = _settings.Base == DeBase.Best ? best : others[2];
            if (_space.TryDecode(_variation.Child(target.Unit, start.Unit, others[0].Unit, others[1].Unit, random)) is { } child && !_tried.Contains(child))
            {
                return new Proposal(child, new Reason("de", $"target={target.Trial.Value} base={start.Trial.Value} difference={others[0].Trial.Value},{others[1].Trial.Value}"));
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

        if (_history.Observe(observation) is { } place)
        {
            _population.Tell(_history.Results[place]);
        }
    }
}
