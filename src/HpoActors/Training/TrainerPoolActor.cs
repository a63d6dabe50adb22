using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.Protocol;
using static HpoActors.Protocol.PoolProtocol;

namespace HpoActors.Training;

/// <summary>
/// The trainers of a node, shared by all its experiments: each device has one trainer, so that no core is pinned twice. Brings trainers with room and
/// experiments with work together; a place goes to the experiment with the least device-seconds by its weight.
/// </summary>
internal sealed class TrainerPoolActor : ReceiveActor, IWithTimers
{
    private readonly HpoSettings _settings;
    private readonly string _prefix;
    private readonly Func<Machine> _machine;
    private readonly Func<Device, IActorRef, ITrialExecutor> _startExecutor;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly Dictionary<string, Member> _members = [];
    private IActorRef? _leaver;

    /// <param name="settings">The node's settings.</param>
    /// <param name="machine">Tells what the machine has.</param>
    /// <param name="startExecutor">Starts what a trainer runs its trials on.</param>
    /// <param name="node">The node's name, where there are others: then a trainer is <c>node/cpu:0</c> to searchers.</param>
    public TrainerPoolActor(HpoSettings settings, Func<Machine> machine, Func<Device, IActorRef, ITrialExecutor> startExecutor, string? node)
    {
        _prefix = node is null ? "" : $"{node}/";
        _settings = settings;
        _machine = machine;
        _startExecutor = startExecutor;

        Receive<Join>(OnJoin);
        Receive<Begin>(begin =>
        {
            if (_members.TryGetValue(begin.Experiment, out Member? member) && begin.Office >= member.Office)
            {
                member.Searcher = begin.Searcher;
                member.Office = begin.Office;
                member.HasWork = true;
                member.MostAsking = int.MaxValue;
                foreach (string trainer in member.Trainers)
                {
                    // What the searcher before was asked, nobody will answer.
                    Slot slot = _slots[trainer];
                    slot.Refused.Remove(member);
                    slot.Asked = slot.Asked == member ? null : slot.Asked;
                    slot.Trainer.Tell(new TrainerProtocol.SearcherChanged(begin.Experiment, begin.Searcher, begin.Office));
                }

                MatchAll();
            }
        });
        Receive<Suspend>(suspend =>
        {
            if (_members.TryGetValue(suspend.Experiment, out Member? member))
            {
                member.IsSuspended = true;
                TellTrainersOf(member, new TrainerProtocol.HandBack(suspend.Experiment));
            }
        });
        Receive<OthersTrain>(others =>
        {
            if (_members.TryGetValue(others.Experiment, out Member? member))
            {
                member.TrainersElsewhere = others.Trainers;
            }
        });
        Receive<HandBackAll>(_ => OnHandBackAll());
        Receive<HandedBack>(back =>
        {
            if (_slots.TryGetValue(back.Trainer, out Slot? slot) && slot.Trainer.Equals(Sender))
            {
                slot.HasHandedBack = true;
                TellAllHandedBack();
            }
        });
        Receive<Finish>(finish => OnFinish(finish.Experiment));
        Receive<Leave>(leave => OnLeave(leave.Experiment, Sender));
        Receive<OwnerStopped>(stopped => OnLeave(stopped.Experiment, stopped.Owner));
        Receive<TestBest>(test =>
        {
            if (_members.TryGetValue(test.Experiment, out Member? member))
            {
                _slots[member.Trainers.First()].Trainer.Forward(new TrainerProtocol.TestBest(test.Experiment, test.Checkpoint));
            }
        });
        Receive<TrainerReady>(OnReady);
        Receive<WorkAnswered>(OnAnswered);
        Receive<WorkAvailable>(available =>
        {
            if (_members.TryGetValue(available.Experiment, out Member? member) && Sender.Equals(member.Searcher))
            {
                if (!member.HasWork)
                {
                    // There may be work for one trainer or for all of them: one asks, and twice as many each time that there was some.
                    member.HasWork = true;
                    member.MostAsking = 1;
                }

                ForgetRefusals(member);
                MatchAll();
            }
        });
        Receive<TrainerStopped>(OnTrainerStopped);
        Receive<AskAgain>(_ => OnAskAgain());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(HpoSettings settings, Func<Machine> machine, Func<Device, IActorRef, ITrialExecutor> startExecutor, string? node = null) =>
        Akka.Actor.Props.Create(() => new TrainerPoolActor(settings, machine, startExecutor, node));

    protected override void PreStart() => Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, _settings.HeartbeatInterval);

