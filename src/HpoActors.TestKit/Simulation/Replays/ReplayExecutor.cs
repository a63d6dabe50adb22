using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.Training;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>Runs attempts as they were recorded: reports and ends come at their times, whatever the verdicts are.</summary>
internal sealed class ReplayExecutor(SimulatedSystem simulated, IActorRef trainer, ReplayPlan plan) : ITrialExecutor
{
    private bool _isAbandoned;

    public void Submit(TrialJob job)
    {
        // One that was not recorded is a difference already; it keeps silent.
        if (!job.Begin() || plan.Find(job.Attempt) is not { } attempt)
        {
            return;
        }

        foreach ((TimeSpan at, TrialReport report) in attempt.Reports)
        {
            Tell(at, new JobReported(job, report));
        }

        if (attempt.End is { } end)
        {
            int epoch = attempt.Reports.Count > 0 ? attempt.Reports[^1].Report.Epoch : job.Assignment.FirstEpoch - 1;
            Tell(end.At, new JobEnded(job, OutcomeOf(end, job, epoch), end.Seconds, Metrics.None));
        }
    }

    public void Test(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint) =>
        trainer.Tell(new Tested(spec.Name, new TrainerProtocol.BestTested(null, null)));

    public void Close(string experiment)
    {
    }

    public void Abandon() => _isAbandoned = true;

    private static TrialOutcome? OutcomeOf(PlannedEnd end, TrialJob job, int epoch) => end.Failure switch
    {
        { Kind: FailureKind.TrainerLost } => null,
        { } failure => TrialOutcome.Failed(failure.Kind, failure.Message),
        null when end.IsSaved => TrialOutcome.CompletedWith(SimulatedCheckpoint.Of(job.Attempt.Trial, epoch, job.Assignment.Configuration)),
        null => TrialOutcome.Completed,
    };

    private void Tell(TimeSpan at, object news)
    {
        TimeSpan left = at - simulated.Now;
        simulated.After(left > TimeSpan.Zero ? left : TimeSpan.Zero, () =>
        {
            if (!_isAbandoned)
            {
                trainer.Tell(news);
            }
        });
    }
}
