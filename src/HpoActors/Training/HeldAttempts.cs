using Akka.Actor;
using HpoActors.Core.Experiments;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Training;

/// <summary>The attempts in a trainer's hands, of all experiments.</summary>
internal sealed class HeldAttempts
{
    private readonly Dictionary<(string Experiment, AttemptId Attempt), HeldAttempt> _held = [];

    public int Count => _held.Count;

    /// <summary>Those that did not end yet.</summary>
    public IEnumerable<HeldAttempt> Unended => _held.Values.Where(held => held.End is null);

    /// <summary>Those of which something is not acknowledged.</summary>
    public IEnumerable<HeldAttempt> WithNews => _held.Values.Where(held => held.Reports.Count > 0 || held.End is not null);

    public void Add(HeldAttempt attempt) => _held.Add((attempt.Job.Spec.Name, attempt.Job.Attempt), attempt);

    public HeldAttempt? Find(string experiment, AttemptId attempt) => _held.GetValueOrDefault((experiment, attempt));

    /// <summary>The attempt of a job, unless another job is at it by now.</summary>
    public HeldAttempt? Find(TrialJob job) => Find(job.Spec.Name, job.Attempt) is { } held && held.Job == job ? held : null;

    /// <returns>What was removed, or null.</returns>
    public HeldAttempt? Remove(string experiment, AttemptId attempt) => _held.Remove((experiment, attempt), out HeldAttempt? removed) ? removed : null;

    /// <summary>Removes all of an experiment.</summary>
    public IReadOnlyList<HeldAttempt> RemoveAll(string experiment)
    {
        HeldAttempt[] all = [.. _held.Values.Where(held => held.Job.Spec.Name == experiment)];
        foreach (HeldAttempt held in all)
        {
            _held.Remove((experiment, held.Job.Attempt));
        }

        return all;
    }

    /// <summary>Forgets what is written down.</summary>
    public void Acknowledge(Acknowledged acknowledged)
    {
        foreach (Receipt receipt in acknowledged.Receipts)
        {
            if (Find(acknowledged.Experiment, receipt.Attempt) is { } held)
            {
                held.Reports.RemoveAll(report => report.Epoch <= receipt.Epoch && report.Epoch != held.AwaitsVerdictAt);
                if (receipt.Ended && held.End is not null)
                {
                    _held.Remove((acknowledged.Experiment, receipt.Attempt));
                }
            }
        }
    }

    /// <summary>An experiment's searcher is another from now on.</summary>
    public void Follow(string experiment, IActorRef searcher)
    {
        foreach (HeldAttempt held in _held.Values.Where(held => held.Job.Spec.Name == experiment))
        {
            held.Searcher = searcher;
        }
    }

    /// <summary>Renews the leases.</summary>
    public void TellHeartbeats()
    {
        foreach (IGrouping<IActorRef, HeldAttempt> bySearcher in _held.Values.GroupBy(held => held.Searcher))
        {
            bySearcher.Key.Tell(new Heartbeat([.. bySearcher.Select(held => held.Job.Attempt)]));
        }
    }
}
