using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Training;

/// <summary>A thread's own objectives, one for each experiment. Used by that thread alone.</summary>
internal sealed class OpenObjectives(IActorRef trainer)
{
    private readonly Dictionary<string, IObjective> _objectives = [];

    public IEnumerable<string> Experiments => _objectives.Keys;

    /// <summary>The objective of an experiment, made where there is none.</summary>
    public IObjective Of(ExperimentSpec spec, ObjectiveFactory factory)
    {
        if (!_objectives.TryGetValue(spec.Name, out IObjective? objective))
        {
            _objectives.Add(spec.Name, objective = factory(spec));
        }

        return objective;
    }

    public void Close(string experiment)
    {
        if (_objectives.Remove(experiment, out IObjective? objective) && objective is IDisposable disposable)
        {
            Release(trainer, experiment, disposable.Dispose);
        }
    }

    /// <summary>Lets something go; an error is told, since thrown out of the thread it would end the process.</summary>
    public static void Release(IActorRef trainer, string experiment, Action release)
    {
        try
        {
            release();
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            trainer.Tell(new ExecutorProtocol.NotClosed(experiment, ObjectiveErrors.OneLine(exception)));
        }
    }
}
