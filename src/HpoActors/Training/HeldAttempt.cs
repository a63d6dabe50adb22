using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Training;

/// <summary>An attempt in a trainer's hands, from its assignment until its end is acknowledged.</summary>
internal sealed class HeldAttempt(TrialJob job, IActorRef searcher)
{
    private int _lastEpoch;

    public TrialJob Job { get; private set; } = job;

    public IActorRef Searcher { get; set; } = searcher;

    /// <summary>The reports that were not acknowledged, and one that waits for its verdict.</summary>
    public List<TrialReport> Reports { get; } = new(1);

    /// <summary>The next epoch whose report is only answered by a verdict, or null.</summary>
    public int? AwaitsVerdictAt { get; private set; } = job.Assignment.Until < job.Assignment.Epochs ? job.Assignment.Until : null;

    public AttemptEnd? End { get; set; }

    public bool IsUnsent { get; set; }

    /// <summary>Takes a report, or not where it is the repetition of one, by a job that was started again.</summary>
    public bool Take(TrialReport report)
    {
        if (report.Epoch <= _lastEpoch)
        {
            return false;
        }

        _lastEpoch = report.Epoch;
        Reports.Add(report);
        return true;
    }

    public void Judge(int epoch, in Verdict verdict)
    {
        if (epoch == AwaitsVerdictAt)
        {
            Reports.RemoveAll(r => r.Epoch <= epoch);
            AwaitsVerdictAt = verdict.Kind == VerdictKind.Continue && verdict.Until < Job.Assignment.Epochs ? verdict.Until : null;
            Job.Judge(epoch, verdict);
        }
    }

    /// <summary>The attempt is to run again from its start, on another thread.</summary>
    public void Restart()
    {
        TrialJob abandoned = Job;
        Job = abandoned.Again();
        abandoned.Cancel();
    }
}
