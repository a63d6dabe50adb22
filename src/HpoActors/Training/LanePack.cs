using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training;

/// <summary>
/// One session with its lanes and the jobs that wait for a lane. Admits, releases and judges lanes; <see cref="LanePass"/> trains them. Stays when its session
/// is closed, and remembers how many lanes fit.
/// </summary>
internal sealed class LanePack(TrainerPlace place, ILaneObjective objective, string experiment, PackKey key)
{
    private readonly List<Lane> _lanes = [];
    private readonly LinkedList<TrialJob> _waiting = [];
    private int _fitting = int.MaxValue;
    private int? _most;
    private bool _mayFill;
    private int _paying = int.MaxValue;
    private SessionLimit? _told;

    // Where memory ran out for the first lane: how many lanes other packs had then.
    private int _lanesElsewhereBefore = int.MaxValue;

    public string Experiment { get; } = experiment;

    public LaneNews News { get; } = new(place.Trainer, experiment);

    public IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>The session, or null where none is open.</summary>
    public ILaneSession? Session { get; private set; }

    /// <summary>Whether jobs wait for a session to be opened.</summary>
    public bool WantsSession => Session is null && _waiting.Count > 0;

    public bool IsEmpty => _lanes.Count == 0 && _waiting.Count == 0;

    /// <summary>Whether more lanes may come before the next round: at first, and after some went, where a whole tile is free.</summary>
    public bool AwaitsLanes => _mayFill && HasRoom
        && (_lanes.Count == 0 || Limit < _told!.TileSize
            || LaneRooms.Tiles(_lanes.Select(lane => lane.Epoch), _told.TileSize, EpochsShareAPass) < Limit / _told.TileSize);

    /// <summary>The most lanes of the session and of a pass.</summary>
    public int Limit => Math.Max(1, Math.Min(Math.Min(_most ?? int.MaxValue, _fitting), _paying));

    public bool EpochsShareAPass => _told!.EpochsShareAPass;

    public bool HasRoom => _lanes.Count < Limit;

    public bool AwaitsVerdicts => _lanes.Exists(lane => !lane.Job.IsCancelled && lane.Verdict is null);

    public void Add(TrialJob job)
    {
        _most = job.MostLanes is { } most ? Math.Min(most, objective.Lanes ?? most) : objective.Lanes;
        job.WakeBy(place.Wake);
        _waiting.AddLast(job);
    }

    /// <summary>Lets go whom nobody wants or who is to go, and fills the room that there is.</summary>
    /// <param name="lanesElsewhere">The lanes of other packs, which use memory too.</param>
    public void Settle(int lanesElsewhere)
    {
        int lanes = _lanes.Count;
        foreach (Lane lane in _lanes.ToArray())
        {
            if (lane.Job.IsCancelled)
            {
                Drop(lane);
            }
            else if (lane.Verdict is { Kind: not VerdictKind.Continue })
            {
                Finish(lane);
            }
        }

        foreach (TrialJob job in _waiting.Where(job => job.IsCancelled).ToArray())
        {
            _waiting.Remove(job);
            News.Ended(job, null);
        }

        News.Post(lanes);
        bool admits = lanesElsewhere < _lanesElsewhereBefore;
        while (admits && _waiting.First is { } first && HasRoom)
        {
            _waiting.Remove(first);
            admits = Admit(first.Value, lanesElsewhere);
        }

        News.Post(_lanes.Count);
    }

    /// <summary>A round begins: every lane that can be trained is to be trained once.</summary>
    public void BeginRound()
    {
        _mayFill = false;
        foreach (Lane lane in _lanes)
        {
            lane.IsDue = lane.IsTrainable;
        }
    }

    /// <summary>The lanes of the round's next pass, those at the least epoch; none where the pack is done.</summary>
    public List<Lane> NextPass()
    {
        List<Lane> due = _lanes.FindAll(lane => lane.IsDue && lane.IsTrainable);
        return due.Count == 0 || EpochsShareAPass ? due : due.FindAll(lane => lane.Epoch == due.Min(other => other.Epoch));
    }

    /// <summary>Fewer lanes fit than was thought.</summary>
    public void Shrink(int fitting)
    {
        _fitting = Math.Max(1, fitting);
        TellLimit();
    }

    /// <summary>Asks the session how many lanes pay; it may know better by now.</summary>
    public void ReadLimit()
    {
        _paying = Session!.Lanes;
        TellLimit();
    }

