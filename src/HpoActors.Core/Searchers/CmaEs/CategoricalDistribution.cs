namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// Probabilities of a choice's values. They follow the ranking: a step of the natural gradient towards what the better half of a generation chose
/// (the categorical part of CatCMA: Hamano et al., "CatCMA: stochastic optimization for mixed-category problems", GECCO 2024), with a floor under each.
/// </summary>
internal sealed class CategoricalDistribution
{
    private readonly double[] _probabilities;
    private readonly double _floor;

    /// <summary>All values equally likely.</summary>
    /// <param name="count">The number of values, at least 2.</param>
    /// <param name="floor">The least probability of a value, below 1/<paramref name="count"/>.</param>
    public CategoricalDistribution(int count, double floor)
    {
        _probabilities = new double[count];
        Array.Fill(_probabilities, 1.0 / count);
        _floor = floor;
    }

    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <summary>The value at a share <paramref name="u"/> in [0, 1) of the mass.</summary>
    public int At(double u)
    {
        int last = _probabilities.Length - 1;
        for (int k = 0; k < last; k++)
        {
            u -= _probabilities[k];
            if (u < 0)
            {
                return k;
            }
        }

        return last;
    }

    /// <summary>Moves towards a value.</summary>
    /// <param name="chosen">The value of each member of the generation, negative where it has none.</param>
    /// <param name="weights">The members' weights for the mean.</param>
    /// <param name="rate">The share of the way to go.</param>
    public void Update(ReadOnlySpan<int> chosen, ReadOnlySpan<double> weights, double rate)
    {
        Span<double> step = _probabilities.Length <= 64 ? stackalloc double[_probabilities.Length] : new double[_probabilities.Length];
        double total = 0;
        for (int k = 0; k < chosen.Length; k++)
        {
            if (chosen[k] >= 0)
            {
                step[chosen[k]] += rate * weights[k];
                total += rate * weights[k];
            }
        }

        for (int v = 0; v < step.Length; v++)
        {
            _probabilities[v] += step[v] - (total * _probabilities[v]);
        }

        KeepFloor();
    }

    // What lifts the low ones, the others give in proportion to what they have above the floor.
    private void KeepFloor()
    {
        double sum = 0;
        double above = 0;
        for (int v = 0; v < _probabilities.Length; v++)
        {
            _probabilities[v] = Math.Max(_probabilities[v], _floor);
            sum += _probabilities[v];
            above += _probabilities[v] - _floor;
        }

        for (int v = 0; v < _probabilities.Length; v++)
        {
            _probabilities[v] -= (sum - 1) * (_probabilities[v] - _floor) / above;
        }
    }
}
