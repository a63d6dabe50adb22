using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Pbt;

/// <summary>
/// Population-based training (Jaderberg et al., "Population based training of neural networks", 2017): a population trains side by side and is compared every
/// so many epochs. The worst make room, and the best are copied: a copy goes on from the trained state of the one that it copies, with hyperparameters moved a
/// little. What is found is a schedule of hyperparameters rather than one setting.
/// </summary>
/// <remarks>
/// <para>
/// A configuration never changes within a trial: a loser stops and a new trial takes its place, which starts from the winner's checkpoint and counts in the budget
/// of trials; where that has no room, losers go on. Every trial pauses at a comparison and leaves a checkpoint. The losers are the worst ⌊quantile·n⌋ of the n
/// that arrived there, equal ones by trial, the youngest first; a winner is drawn from the best ⌊quantile·n⌋ that still live. A member that fails is replaced in the
/// same way. One that completes is not; when all have, another population is founded, as long as the budget lasts. The first members are the searcher's.
/// </para>
/// <para>
/// Elsewhere: in the paper and in Ray nobody waits for others and a trial changes its configuration as it goes (synchronous = false here comes near); Ray's
/// numbers may leave their bounds, its ints are cut off and its lists are walked like ordinals. Syne Tune has a population of 4, keeps within the bounds, draws
/// choices anew every time and starts a new trial for a copy, as is done here. The factors apply to the values themselves, as in the paper, not to their place in the
/// prior.
/// </para>
/// </remarks>
public sealed class PbtScheduler : IProposingScheduler
{
    // What an automatic interval divides a trial into.
    private const int Comparisons = 10;

    private readonly int _interval;
    private readonly int? _trials;
    private readonly Population _population;
    private readonly Exploration _exploration;
    private int _proposed;
    private bool _isLast;

    // What is decided now, until something happens.
    private Outlook? _outlook;

    /// <summary>A scheduler before its first population.</summary>
    /// <param name="space">The space.</param>
    /// <param name="epochs">A trial's epochs, of which an automatic interval is a tenth.</param>
    /// <param name="trials">The budget's trials, or null where it does not limit them.</param>
    /// <param name="settings">The options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range or does not fit the space.</exception>
    public PbtScheduler(SearchSpace space, int epochs, int? trials = null, PbtSchedulerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        settings ??= new PbtSchedulerSettings();
        _exploration = new Exploration(space, settings.Validated(space), settings);
        _interval = settings.Interval ?? ((epochs - 1) / Comparisons) + 1;
        _trials = trials;
        _population = new Population(settings.Population, settings.Quantile, settings.Synchronous);
    }

    /// <inheritdoc/>
    public bool HasRoom => !_isLast && (_population.IsFounding || Now.Donors.Count > 0);

    private Outlook Now => _outlook ??= Look();

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (_isLast || _population.IsFounding || Now.Donors.Count == 0)
        {
            return null;
        }

        PbtMember winner = Now.Donors[random.NextInt32(Now.Donors.Count)];
        CheckpointId checkpoint = new(winner.Trial, winner.Checkpoint!.Value);
        return new Proposal(_exploration.Explore(winner.Configuration, random), new Reason("pbt", $"copy of {checkpoint}"), checkpoint);
    }

    /// <summary>The first comparison after a trial's start: for one that is not proposed yet, an interval from where it will start.</summary>
    public int FirstMilestone(TrialId trial, Configuration configuration) => Milestone(_population[trial]?.Step ?? 0);

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        _population.Add(new PbtMember(trial, proposal.Configuration, (proposal.StartFrom?.Epoch ?? 0) / _interval));
        _proposed++;
        _outlook = null;
    }

    /// <inheritdoc/>
    public void OnLastProposed()
    {
        _isLast = true;
        _outlook = null;
    }

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        PbtMember member = _population[trial]!;
        member.Value = value;
        member.Epoch = epoch;
        return Verdict.Pause(new Reason("pbt", $"compared at epoch {epoch}"));
    }

    /// <inheritdoc/>
    public void OnPaused(TrialId trial)
    {
        PbtMember member = _population[trial]!;
        _population.Arrive(member, member.Epoch / _interval);
        _outlook = null;
    }

    /// <inheritdoc/>
    public Decision? Next() => Now.Decision;

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
        _population.Leave(_population[trial]!);
        _outlook = null;
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
        _population.Remove(trial, state);
        _outlook = null;
    }

    // Losers end first, then copies are made, then the least advanced goes on.
    private Outlook Look()
    {
        if (_population.IsFounding && !_isLast)
        {
            return Outlook.Nothing;
        }

        int room = _isLast ? 0 : _trials - _proposed ?? int.MaxValue;
        PbtMember? loser = room > _population.Vacancies ? _population.WorstLoser() : null;
        IReadOnlyList<PbtMember> donors = room > 0 && (loser is not null || _population.Due > 0) ? _population.Donors() : [];
        if (donors.Count > 0)
        {
            return loser is null ? new Outlook(null, donors) : new Outlook(new Decision(loser.Trial, Verdict.Stop(Standing(loser))), []);
        }

        return _population.LeastAdvanced is { } next && _population.IsOpen(next.Step)
            ? new Outlook(new Decision(next.Trial, Verdict.Continue(Milestone(next.Step), Standing(next))), [])
            : Outlook.Nothing;
    }

    private Reason Standing(PbtMember member) => new("pbt", $"epoch {member.Epoch}: {_population.RankOf(member) + 1} of {_population.CountAt(member.Step)}");

    private int Milestone(int step) => (int)Math.Min((step + 1L) * _interval, int.MaxValue);

    /// <summary>What is to happen next.</summary>
    /// <param name="Decision">About a paused trial, or null.</param>
    /// <param name="Donors">Whom the next trial copies; none where it is no copy.</param>
    private sealed record Outlook(Decision? Decision, IReadOnlyList<PbtMember> Donors)
    {
        public static Outlook Nothing { get; } = new(null, []);
    }
}
