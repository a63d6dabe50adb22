using System.Collections.Immutable;
using Akka.Actor;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Training;

/// <summary>What a trainer tells its searchers of their attempts: gathered, so that trials that report together share a message.</summary>
internal sealed class TrialOutbox
{
    private readonly List<HeldAttempt> _unsent = [];
    private readonly Dictionary<string, int> _lanes = [];

    /// <summary>An experiment had that many lanes in use at once.</summary>
    public void InUse(string experiment, int lanes) => _lanes[experiment] = Math.Max(lanes, _lanes.GetValueOrDefault(experiment));

    /// <summary>An experiment is over.</summary>
    public void Forget(string experiment) => _lanes.Remove(experiment);

    /// <summary>There is news of an attempt.</summary>
    public void Add(HeldAttempt attempt)
    {
        if (!attempt.IsUnsent)
        {
            attempt.IsUnsent = true;
            _unsent.Add(attempt);
        }
    }

    /// <summary>Tells what was gathered of attempts that are still in the trainer's hands.</summary>
    public void SendGathered(Func<HeldAttempt, bool> isHeld)
    {
        if (_unsent is [var only])
        {
            // The usual case, where trials are trained one at a time.
            if (isHeld(only))
            {
                Tell(only.Searcher, only.Job.Spec.Name, [NewsOf(only)]);
            }
        }
        else
        {
            Send(_unsent.Where(isHeld));
        }

        foreach (HeldAttempt attempt in _unsent)
        {
            attempt.IsUnsent = false;
        }

        _unsent.Clear();
    }

    /// <summary>Tells all that is not acknowledged of these attempts.</summary>
    public void Send(IEnumerable<HeldAttempt> attempts)
    {
        foreach (IGrouping<IActorRef, HeldAttempt> bySearcher in attempts.GroupBy(a => a.Searcher))
        {
            Tell(bySearcher.Key, bySearcher.First().Job.Spec.Name, [.. bySearcher.Select(NewsOf)]);
        }
    }

    private static AttemptUpdate NewsOf(HeldAttempt attempt) => new(attempt.Job.Attempt, [.. attempt.Reports], attempt.End);

    private void Tell(IActorRef searcher, string experiment, ImmutableArray<AttemptUpdate> updates) =>
        searcher.Tell(new TrialUpdates(updates, _lanes.GetValueOrDefault(experiment, 1)));
}
