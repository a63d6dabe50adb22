using System.Collections.Immutable;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentCommands;

namespace HpoActors.Core.Experiments;

/// <summary>Work for trainers with lanes: many trials at once, all of one pack.</summary>
public sealed partial class ExperimentDriver
{
    // A searcher that learns gets to see results so many times within a budget, however many lanes there are.
    private const int Generations = 10;

    // Where nobody knows how many trials there will be.
    private const int TrialsExpected = 100;

    // The most trials that may wait for other packs before nothing further is proposed: enough to fill the next one.
    private const int MostElsewhere = 64;

    /// <summary>
    /// The next trials for a trainer's free lanes, all of one key, in the order of <see cref="Ask"/>; no more than its balanced share of what is left.
    /// New trials of other keys that come up on the way wait for another trainer or the next pack: at most one for each lane asked for, and 64 in all.
    /// </summary>
    /// <param name="request">The trainer and its free lanes.</param>
    /// <param name="keyOf">Names the pack of a configuration; pure.</param>
    /// <param name="at">The time.</param>
    public PackAnswer AskPack(PackRequest request, Func<Configuration, PackKey> keyOf, DateTimeOffset at = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentException.ThrowIfNullOrEmpty(request.Trainer, nameof(request));
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Trainers, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Lanes, 1, nameof(request));
        Settle(at);
        if (State.Phase != ExperimentPhase.Running)
        {
            return PackAnswer.Nothing;
        }

        int concurrent = MostConcurrent(request.Trainers);
        Pack pack = new(request, keyOf, ShareOf(request), RoomOf(request, concurrent))
        {
            MayAdd = concurrent - Active,
        };
        Fill(pack, at);
        if (pack.Work.Count == 0)
        {
            Settle(at);
            if (State.Phase == ExperimentPhase.Running && !CanStartAny(at))
            {
                if (GoOnWithoutNew(at))
                {
                    Fill(pack, at);
                }

                if (!CanStartAny(at))
                {
                    EndWhereNothingCanChange(at);
                }
            }
        }