    /// <summary>Ends a lane that is to pause or to stop, or that reached its last epoch.</summary>
    public void Finish(Lane lane)
    {
        TrialOutcome outcome;
        try
        {
            outcome = lane.Job.Keep(TrialOutcome.CompletedWith(Session!.Release(lane.Job.Attempt.Trial)), lane.Epoch);
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            outcome = ObjectiveErrors.Outcome(exception);
        }

        Remove(lane, outcome);
    }

    /// <summary>Ends a lane that failed.</summary>
    public void Fail(Lane lane, TrialOutcome outcome)
    {
        News.Release(() => Session!.Release(lane.Job.Attempt.Trial));
        Remove(lane, outcome);
    }

    /// <summary>Ends a lane that nobody wants any more.</summary>
    public void Drop(Lane lane)
    {
        News.Release(() => Session!.Release(lane.Job.Attempt.Trial));
        Remove(lane, null);
    }

    public void CloseSession()
    {
        if (Session is { } session)
        {
            Session = null;
            News.Release(session.Dispose);
        }
    }

    /// <summary>Lets everybody go; the pack is not used any more.</summary>
    public void Close()
    {
        int lanes = _lanes.Count;
        foreach (Lane lane in _lanes.ToArray())
        {
            Drop(lane);
        }

        foreach (TrialJob job in _waiting)
        {
            News.Ended(job, null);
        }

        _waiting.Clear();
        News.Post(lanes);
        CloseSession();
    }

    private void Remove(Lane lane, TrialOutcome? outcome)
    {
        _lanes.Remove(lane);
        _mayFill = true;
        lane.End(outcome);
        if (!lane.IsTold)
        {
            News.Ended(lane, outcome);
        }

        lane.Dispose();
    }

    // Whether others may be admitted after it.
    private bool Admit(TrialJob job, int lanesElsewhere)
    {
        // An older attempt at the trial is nobody's any more, though that was not heard here.
        if (_lanes.Find(lane => lane.Job.Attempt.Trial == job.Attempt.Trial) is { } older)
        {
            Drop(older);
        }

        if (!job.Begin())
        {
            News.Ended(job, null);
            return true;
        }

        News.Started(job);
        place.WorksOn([job]);
        Lane? lane = null;
        bool admits = true;
        try
        {
            Open();
            lane = new Lane(job, place.Device, place.Name);
            Session!.Admit(lane.Context);
            _lanes.Add(lane);
            _lanesElsewhereBefore = int.MaxValue;
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lane?.Dispose();
            admits = Refused(job, exception, lanesElsewhere);
        }

        job.Rest();
        place.WorksOn([]);
        if (lane is { IsOver: false } && job.IsCancelled)
        {
            Drop(lane);
        }

        return admits;
    }

    private bool Refused(TrialJob job, Exception exception, int lanesElsewhere)
    {
        if (ObjectiveErrors.IsOutOfMemory(exception) && _lanes.Count + lanesElsewhere > 0)
        {
            // It waits for lanes to go: its own pack's, or others'.
            if (_lanes.Count > 0)
            {
                Shrink(_lanes.Count);
            }
            else
            {
                _lanesElsewhereBefore = lanesElsewhere;
                CloseSession();
            }

            _waiting.AddFirst(job);
            News.Waits(job);
            return false;
        }

        News.Ended(job, ObjectiveErrors.Outcome(exception));
        while (Session is null && _waiting.First is { } next)
        {
            // What keeps the session from opening is the same for all.
            _waiting.Remove(next);
            News.Ended(next.Value, next.Value.IsCancelled ? null : ObjectiveErrors.Outcome(exception));
        }

        return true;
    }

    private void Open()
    {
        if (Session is null)
        {
            ILaneSession session = objective.Open(place.Device, key) ?? throw new InvalidOperationException("the objective returned null where a session should be");
            _paying = session.Lanes;
            _told = new SessionLimit(Experiment, key, 0, Math.Max(1, session.TileSize), session.EpochsShareAPass);
            Session = session;
            _mayFill = true;
            TellLimit();
        }
    }

    private void TellLimit()
    {
        if (_told!.Lanes != Limit)
        {
            _told = _told with { Lanes = Limit };
            place.Trainer.Tell(_told);
        }
    }
}
