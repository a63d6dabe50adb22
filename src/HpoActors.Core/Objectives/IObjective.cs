using HpoActors.Core.Experiments;

namespace HpoActors.Core.Objectives;

/// <summary>
/// The function being minimised or maximised. Each trainer has an instance of its own and calls it from one thread, its own, pinned to the device;
/// an instance that is <see cref="IDisposable"/> is disposed when the experiment ends.
/// </summary>
public interface IObjective
{
    /// <summary>Evaluates one trial: reports each epoch through <paramref name="trial"/> and returns when the last epoch or a verdict is reached.</summary>
    /// <param name="trial">The configuration, the device, keyed randomness, and the way to report.</param>
    /// <param name="cancel">Cancelled at a time-out, when the experiment ends or when the trainer stops.</param>
    /// <returns>Completed, or failed with a kind and a reason. A thrown exception is a failure of kind user error.</returns>
    TrialOutcome Run(TrialContext trial, CancellationToken cancel);
}

/// <summary>An objective with work to do once before the first trial, such as fetching a dataset. An error there ends the experiment before it starts.</summary>
public interface IPreparedObjective : IObjective
{
    /// <summary>Does the work; called once on each node, before the trials, from a thread that may block.</summary>
    /// <param name="progress">Takes lines for the user, such as a download's progress.</param>
    /// <param name="cancel">Cancelled when the experiment is given up.</param>
    /// <exception cref="InvalidOptionException">A setting of the objective is wrong.</exception>
    ObjectiveDescription Prepare(IProgress<string> progress, CancellationToken cancel);
}

/// <summary>An objective that can measure a trained model on data that no trial saw: done once, for the best trial, after the search.</summary>
public interface ITestedObjective : IObjective
{
    /// <summary>Measures the model in <paramref name="checkpoint"/>, or returns null where there is no such data.</summary>
    Metrics? Test(Checkpoint checkpoint, Device device, CancellationToken cancel);
}

/// <summary>What an objective says of itself after it was prepared.</summary>
/// <param name="Dataset">The dataset's name, or null.</param>
/// <param name="Notices">Lines that the user has to see, such as that a stand-in dataset is used.</param>
public sealed record ObjectiveDescription(string? Dataset, IReadOnlyList<string> Notices)
{
    /// <summary>Nothing to say.</summary>
    public static ObjectiveDescription None { get; } = new(null, []);
}

/// <summary>Makes an objective for an experiment. Registered by name on every node, so that code never travels.</summary>
/// <param name="spec">The experiment, with the objective's options in <see cref="ExperimentSpec.Objective"/>.</param>
/// <exception cref="InvalidOptionException">An option of the objective is wrong or unknown.</exception>
public delegate IObjective ObjectiveFactory(ExperimentSpec spec);