        bool hasMore = State.Phase == ExperimentPhase.Running && (State.Waiting.Count > 0 || NextDecision() is not null || Experiment.MayPropose(State));
        return new PackAnswer(pack.Work.ToImmutable(), pack.Work.Count > 0 ? pack.Key : null, hasMore);
    }

    private void Fill(Pack pack, DateTimeOffset at)
    {
        PackWaiting(pack, at);
        int elsewhere = Elsewhere(pack);
        int most = (int)Math.Min((long)elsewhere + pack.Request.Lanes, Math.Max(MostElsewhere, elsewhere));
        PackResumed(pack, most, at);
        PackNew(pack, most, at);
        NoteExhaustion(at);
    }

    // What cannot be afforded now stays and is passed over.
    private void PackWaiting(Pack pack, DateTimeOffset at)
    {
        LinkedListNode<TrialId>? next;
        for (LinkedListNode<TrialId>? node = State.Waiting.First; node is not null && pack.HasRoom; node = next)
        {
            next = node.Next;
            TryPack(pack, State.LiveTrials[node.Value], at);
        }
    }

    // One whose pack is another waits for a trainer that has it.
    private void PackResumed(Pack pack, int mostElsewhere, DateTimeOffset at)
    {
        while (pack.HasRoom && Elsewhere(pack) < mostElsewhere && Resume(at))
        {
            LiveTrial trial = State.LiveTrials[State.Waiting.Last!.Value];
            pack.Share.Add(EpochsLeft(trial));
            TryPack(pack, trial, at);
        }
    }

    private void PackNew(Pack pack, int mostElsewhere, DateTimeOffset at)
    {
        // What waits is older and keeps its claim to epochs.
        long claimed = Spec.Budget.TotalEpochs is null ? 0 : State.Waiting.Sum(t => (long)FirstEpochs(State.LiveTrials[t]));
        int elsewhere = Elsewhere(pack);
        while (pack.HasRoom && pack.MayAdd > 0 && elsewhere < mostElsewhere && ProposeNew(at, claimed) is { } trial)
        {
            pack.MayAdd--;
            pack.Share.Add((long)trial.Epochs - Spec.Budget.Epochs);
            if (!TryPack(pack, trial, at))
            {
                elsewhere++;
                claimed += FirstEpochs(trial);
            }
        }
    }

    // Trials that wait for another pack.
    private int Elsewhere(Pack pack) => State.Waiting.Count(t => !pack.Fits(State.LiveTrials[t].Configuration));

    private bool TryPack(Pack pack, LiveTrial trial, DateTimeOffset at)
    {
        if (!pack.Fits(trial.Configuration) || Assign(trial, pack.Request.Trainer, at) is not { } assignment)
        {
            return false;
        }

        pack.Take(assignment);
        return true;
    }

    // So that the end of the last trial ends the experiment, without another question.
    private void NoteExhaustion(DateTimeOffset at)
    {
        if (_proposer is null && Experiment.MayPropose(State) && Searcher.Size <= State.Proposed)
        {
            Handle(new Propose(at, new TrialId(State.Proposed), null));
        }
    }

    // Whether anything but a new proposal could start now, in whichever pack.
    private bool CanStartAny(DateTimeOffset at) =>
        State.Waiting.Any(t => Experiment.CanAfford(State, FirstEpochs(State.LiveTrials[t])))
        || (NextResumed(at) is { } next && Experiment.CanResume(State, State.LiveTrials[next.Trial], next.Verdict));

    private BalancedShare ShareOf(PackRequest request)
    {
        IReadOnlyCollection<LiveTrial> running = State.RunningTrials;
        long? left = TrialsToPropose() * Spec.Budget.Epochs
            + running.Sum(EpochsLeft)
            + State.Waiting.Sum(t => (long)EpochsLeft(State.LiveTrials[t]));
        return new BalancedShare(request.Trainers, left, running.Where(t => t.Trainer == request.Trainer).Sum(EpochsLeft));
    }

    // The most trials at a time, paused ones aside.
    private int MostConcurrent(int trainers) => Spec.MaxConcurrent
        ?? (Searcher.LearnsFromResults ? Math.Max(trainers, (int)Math.Min((TrialsPlanned + Generations - 1) / Generations, int.MaxValue)) : int.MaxValue);

    // How many more of them this trainer may have, lest the others go without.
    private int RoomOf(PackRequest request, int concurrent) =>
        ((concurrent - 1) / request.Trainers) + 1 - State.RunningTrials.Count(t => t.Trainer == request.Trainer);

    // Trials that have or wait for a place.
    private int Active => State.LiveTrials.Count - State.Paused;

    private long TrialsPlanned => Spec.Budget.Trials ?? (Spec.Budget.TotalEpochs / Spec.Budget.Epochs) ?? TrialsExpected;

    // Null: nobody knows.
    private long? TrialsToPropose()
    {
        Budget budget = Spec.Budget;
        long? affordable = (budget.TotalEpochs - State.EpochsUsed - State.EpochsReserved - State.Waiting.Sum(t => (long)FirstEpochs(State.LiveTrials[t]))) / budget.Epochs;
        long? least = new[] { budget.Trials - State.Proposed, Searcher.Size - State.Proposed, affordable }.Min();
        return State.IsExhausted ? 0 : least is { } trials ? Math.Clamp(trials, 0, int.MaxValue) : null;
    }

    // What a waiting trial needs before it is asked about.
    private int FirstEpochs(LiveTrial trial) => UntilOf(trial) - Experiment.EpochsDone(trial);

    // A trial that was told to stop or to pause trains no more.
    private static long EpochsLeft(LiveTrial trial) =>
        trial.Ending is not null ? 0 : trial.Epochs - (trial.State == TrialState.Running ? trial.Epoch : Experiment.EpochsDone(trial));

    /// <summary>An answer in the making.</summary>
    private sealed class Pack(PackRequest request, Func<Configuration, PackKey> keyOf, BalancedShare share, int room)
    {
        /// <summary>How many new trials may still be proposed.</summary>
        public required int MayAdd { get; set; }

        public PackRequest Request { get; } = request;

        public BalancedShare Share { get; } = share;

        public PackKey? Key { get; private set; } = request.Open;

        public ImmutableArray<Assignment>.Builder Work { get; } = ImmutableArray.CreateBuilder<Assignment>();

        public bool HasRoom => Work.Count < Math.Min(Request.Lanes, room) && Share.HasRoom;

        public bool Fits(Configuration configuration) => Key is not { } key || keyOf(configuration) == key;

        // The first one decides the key.
        public void Take(Assignment assignment)
        {
            Key ??= keyOf(assignment.Configuration);
            Work.Add(assignment);
            Share.Take(assignment.Epochs - assignment.FirstEpoch + 1);
        }
    }
}
