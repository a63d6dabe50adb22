using HpoActors.Core.Searchers;

namespace HpoActors.Core.Experiments;

/// <summary>Proposals that take long are thought of elsewhere, and what is learnt reaches the searcher in its order.</summary>
public sealed partial class ExperimentDriver
{
    private readonly Queue<Observation> _unheard = new();
    private Thought? _thought;
    private bool _isThoughtWanted;

    /// <summary>
    /// Whether the caller has slow searchers think elsewhere (<see cref="TakeThought"/>): <see cref="Ask"/> then gives only trials that are proposed
    /// already. Default: no, asking waits for the searcher.
    /// </summary>
    public bool ThinksElsewhere { get; init; }

    /// <summary>What the searcher should think about now, or null. Asking for a trial that nobody had thought of is what makes it wanted.</summary>
    public Thought? TakeThought()
    {
        if (!_isThoughtWanted || _thought is not null || !MayPropose)
        {
            return null;
        }

        _isThoughtWanted = false;
        _thought = new Thought(new TrialId(State.Proposed), Searcher, Spec.Seed);
        return _thought;
    }

    /// <summary>Takes a thought's proposal: it becomes a trial that waits for a trainer, where the budget has room.</summary>
    public void EndThought(Thought thought, Proposal? proposal, DateTimeOffset at = default)
    {
        ArgumentNullException.ThrowIfNull(thought);
        if (thought != _thought)
        {
            throw new ArgumentException($"nobody thinks about trial {thought.Trial} now", nameof(thought));
        }

        // What was learnt meanwhile comes before the proposal, as in the journal.
        _thought = null;
        _isThoughtWanted = false;
        while (_unheard.TryDequeue(out Observation observation))
        {
            Tell(observation);
        }

        if (MayPropose)
        {
            Accept(thought.Trial, proposal, at, claimed: 0);
        }

        Settle(at);
        if (State.Phase == ExperimentPhase.Running && (_held is not null || State.IsExhausted) && !CanStartAny(at) && !GoOnWithoutNew(at))
        {
            EndWhereNothingCanChange(at);
        }
    }

    private bool MayPropose => Experiment.MayPropose(State) && _strict?.HasFreeLane != false && _proposer?.HasRoom != false;

    private bool IsThinking => _thought is not null || _isThoughtWanted;

    // In the order of the experiment's choice.
    private void Learn(in Observation observation)
    {
        if (_strict is null)
        {
            Hear(observation);
        }
        else
        {
            LearnStrictly(observation);
        }
    }

    private void Hear(in Observation observation)
    {
        if (_thought is null)
        {
            Tell(observation);
        }
        else
        {
            _unheard.Enqueue(observation);
        }
    }

    private void Tell(in Observation observation)
    {
        Searcher.Observe(observation);
        _held = Searcher.LearnsFromResults ? null : _held;
    }
}
