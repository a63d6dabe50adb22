using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// One run's distribution over the space: a normal one over the ordered hyperparameters (<see cref="EvolutionStrategy"/>), whose discrete coordinates have a margin, and a
/// categorical one for each choice and bool. All learn from the same ranking. A single-valued hyperparameter takes no part.
/// </summary>
internal sealed class SearchDistribution
{
    // The share of the way that a choice's probabilities go towards the better half of a generation. Found by experiment; anything from 0.1 to 0.6 does about as well.
    private const double ChoiceRate = 0.2;

    // As far as a step may spread in the cube: a uniform coordinate deviates by 0.29.
    private const double LargestDeviation = 0.5;

    private readonly Axis[] _axes;
    private readonly int[] _choices;
    private readonly CategoricalDistribution[] _categoricals;
    private readonly EvolutionStrategy? _strategy;
    private readonly StrategyParameters _parameters;
    private readonly StoppingRules _stopping;
    private readonly SampleCompletion _completion;
    private readonly double _margin;
    private readonly long _seed;

    /// <summary>A distribution around the weighted mean of a run's parents.</summary>
    /// <param name="space">The space.</param>
    /// <param name="population">λ.</param>
    /// <param name="sigma">The first σ.</param>
    /// <param name="parents">Results to start from, the best first.</param>
    /// <param name="seed">The experiment's seed.</param>
    public SearchDistribution(SearchSpace space, int population, double sigma, ReadOnlySpan<Member> parents, long seed)
    {
        _seed = seed;
        IReadOnlyList<Hyperparameter> all = space.Hyperparameters;
        _axes = [.. Enumerable.Range(0, all.Count).Where(i => all[i].IsOrdered && all[i].Cardinality != 1).Select(i => new Axis(all[i], i))];
        _choices = [.. Enumerable.Range(0, all.Count).Where(i => !all[i].IsOrdered && all[i].Cardinality != 1)];
        _categoricals = Array.ConvertAll(_choices, i => new CategoricalDistribution((int)all[i].Cardinality!.Value, ChoiceFloor((int)all[i].Cardinality!.Value)));
        _parameters = new StrategyParameters(Math.Max(1, _axes.Length), population);
        _stopping = new StoppingRules(_parameters.Dimension, population);
        _completion = new SampleCompletion(_axes.Length);
        _margin = 1.0 / (_parameters.Dimension * population);

        double[] weights = RecombinationWeights(parents.Length);
        if (_axes.Length > 0)
        {
            _strategy = new EvolutionStrategy(_parameters, MeanOf(parents, weights), sigma);
            KeepMargin();
        }

        LearnChoices(parents, weights);
    }

    /// <summary>λ.</summary>
    public int Population => _parameters.Population;

    /// <summary>σ, or 0 where no hyperparameter is ordered.</summary>
    public double Sigma => _strategy?.Sigma ?? 0;

    /// <summary>The number of generations learnt from.</summary>
    public int Generation => _stopping.Generations;

    /// <summary>The normal distribution, null where no hyperparameter is ordered.</summary>
    public EvolutionStrategy? Strategy => _strategy;

    /// <summary>The choices' distributions, in the space's order.</summary>
    public IReadOnlyList<CategoricalDistribution> Categoricals => _categoricals;

    /// <summary>Draws a point of the unit cube.</summary>
    public void Sample(RandomStream random, Span<double> unit)
    {
        unit.Clear();
        if (_strategy is not null)
        {
            Span<double> x = _axes.Length <= 64 ? stackalloc double[_axes.Length] : new double[_axes.Length];
            _strategy.Sample(random, x);
            for (int a = 0; a < x.Length; a++)
            {
                unit[_axes[a].Place] = Math.Clamp(x[a], 0, 1);
            }
        }

        for (int c = 0; c < _choices.Length; c++)
        {
            CategoricalDistribution categorical = _categoricals[c];
            unit[_choices[c]] = UnitCell.Of(categorical.At(random.NextDouble()), categorical.Probabilities.Length).Middle;
        }
    }

    /// <summary>Learns from a generation.</summary>
    /// <param name="generation">λ results, whoever proposed them.</param>
    /// <returns>Why the run should end, or null.</returns>
    public string? Learn(ReadOnlySpan<Member> generation)
    {
        double[] values = new double[generation.Length];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = generation[k].Value;
        }