    // An error in a trainer is a fault of ours, not of a trial: its trials are lost and it begins afresh under its old name.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnJoin(Join join)
    {
        string name = join.Spec.Name;
        if (_members.ContainsKey(name))
        {
            Sender.Tell(new Refused($"an experiment named '{name}' is running here already; give this one another name"));
            return;
        }

        IReadOnlyList<TrainerDevice> places;
        try
        {
            places = join.Trainers.Resolve(_machine());
        }
        catch (InvalidOptionException problem)
        {
            Sender.Tell(new Refused(problem.Message));
            return;
        }

        if (join.Lanes is null && places.FirstOrDefault(p => p.Lanes > 1) is { Lanes: { } lanes } fused)
        {
            Sender.Tell(new Refused($"trainers: {fused.Device}/{lanes} asks for {lanes} lanes, but the objective {join.Spec.ObjectiveName} trains one trial at a time; leave /{lanes} out"));
            return;
        }

        Context.WatchWith(Sender, new OwnerStopped(name, Sender));
        Member member = new(Sender, join, places.ToDictionary(p => p.Device.ToString(), p => LimitOf(join.Lanes, p)))
        {
            // A newcomer shares from now on; it does not make up for the time before it.
            DeviceSeconds = _members.Values.Select(m => m.DeviceSeconds).DefaultIfEmpty().Min(),
        };
        _members.Add(name, member);
        foreach (TrainerDevice place in places)
        {
            if (!_slots.TryGetValue(place.Device.ToString(), out Slot? slot))
            {
                slot = StartTrainer(place.Device);
            }

            slot.Trainer.Tell(member.OpenOn(place.Device.ToString()));
        }

        Sender.Tell(new Joined([.. member.Trainers]));
    }

    private TrainerProtocol.LaneLimit? LimitOf(LaneOffer? offer, TrainerDevice place)
    {
        if (offer is null)
        {
            return null;
        }

        int? option = offer.Most is { } lanes ? Math.Max(1, lanes) : null;
        int? most = place.Lanes is { } cap ? Math.Min(cap, option ?? cap) : option;
        return new TrainerProtocol.LaneLimit(most, most ?? (place.Device.Kind == DeviceKind.Cuda ? _settings.CudaLanes : _settings.CpuLanes));
    }

    private Slot StartTrainer(Device device)
    {
        string name = device.ToString();
        IActorRef pool = Self;
        IActorRef trainer = Context.ActorOf(TrainerActor.Props(name, self => _startExecutor(device, self), _settings, pool));
        Context.WatchWith(trainer, new TrainerStopped(name, trainer));
        Slot slot = new(device, trainer);
        _slots[name] = slot;
        return slot;
    }

    private void OnFinish(string experiment)
    {
        if (_members.TryGetValue(experiment, out Member? member) && member.Searcher is not null)
        {
            member.Searcher = null;
            member.HasWork = false;
            TellTrainersOf(member, new TrainerProtocol.CancelExperiment(experiment));
            foreach (string trainer in member.Trainers)
            {
                Slot slot = _slots[trainer];
                if (slot.Asked == member)
                {
                    slot.Asked = null;
                }
            }

            MatchAll();
        }
    }

    // A name may be in use again by the time that its last owner is gone.
    private void OnLeave(string experiment, IActorRef owner)
    {
        if (!_members.TryGetValue(experiment, out Member? member) || !member.Owner.Equals(owner))
        {
            return;
        }

        OnFinish(experiment);
        Context.Unwatch(owner);
        _members.Remove(experiment);
        TellTrainersOf(member, new TrainerProtocol.CloseExperiment(experiment));
    }

    // The node leaves: there will be no more work here.
    private void OnHandBackAll()
    {
        _leaver = Sender;
        foreach (Slot slot in _slots.Values)
        {
            slot.Trainer.Tell(new TrainerProtocol.HandBack(null));
        }

        TellAllHandedBack();
    }

    private void TellAllHandedBack()
    {
        if (_leaver is not null && _slots.Values.All(slot => slot.HasHandedBack))
        {
            _leaver.Tell(AllHandedBack.Instance);
        }
    }

