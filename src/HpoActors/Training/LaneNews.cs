using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training;

/// <summary>
/// What a pack has to tell its trainer. It is gathered and told at once, so that lanes that end together leave together and their places are filled together.
/// </summary>
internal sealed class LaneNews(IActorRef trainer, string experiment)
{
    private readonly ImmutableArray<JobReported>.Builder _reports = ImmutableArray.CreateBuilder<JobReported>();
    private readonly ImmutableArray<JobEnded>.Builder _ends = ImmutableArray.CreateBuilder<JobEnded>();

    public void Reported(Lane lane, LaneReport report) =>
        _reports.Add(new JobReported(lane.Job, new TrialReport(report.Epoch, report.Metrics), lane.Seconds));

    public void Ended(Lane lane, TrialOutcome? outcome) => _ends.Add(new JobEnded(lane.Job, outcome, lane.Seconds, lane.Attributes));

    public void Ended(TrialJob job, TrialOutcome? outcome) => _ends.Add(new JobEnded(job, outcome, 0, Metrics.None));

    /// <summary>Tells what was gathered.</summary>
    /// <param name="lanes">The lanes in use.</param>
    public void Post(int lanes)
    {
        if (_reports.Count + _ends.Count > 0)
        {
            trainer.Tell(new LanesNews(experiment, lanes, _reports.DrainToImmutable(), _ends.DrainToImmutable()));
        }
    }

    public void Started(TrialJob job)
    {
        if (job.Spec.TrialTimeout is not null)
        {
            trainer.Tell(new JobStarted(job));
        }
    }

    public void Waits(TrialJob job)
    {
        if (job.Spec.TrialTimeout is not null)
        {
            trainer.Tell(new JobWaits(job));
        }
    }

    /// <summary>Lets a lane or a session go.</summary>
    public void Release(Action release) => OpenObjectives.Release(trainer, experiment, release);
}
