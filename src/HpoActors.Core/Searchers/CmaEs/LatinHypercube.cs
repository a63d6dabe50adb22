using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// Points that divide each hyperparameter's prior evenly between them: in each coordinate one lies in each of <c>count</c> equal strata
/// (McKay, Beckman and Conover, "A comparison of three methods for selecting values of input variables", Technometrics 1979).
/// </summary>
internal sealed class LatinHypercube
{
    private readonly int[][] _strata;

    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="count">The number of points.</param>
    /// <param name="random">Pairs the strata.</param>
    public LatinHypercube(int dimension, int count, RandomStream random)
    {
        Count = count;
        _strata = new int[dimension][];
        for (int d = 0; d < dimension; d++)
        {
            _strata[d] = [.. Enumerable.Range(0, count)];
            random.Shuffle<int>(_strata[d]);
        }
    }

    /// <summary>The number of points.</summary>
    public int Count { get; }

    /// <summary>A place in the strata of point <paramref name="index"/>.</summary>
    public void Draw(int index, RandomStream random, Span<double> unit)
    {
        for (int d = 0; d < unit.Length; d++)
        {
            unit[d] = (_strata[d][index] + random.NextDouble()) / Count;
        }
    }
}
