using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Protocol;

namespace HpoActors.Searcher;

/// <summary>Which trainer holds which trial, and until when it has to say so again.</summary>
/// <param name="term">How long a lease lasts that nobody renews.</param>
internal sealed class Leases(TimeSpan term)
{
    private readonly Dictionary<TrialId, Lease> _leases = [];

    /// <summary>A trainer gets an attempt; <see cref="ActorRefs.Nobody"/> where the journal does not say which one.</summary>
    public void Grant(AttemptId attempt, IActorRef trainer, DateTimeOffset now) => _leases[attempt.Trial] = new Lease(attempt, trainer) { Until = now + term };

    /// <summary>The lease on an attempt, or null where it is of another one, or over.</summary>
    public Lease? Find(AttemptId attempt) => _leases.TryGetValue(attempt.Trial, out Lease? lease) && lease.Attempt == attempt ? lease : null;

    /// <summary>A trainer said that it has the attempt.</summary>
    public void Renew(Lease lease, DateTimeOffset now) => lease.Until = now + term;

    /// <summary>Nobody could have been heard until now.</summary>
    public void RenewAll(DateTimeOffset now)
    {
        foreach (Lease lease in _leases.Values)
        {
            Renew(lease, now);
        }
    }

    /// <summary>Ends a trial's lease, where there is one.</summary>
    public void End(TrialId trial) => _leases.Remove(trial);

    /// <summary>Ends all.</summary>
    public void Clear() => _leases.Clear();

    /// <summary>Those that were not renewed in time.</summary>
    public IReadOnlyList<Lease> ExpiredAt(DateTimeOffset now) => [.. _leases.Values.Where(lease => lease.Until <= now)];

    /// <summary>A trainer's, in the order of the trials.</summary>
    public IReadOnlyList<Lease> Of(IActorRef trainer) => [.. _leases.Values.Where(lease => lease.Trainer.Equals(trainer)).OrderBy(lease => lease.Attempt.Trial)];
}

/// <summary>A trainer's hold on an attempt.</summary>
internal sealed class Lease(AttemptId attempt, IActorRef trainer)
{
    public AttemptId Attempt { get; } = attempt;

    public IActorRef Trainer { get; set; } = trainer;

    public required DateTimeOffset Until { get; set; }

    /// <summary>The last verdict, to be sent again where it is asked for again.</summary>
    public TrainerProtocol.VerdictReached? Verdict { get; set; }
}