    private void TellTrainersOf(Member member, object message)
    {
        foreach (string trainer in member.Trainers)
        {
            _slots[trainer].Trainer.Tell(message);
        }
    }

    private void OnReady(TrainerReady ready)
    {
        if (!_slots.TryGetValue(ready.Trainer, out Slot? slot) || !slot.Trainer.Equals(Sender))
        {
            return;
        }

        slot.Places = ready.Places;
        slot.Credit = ready.Credit;
        slot.Lanes = ready.Lanes;
        slot.Refused.Clear();
        slot.ChangedSinceAsked = true;
        foreach (Usage usage in ready.Usage)
        {
            if (_members.TryGetValue(usage.Experiment, out Member? member))
            {
                member.DeviceSeconds += usage.Seconds / member.Spec.Weight;
            }
        }

        Match(slot);
    }

    private void OnAnswered(WorkAnswered answered)
    {
        if (!answered.Trainer.StartsWith(_prefix, StringComparison.Ordinal) || !_slots.TryGetValue(answered.Trainer[_prefix.Length..], out Slot? slot) || slot.Asked?.Spec.Name != answered.Experiment || !Sender.Equals(slot.Asked.Searcher))
        {
            return;
        }

        Member member = slot.Asked;
        bool isLimited = member.MostAsking < int.MaxValue;
        slot.Asked = null;
        if (answered.Count > 0)
        {
            // The trainer says itself when it has room again.
            slot.Fill();
            member.MostAsking = member.MostAsking < _slots.Count ? 2 * member.MostAsking : int.MaxValue;
        }
        else if (answered.HasMore)
        {
            // For others, or for this trainer when its room has changed; which it may have while the question was under way.
            if (!slot.ChangedSinceAsked)
            {
                slot.Refused.Add(member);
                member.IsRefused = true;
            }

            Match(slot);
        }
        else if (slot.AskedPlaces > 0)
        {
            member.HasWork = false;
            Match(slot);
        }
        else if (slot.Places > 0)
        {
            // A place got free while the question about others was under way.
            Match(slot);
        }
        else
        {
            slot.Credit = 0;
        }

        // Where not all may ask at once, an answer makes way for other questions.
        if (isLimited)
        {
            MatchAll();
        }
    }

    private void OnTrainerStopped(TrainerStopped stopped)
    {
        if (!_slots.TryGetValue(stopped.Name, out Slot? slot) || !slot.Trainer.Equals(stopped.Trainer))
        {
            return;
        }

        slot.Asked = null;
        if (_leaver is not null)
        {
            // What it had is lost, and nobody waits for more.
            slot.HasHandedBack = true;
            TellAllHandedBack();
            return;
        }

        _log.Warning("the trainer {0} stopped; another takes its place", stopped.Name);
        Slot fresh = StartTrainer(slot.Device);
        foreach (Member member in _members.Values.Where(m => m.Trainers.Contains(stopped.Name)))
        {
            fresh.Trainer.Tell(member.OpenOn(stopped.Name));
            if (member.Searcher is { } searcher)
            {
                fresh.Trainer.Tell(new TrainerProtocol.SearcherChanged(member.Spec.Name, searcher, member.Office));
            }
        }

        MatchAll();
    }

    // A request or its answer may be lost on the way to another node.
    private void OnAskAgain()
    {
        foreach (Slot slot in _slots.Values.Where(s => s.Asked is not null))
        {
            if (slot.AskedBefore)
            {
                slot.Asked = null;
                Match(slot);
            }
            else
            {
                slot.AskedBefore = true;
            }
        }
    }

    private void ForgetRefusals(Member member)
    {
        if (member.IsRefused)
        {
            member.IsRefused = false;
            foreach (Slot slot in _slots.Values)
            {
                slot.Refused.Remove(member);
            }
        }
    }

    private void MatchAll()
    {
        foreach (Slot slot in _slots.Values)
        {
            if (!_members.Values.Any(m => m.MayBeAsked))
            {
                return;
            }

            Match(slot);
        }
    }

