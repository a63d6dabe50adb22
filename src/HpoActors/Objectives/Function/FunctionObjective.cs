using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Objectives.Function;

/// <summary>
/// <c>objective { type = function, function = branin }</c>: a <see cref="TestFunctions">test function</see> of the hyperparameters <c>x</c> or <c>x0</c>,
/// <c>x1</c>, … of the space. <c>sphere</c> takes any numeric hyperparameters whatever their names, conditional ones too, <c>constant</c> any at all; <c>epochs</c>, which
/// sets a trial's length, is no coordinate. Each epoch reports the function's value as the experiment's metric; a paused trial goes on at the next one. A trial costs well
/// under a microsecond, so this is also the objective that shows what the actors cost. With <c>curve-height</c> a trial learns: see <see cref="Create"/>.
/// </summary>
public sealed class FunctionObjective : IObjective
{
    // All that there is to keep: that the epochs before were evaluated.
    private static readonly Checkpoint Nothing = new("function/1", ReadOnlyMemory<byte>.Empty);

    private readonly PointFunction _function;
    private readonly string[] _names;
    private readonly double _height;
    private readonly double[] _point;

    private FunctionObjective(PointFunction function, string[] names, double height)
    {
        _function = function;
        _names = names;
        _height = height;
        _point = new double[names.Length];
    }

    /// <summary>
    /// Makes the objective. Option <c>function</c> (required): the function's name. Option <c>curve-height</c> (0 or more, default 0: every epoch reports the function's
    /// value f): epoch e reports f + height · (1 + e)^−r, with a rate r between 0.5 and 1.5 that is drawn for each trial from the experiment's seed, so that early
    /// reports rank trials roughly as late ones do, and not quite.
    /// </summary>
    /// <exception cref="InvalidOptionException">There is no such function, or it is not one of the space's hyperparameters.</exception>
    public static FunctionObjective Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        OptionReader options = spec.Objective.Read("objective");
        string name = options.RequiredText("function");
        double height = options.Number("curve-height") ?? 0;
        options.RejectUnknown();
        if (height < 0)
        {
            throw options.Error("curve-height", $"must be at least 0 (is {height:R})");
        }

        if (!TestFunctions.TryFind(name, out TestFunction? function))
        {
            IEnumerable<string> known = TestFunctions.All.Select(f => f.Name);
            throw options.Error("function", $"there is no function '{name}'{Nearest.Hint(name, known)}; there are {string.Join(", ", known)}");
        }

        return new FunctionObjective(function.Evaluate, Coordinates.Of(function, spec.Space), height);
    }

    /// <inheritdoc/>
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.Checkpoint is { } checkpoint && checkpoint.Format != Nothing.Format)
        {
            throw new FormatException($"the checkpoint is of the format {checkpoint.Format}, not {Nothing.Format}");
        }

        Configuration configuration = trial.Configuration;
        for (int i = 0; i < _names.Length; i++)
        {
            // Only the sphere may lack one, to which it then adds nothing.
            _point[i] = configuration.GetDouble(_names[i], otherwise: 0);
        }

        double value = _function(_point);
        double rate = _height > 0 ? 0.5 + trial.Random("learning-curve").NextDouble() : 0;
        Metrics metrics = new(trial.Metric, value);
        bool paused = false;
        for (int epoch = trial.FirstEpoch; epoch <= trial.Epochs; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            if (_height > 0)
            {
                metrics = new Metrics(trial.Metric, value + (_height * Math.Pow(1 + epoch, -rate)));
            }

            VerdictKind verdict = trial.Report(epoch, metrics).Kind;
            if (verdict != VerdictKind.Continue)
            {
                paused = verdict == VerdictKind.Pause;
                break;
            }
        }

        return double.IsFinite(value)
            ? paused ? TrialOutcome.CompletedWith(Nothing) : TrialOutcome.Completed
            : TrialOutcome.Failed(FailureKind.Diverged, $"the function's value was {value:R} at {configuration}");
    }
}
