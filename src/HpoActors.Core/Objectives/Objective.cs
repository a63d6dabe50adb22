using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Objectives;

/// <summary>
/// An objective that receives its configurations as objects of its own type: <c>class Training(ExperimentSpec spec) : Objective&lt;MlpConfig>(spec)</c>.
/// </summary>
/// <typeparam name="TConfig">A record, class or struct as <see cref="ConfigurationBinder{T}"/> has it.</typeparam>
public abstract class Objective<TConfig> : IObjective
    where TConfig : notnull
{
    private readonly ConfigurationBinder<TConfig> _binder = ConfigurationBinder.For<TConfig>();

    /// <summary>Checks, before the first trial, that every configuration of the experiment can be bound.</summary>
    /// <exception cref="InvalidOptionException">Some could not, or <typeparamref name="TConfig"/> describes no space.</exception>
    protected Objective(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _binder.Check(spec.Space);
    }

    /// <summary>Evaluates one trial; see <see cref="IObjective.Run"/>.</summary>
    /// <param name="configuration">The point of the search space to evaluate.</param>
    /// <param name="trial">The device, keyed randomness, and the way to report.</param>
    /// <param name="cancel">Cancelled at a time-out, when the experiment ends or when the trainer stops.</param>
    public abstract TrialOutcome Run(TConfig configuration, TrialContext trial, CancellationToken cancel);

    TrialOutcome IObjective.Run(TrialContext trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Run(_binder.Bind(trial.Configuration), trial, cancel);
    }
}

/// <summary>Objectives out of functions.</summary>
public static class Objective
{
    // A trial that goes on from it does so at the next epoch.
    private static readonly Checkpoint NothingToKeep = new("value/1", ReadOnlyMemory<byte>.Empty);

    /// <summary>An objective that calls a function for each trial. Trainers call it at the same time, each from its own thread.</summary>
    /// <exception cref="InvalidOptionException">Thrown by the factory where the experiment's space does not fit <typeparamref name="TConfig"/>.</exception>
    public static ObjectiveFactory Of<TConfig>(Func<TConfig, TrialContext, CancellationToken, TrialOutcome> run)
        where TConfig : notnull
    {
        ArgumentNullException.ThrowIfNull(run);
        return spec => new FunctionOf<TConfig>(spec, run);
    }

    /// <summary>An objective whose value is a function of the configuration alone, the same after every epoch; a paused trial goes on at the next one.</summary>
    /// <inheritdoc cref="Of{TConfig}(Func{TConfig, TrialContext, CancellationToken, TrialOutcome})"/>
    public static ObjectiveFactory Of<TConfig>(Func<TConfig, double> value)
        where TConfig : notnull
    {
        ArgumentNullException.ThrowIfNull(value);
        return Of<TConfig>((configuration, trial, cancel) =>
        {
            double result = value(configuration);
            for (int epoch = trial.FirstEpoch; epoch <= trial.Epochs; epoch++)
            {
                cancel.ThrowIfCancellationRequested();
                switch (trial.Report(epoch, result).Kind)
                {
                    case VerdictKind.Pause:
                        return TrialOutcome.CompletedWith(NothingToKeep);
                    case VerdictKind.Stop:
                        return TrialOutcome.Completed;
                }
            }

            return TrialOutcome.Completed;
        });
    }

    private sealed class FunctionOf<TConfig>(ExperimentSpec spec, Func<TConfig, TrialContext, CancellationToken, TrialOutcome> run) : Objective<TConfig>(spec)
        where TConfig : notnull
    {
        public override TrialOutcome Run(TConfig configuration, TrialContext trial, CancellationToken cancel) => run(configuration, trial, cancel);
    }
}