    private void Match(Slot slot)
    {
        if (slot.Asked is not null || !slot.HasRoom || _leaver is not null)
        {
            return;
        }

        string name = slot.Name;
        Member? next = null;
        foreach (Member member in _members.Values)
        {
            if (member.MayBeAsked && (next is null || member.DeviceSeconds < next.DeviceSeconds)
                && member.Trainers.Contains(name) && slot.HasRoomFor(member) && !WaitsItsTurn(member, slot))
            {
                next = member;
            }
        }

        if (next is not null)
        {
            int lanes = slot.FreeLanesFor(next);
            (int places, int credit) = next.TrainsLanes ? (0, 0) : (slot.Places, slot.Credit);
            slot.Asked = next;
            slot.AskedPlaces = places + lanes;
            slot.AskedBefore = false;
            slot.ChangedSinceAsked = false;
            next.Searcher!.Tell(new SearcherProtocol.WorkRequested(_prefix + name, slot.Trainer, next.Trainers.Count + next.TrainersElsewhere, lanes, slot.OpenPackOf(next), places, credit));
        }
    }

    // A trial that is trained alone takes the thread from the lanes that are in training there.
    private bool WaitsItsTurn(Member member, Slot slot) =>
        !member.TrainsLanes && _members.Values.Any(other => other.Searcher is not null && slot.OpenPackOf(other) is not null && other.DeviceSeconds < member.DeviceSeconds);

    private sealed class Slot(Device device, IActorRef trainer)
    {
        public Device Device { get; } = device;

        public string Name { get; } = device.ToString();

        public IActorRef Trainer { get; } = trainer;

        public int Places { get; set; }

        public int Credit { get; set; }

        public ImmutableArray<LaneRoom> Lanes { get; set; } = [];

        /// <summary>The experiments that have nothing for this trainer before it announces other room.</summary>
        public HashSet<Member> Refused { get; } = [];

        /// <summary>The experiment that was asked for work and has not answered, or null.</summary>
        public Member? Asked
        {
            get;
            set
            {
                field?.CountAsking(-1);
                field = value;
                field?.CountAsking(1);
            }
        }

        /// <summary>The free places or lanes that it was told of.</summary>
        public int AskedPlaces { get; set; }

        public bool AskedBefore { get; set; }

        public bool ChangedSinceAsked { get; set; }

        public bool HasHandedBack { get; set; }

        public bool HasRoom => Credit > 0 || Lanes.Any(room => room.Free > 0);

        public bool HasRoomFor(Member member) => !Refused.Contains(member) && (member.TrainsLanes ? FreeLanesFor(member) : Credit) > 0;

        public int FreeLanesFor(Member member) => RoomOf(member)?.Free ?? 0;

        public PackKey? OpenPackOf(Member member) => RoomOf(member)?.Open;

        public void Fill()
        {
            Credit = 0;
            Lanes = [.. Lanes.Select(room => room with { Free = 0 })];
        }

        private LaneRoom? RoomOf(Member member) => Lanes.FirstOrDefault(room => room.Experiment == member.Spec.Name);
    }

    private sealed class Member(IActorRef owner, Join join, Dictionary<string, TrainerProtocol.LaneLimit?> trainers)
    {
        private int _asking;

        public IActorRef Owner { get; } = owner;

        public ExperimentSpec Spec => join.Spec;

        public bool TrainsLanes => join.Lanes is not null;

        public Dictionary<string, TrainerProtocol.LaneLimit?>.KeyCollection Trainers => trainers.Keys;

        public IActorRef? Searcher { get; set; }

        public long Office { get; set; }

        public int TrainersElsewhere { get; set; }

        public bool HasWork { get; set; }

        /// <summary>Whether it goes on another time.</summary>
        public bool IsSuspended { get; set; }

        /// <summary>For how many trainers the searcher may be asked at once.</summary>
        public int MostAsking { get; set; } = int.MaxValue;

        /// <summary>Whether a trainer was told that there is nothing for it.</summary>
        public bool IsRefused { get; set; }

        public bool MayBeAsked => HasWork && !IsSuspended && _asking < MostAsking;

        /// <summary>What trainers spent on it, by its weight.</summary>
        public double DeviceSeconds { get; set; }

        public void CountAsking(int more) => _asking += more;

        public TrainerProtocol.OpenExperiment OpenOn(string trainer) => new(join.Spec, join.Factory, trainers[trainer], join.Checkpoints);
    }

    private sealed record TrainerStopped(string Name, IActorRef Trainer) : ILocalMessage;

    private sealed record OwnerStopped(string Experiment, IActorRef Owner) : ILocalMessage;

    private sealed record AskAgain : ILocalMessage
    {
        public static readonly AskAgain Instance = new();
    }
}
