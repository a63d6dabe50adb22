using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Simulation;

/// <summary>Ways for simulated attempts to go: where their learning curves and the times of their epochs come from. All go well; wrap them to have some fail.</summary>
public static class SimulatedTraining
{
    /// <summary>Curves and times by functions.</summary>
    /// <param name="value">The metric of a configuration at an epoch; pure.</param>
    /// <param name="epochTime">The time of an epoch of a configuration; pure. Default: 1 s.</param>
    public static Func<SimulatedAttempt, SimulatedTrial> From(Func<Configuration, int, double> value, Func<Configuration, TimeSpan>? epochTime = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return attempt =>
        {
            Configuration configuration = attempt.Configuration;
            return new SimulatedTrial
            {
                Value = epoch => value(configuration, epoch),
                EpochTime = epochTime?.Invoke(configuration) ?? TimeSpan.FromSeconds(1),
            };
        };
    }

    /// <summary>
    /// Curves and times from a distribution, each trial's keyed by its id and the same for each of its attempts: an error that falls as a power of the epoch, from 0.9
    /// towards a floor between 0.05 and 0.45 that few trials have low, with noise of ±0.005; and a pace that trials keep for all their epochs.
    /// </summary>
    /// <param name="seed">Of the distribution.</param>
    /// <param name="epochTime">The mean time of an epoch. Default 1 s.</param>
    /// <param name="spread">How much slower or faster than the mean a trial's epochs are at the most, from 0 to 1. Default 0.5: from a half to one and a half times.</param>
    public static Func<SimulatedAttempt, SimulatedTrial> Drawn(long seed, TimeSpan? epochTime = null, double spread = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spread);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spread, 1);
        TimeSpan mean = epochTime ?? TimeSpan.FromSeconds(1);
        return attempt =>
        {
            int trial = attempt.Trial.Value;
            RandomStream draw = RandomStream.For(seed, "learning-curve", trial);
            double floor = 0.05 + (0.4 * Math.Sqrt(draw.NextDouble()));
            double rate = 0.3 + draw.NextDouble();
            double pace = 1 + (spread * ((2 * draw.NextDouble()) - 1));
            return new SimulatedTrial
            {
                EpochTime = TimeSpan.FromTicks(Math.Max(1, (long)(mean.Ticks * pace))),
                Value = epoch => floor + ((0.9 - floor) * Math.Pow(epoch, -rate)) + (0.01 * (Noise(seed, trial, epoch) - 0.5)),
            };
        };
    }

    /// <summary>Curves from a table by trial.</summary>
    /// <param name="curves">For each trial, in the order of the ids, the metric at epochs 1, 2, …</param>
    /// <param name="epochTime">The time of an epoch. Default 1 s.</param>
    /// <exception cref="InvalidOperationException">In a run: a trial or an epoch is not in the table.</exception>
    public static Func<SimulatedAttempt, SimulatedTrial> Table(IReadOnlyList<IReadOnlyList<double>> curves, TimeSpan? epochTime = null)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return attempt => attempt.Trial.Value < curves.Count
            ? ByTable(curves[attempt.Trial.Value], attempt, epochTime)
            : throw new InvalidOperationException($"the table has {curves.Count} trials, and trial {attempt.Trial} is run; give it as many as the budget has");
    }

    /// <summary>Curves from a table by configuration.</summary>
    /// <param name="curves">For each configuration the metric at epochs 1, 2, …</param>
    /// <param name="epochTime">The time of an epoch. Default 1 s.</param>
    /// <exception cref="InvalidOperationException">In a run: a configuration or an epoch is not in the table.</exception>
    public static Func<SimulatedAttempt, SimulatedTrial> Table(IReadOnlyDictionary<Configuration, IReadOnlyList<double>> curves, TimeSpan? epochTime = null)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return attempt => curves.TryGetValue(attempt.Configuration, out IReadOnlyList<double>? curve)
            ? ByTable(curve, attempt, epochTime)
            : throw new InvalidOperationException($"the configuration of trial {attempt.Trial}, {attempt.Configuration}, is not in the table of {curves.Count}; simulate with the space, the searcher and the seed that it was made with");
    }

    /// <summary>
    /// Curves and times of an experiment that was run before, by configuration, from the JSON document that <c>hpo run --json</c> prints. Each epoch of a trial takes an equal
    /// part of the time that the trial took.
    /// </summary>
    /// <param name="spec">The experiment to simulate; its metric and its space have to be those of the document.</param>
    /// <param name="document">The document.</param>
    /// <exception cref="FormatException">It is no such document, or of another metric or space.</exception>
    public static Func<SimulatedAttempt, SimulatedTrial> Recorded(ExperimentSpec spec, string document) => RecordedTraining.Read(spec, document).Of;

    /// <summary>Curves and times of an experiment that was run before, by configuration, from its facts, each epoch with its own time.</summary>
    /// <param name="spec">The experiment that was run.</param>
    /// <param name="facts">Its facts in order, as <see cref="RunOptions.Observer"/> takes them.</param>
    public static Func<SimulatedAttempt, SimulatedTrial> Recorded(ExperimentSpec spec, IEnumerable<ExperimentEvent> facts) => RecordedTraining.Read(spec, facts).Of;

    private static SimulatedTrial ByTable(IReadOnlyList<double> curve, SimulatedAttempt attempt, TimeSpan? epochTime) => new()
    {
        EpochTime = epochTime ?? TimeSpan.FromSeconds(1),
        Value = epoch => epoch <= curve.Count
            ? curve[epoch - 1]
            : throw new InvalidOperationException($"the table has {curve.Count} epochs of trial {attempt.Trial}, and epoch {epoch} is trained; give it as many as the budget has"),
    };

    private static double Noise(long seed, int trial, int epoch) => RandomStream.For(seed, "noise", ((long)trial << 32) | (uint)epoch).NextDouble();
}
