using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Files;

namespace HpoActors.Training.Isolation;

/// <summary>A trainer's process: does on a thread of its own what the node says over the pipe, until the pipe ends.</summary>
internal sealed class TrainerChild(Frames frames, ObjectiveRegistry objectives)
{
    // What an objective may take to come back when the node is gone.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly PipeTrainer _trainer = new(frames);
    private readonly Dictionary<string, (ExperimentSpec Spec, ObjectiveFactory Factory)> _experiments = [];
    private TrainerThread? _thread;

    /// <summary>Serves to the end.</summary>
    public void Serve()
    {
        frames.Write(new IsolationProtocol.Ready(IsolationProtocol.Version));
        while (frames.Read() is var (message, blob))
        {
            Handle(message, blob);
        }

        foreach (TrialJob job in _trainer.Jobs)
        {
            job.Cancel();
        }

        _thread?.Abandon();
        _thread?.Join(Grace);
    }

    private void Handle(object message, ReadOnlyMemory<byte> blob)
    {
        switch (message)
        {
            case IsolationProtocol.Begin begin:
                _thread = new TrainerThread(begin.Device, _trainer, _trainer.At);
                break;
            case IsolationProtocol.Open open:
                ExperimentSpec spec = ExperimentText.Read(open.Text);
                _experiments[spec.Name] = (spec, FactoryOf(spec));
                break;
            case IsolationProtocol.Run run:
                Run(run, run.Format is { } format ? new Checkpoint(format, blob) : null);
                break;
            case IsolationProtocol.Judge judge:
                _trainer.Find(judge.Job)?.Judge(judge.Epoch, judge.Verdict);
                break;
            case IsolationProtocol.Leave leave:
                _trainer.Find(leave.Job)?.Leave();
                break;
            case IsolationProtocol.Cancel cancel:
                _trainer.Find(cancel.Job)?.Cancel();
                break;
            case IsolationProtocol.Measure measure:
                (ExperimentSpec measured, ObjectiveFactory factory) = _experiments[measure.Experiment];
                Thread.Test(measured, factory, new Checkpoint(measure.Format, blob));
                break;
            case IsolationProtocol.Close close:
                _experiments.Remove(close.Experiment);
                Thread.Close(close.Experiment);
                break;
            default:
                throw new InvalidDataException($"{message.GetType().Name} is nothing that a node says to a trainer's process");
        }
    }

    private TrainerThread Thread => _thread ?? throw new InvalidDataException("a job came before the device");

    private void Run(IsolationProtocol.Run run, Checkpoint? checkpoint)
    {
        (ExperimentSpec spec, ObjectiveFactory factory) = _experiments[run.Experiment];
        TrialJob job = new(spec, factory, run.Assignment, null, run.Pack, run.MostLanes) { StartFrom = checkpoint };
        _trainer.Add(job, run.Job);
        Thread.Submit(job);
    }

    // What is not known here fails the trials with a line that says so.
    private ObjectiveFactory FactoryOf(ExperimentSpec spec)
    {
        try
        {
            return objectives.Find(spec);
        }
        catch (InvalidOptionException problem)
        {
            return _ => throw new InvalidOptionException(
                problem.Key, $"{problem.Problem}; a trainer's process knows what TrainerProcess.RunIfAsked is given", problem);
        }
    }
}