        if (values.AsSpan().IndexOfAnyExcept(values[0]) < 0)
        {
            // Nothing to rank: a plateau, or all failed. Look farther (Hansen 2016, appendix B.3, "flat fitness").
            _strategy?.Widen(Math.Exp(0.2 + (_parameters.StepSizeRate / _parameters.StepSizeDamping)));
        }
        else
        {
            double[] meanWeights = new double[values.Length];
            Ranking.Assign(values, _parameters.MeanWeights, meanWeights);
            LearnChoices(generation, meanWeights);
            if (_strategy is not null)
            {
                double[] weights = new double[values.Length];
                Ranking.Assign(values, _parameters.Weights, weights);
                _strategy.Update(StepsTo(generation), meanWeights, weights);
            }
        }

        if (_strategy is not null)
        {
            KeepMargin();
        }

        return _stopping.Check(_strategy, values);
    }

    // So that, with N choices, a generation's member differs from the likeliest combination with a probability of at least 0.27 (CatCMA's setting).
    private double ChoiceFloor(int count) => (1 - Math.Pow(0.73, 1.0 / _choices.Length)) / (count - 1);

    // Those of CMA-ES for so many parents.
    private static double[] RecombinationWeights(int parents)
    {
        double[] weights = new double[parents];
        for (int k = 0; k < parents; k++)
        {
            weights[k] = Math.Log(parents + 1) - Math.Log(k + 1);
        }

        double sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    // Coordinate by coordinate over those that have it.
    private double[] MeanOf(ReadOnlySpan<Member> parents, double[] weights)
    {
        double[] mean = new double[_axes.Length];
        for (int a = 0; a < mean.Length; a++)
        {
            double total = 0;
            for (int k = 0; k < parents.Length; k++)
            {
                double u = parents[k].Unit[_axes[a].Place];
                if (!double.IsNaN(u))
                {
                    mean[a] += weights[k] * u;
                    total += weights[k];
                }
            }

            mean[a] = total > 0 ? mean[a] / total : 0.5;
        }

        return mean;
    }

    private double[][] StepsTo(ReadOnlySpan<Member> generation)
    {
        // Points from elsewhere may lie far out; they count as a direction (Hansen, "Injecting external solutions into CMA-ES", 2011).
        double n = _axes.Length;
        double longest = Math.Sqrt(n) + (2 * n / (n + 2));
        UnitCell[] cells = new UnitCell[_axes.Length];
        double[][] steps = new double[generation.Length][];
        for (int k = 0; k < steps.Length; k++)
        {
            for (int a = 0; a < cells.Length; a++)
            {
                cells[a] = _axes[a].CellAt(generation[k].Unit[_axes[a].Place]);
            }

            double[] step = _completion.Draw(_strategy!, cells, RandomStream.For(_seed, "cma-es", generation[k].Trial.Value), out double length);
            double factor = Math.Min(1, longest / length);
            steps[k] = Array.ConvertAll(step, y => factor * y);
        }

        return steps;
    }

    private void LearnChoices(ReadOnlySpan<Member> members, double[] weights)
    {
        int[] chosen = new int[members.Length];
        for (int c = 0; c < _choices.Length; c++)
        {
            int count = _categoricals[c].Probabilities.Length;
            for (int k = 0; k < chosen.Length; k++)
            {
                double u = members[k].Unit[_choices[c]];
                chosen[k] = double.IsNaN(u) ? -1 : (int)(u * count);
            }

            _categoricals[c].Update(chosen, weights, ChoiceRate);
        }
    }

    private void KeepMargin()
    {
        EvolutionStrategy strategy = _strategy!;
        double largest = 0;
        for (int a = 0; a < _axes.Length; a++)
        {
            largest = Math.Max(largest, strategy.Deviation(a));
        }

        if (largest > LargestDeviation)
        {
            strategy.Widen(LargestDeviation / largest);
        }

        for (int a = 0; a < _axes.Length; a++)
        {
            strategy.Mean[a] = Math.Clamp(strategy.Mean[a], 0, 1);
            UnitCell cell = _axes[a].CellAt(strategy.Mean[a]);
            if (cell.Width > 0)
            {
                IntegerMargin.Correct(ref strategy.Mean[a], ref strategy.Scale[a], strategy.Deviation(a), cell.Low, cell.High, _margin);
            }
        }
    }
}
