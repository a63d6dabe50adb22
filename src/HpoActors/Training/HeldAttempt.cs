using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Training;

/// <summary>An attempt in a trainer's hands, from its assignment until its end is acknowledged.</summary>
internal sealed class HeldAttempt(TrialJob job, IActorRef searcher)
{
    public TrialJob Job { get; } = job;

    public IActorRef Searcher { get; } = searcher;

    /// <summary>The reports that were not acknowledged, and one that waits for its verdict.</summary>
    public List<TrialReport> Reports { get; } = new(1);

    /// <summary>The next epoch whose report is only answered by a verdict, or null.</summary>
    public int? AwaitsVerdictAt { get; private set; } = job.Assignment.Until < job.Assignment.Epochs ? job.Assignment.Until : null;

    public AttemptEnd? End { get; set; }

    public bool IsUnsent { get; set; }

    public void Judge(int epoch, in Verdict verdict)
    {
        if (epoch == AwaitsVerdictAt)
        {
            Reports.RemoveAll(r => r.Epoch <= epoch);
            AwaitsVerdictAt = verdict.Kind == VerdictKind.Continue && verdict.Until < Job.Assignment.Epochs ? verdict.Until : null;
            Job.Judge(epoch, verdict);
        }
    }
}
