using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Sobol;

/// <summary>
/// Search along a sequence that fills the space evenly: Sobol's with Owen's scrambling, or Halton's (Owen, "Quasi-Monte Carlo sampling", 2003; Joe and Kuo
/// 2008; Burley 2020). Evenly by the priors' mass. Trial n evaluates the n-th point that is not forbidden, so neither results nor trainers matter.
/// Never exhausted; in a small finite space configurations come again.
/// </summary>
/// <remarks>
/// Where it differs from Optuna 5's QMCSampler: choices, bools and conditional hyperparameters are part of the sequence instead of being drawn independently;
/// scrambling is Owen's and on by default (there: off, and a random linear matrix with a shift); the first point is kept, without which the nets are none
/// (Owen, "On dropping the first Sobol' point", 2020); the point follows from the trial, so that askers in parallel never get the same one.
/// A hyperparameter with a single value takes no dimension.
/// </remarks>
public sealed class SobolSearcher : ISearcher
{
    // Where so many points in a row are forbidden, the sequence serves no more.
    private const int MostForbidden = 10_000;

    private readonly SearchSpace _space;
    private readonly string _name;
    private readonly int[] _searched;
    private readonly IPointSequence _sequence;

    // Which points are allowed, found as far as trials have asked: follows from the sequence and the space, and no state of the search.
    private readonly List<uint> _allowed = [];
    private uint _next;
    private bool _hasNoMore;

    /// <summary>A searcher over the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="seed">Keys the scrambling.</param>
    /// <param name="sequence">Which sequence. Default Sobol's.</param>
    /// <param name="scramble">Whether the points are scrambled. Default true.</param>
    /// <exception cref="InvalidOptionException">The space has more hyperparameters than Halton's sequence serves.</exception>
    public SobolSearcher(SearchSpace space, long seed, QuasiRandomSequence sequence = QuasiRandomSequence.Sobol, bool scramble = true)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _searched = [.. space.Searched];
        RandomStream? scrambling = scramble ? RandomStream.For(seed, "sobol") : null;
        if (sequence == QuasiRandomSequence.Halton && _searched.Length > HaltonSequence.MostDimensions)
        {
            throw new InvalidOptionException("searcher.sequence", $"halton serves up to {HaltonSequence.MostDimensions} hyperparameters (the space has {_searched.Length}); choose sobol");
        }

        (_name, _sequence) = sequence == QuasiRandomSequence.Halton
            ? ("halton", (IPointSequence)new HaltonSequence(_searched.Length, scrambling))
            : ("sobol", new SobolSequence(_searched.Length, scrambling));
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => false;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trial.Value, nameof(trial));
        if (_space.Forbidden.Count == 0)
        {
            return new Proposal(At((uint)trial.Value)!, new Reason(_name, $"point {trial.Value}"));
        }

        FindAllowed(trial.Value);
        return trial.Value < _allowed.Count
            ? new Proposal(At(_allowed[trial.Value])!, new Reason(_name, $"point {_allowed[trial.Value]}"))
            : new Proposal(_space.Sample(random), new Reason("random", $"{MostForbidden} points in a row are forbidden"));
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
    }

    private void FindAllowed(int trial)
    {
        while (_allowed.Count <= trial && !_hasNoMore)
        {
            uint first = _next;
            while (At(_next) is null && !_hasNoMore)
            {
                _next++;
                _hasNoMore = _next - first == MostForbidden;
            }

            if (!_hasNoMore)
            {
                _allowed.Add(_next++);
            }
        }
    }

    private Configuration? At(uint index)
    {
        int count = _space.Hyperparameters.Count;
        Span<double> point = _searched.Length <= 64 ? stackalloc double[_searched.Length] : new double[_searched.Length];
        _sequence.Point(index, point);
        if (_searched.Length == count)
        {
            return _space.TryDecode(point);
        }

        Span<double> unit = count <= 64 ? stackalloc double[count] : new double[count];
        unit.Clear();
        for (int d = 0; d < point.Length; d++)
        {
            unit[_searched[d]] = point[d];
        }

        return _space.TryDecode(unit);
    }
}
