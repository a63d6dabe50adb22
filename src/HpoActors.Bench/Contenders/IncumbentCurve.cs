using HpoActors.Bench.Problems;

namespace HpoActors.Bench.Contenders;

/// <summary>
/// Follows the incumbent, the trial with the smallest reported value, and notes what it is judged by after each trial. With noise these differ: a lucky
/// report makes an incumbent that is none, and a searcher pays for trusting it.
/// </summary>
internal sealed class IncumbentCurve(BenchProblem problem, int trials)
{
    private readonly List<double> _scores = new(trials);
    private double _reported = double.PositiveInfinity;
    private double _score = double.PositiveInfinity;

    public void Add(Evaluation evaluation)
    {
        if (evaluation.Reported < _reported)
        {
            _reported = evaluation.Reported;
            _score = problem.Score(evaluation.Exact);
        }

        _scores.Add(_score);
    }

    /// <summary>One number for each trial; a searcher that ran out early keeps its last one.</summary>
    public double[] ToArray()
    {
        while (_scores.Count < trials)
        {
            _scores.Add(_score);
        }

        return [.. _scores];
    }
}
