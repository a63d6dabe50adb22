using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.De;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Dehb;

/// <summary>
/// Breeds the trials of <see cref="DehbScheduler"/>: differential evolution (rand/1/bin) in the unit cube with a population for each rung, as large as the largest
/// bracket brings there. A child's target is the member whose place it competes for, in turn, in the population of its rung; its three parents are drawn from the
/// best of the rung below, for a bracket's first rung from the best of the same one. A result takes its place where it is no worse than the holder's.
/// </summary>
/// <remarks>
/// Where a place is still empty, and where fewer than three parents can be found in all populations, the configuration is drawn from the priors; so is the first
/// bracket's. Too few parents are made up by members of the same rung, then of higher and lower ones, the best first, where the reference breeds strangers for it.
/// Promoted trials of the first sweep compete in turn like the others. Mutants beyond the cube's edge fall between target and edge, and choices change as in
/// <see cref="DeSearcher"/>; the reference draws such coordinates anew and treats choices as numbers. A child that is forbidden, or was tried at its rung, is drawn
/// again. Failed trials become no members; an earlier experiment's results join the highest population.
/// </remarks>
internal sealed class DehbSearcher : ISearcher
{
    // A mutant needs a base and two for the difference.
    private const int FewestParents = 3;

    // Then chance decides: most children are known, or forbidden.
    private const int MostDraws = 20;

    private readonly SearchSpace _space;
    private readonly long _seed;
    private readonly RungTable _table;
    private readonly DehbPlan _plan;
    private readonly DeVariation _variation;
    private readonly DehbPopulation[] _populations;
    private readonly Dictionary<TrialId, Candidate> _live = [];
    private readonly HashSet<(int Rung, Configuration Configuration)> _tried = [];

    public DehbSearcher(SearchSpace space, long seed, RungTable table, DehbSchedulerSettings settings)
    {
        _space = space;
        _seed = seed;
        _table = table;
        _plan = new DehbPlan(table);
        _variation = new DeVariation(space, settings.Factor, settings.Crossover);
        _populations = [.. _plan.Sizes.Select(size => new DehbPopulation(size))];
    }

    public bool LearnsFromResults => true;

    private int Top => _populations.Length - 1;

    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        DehbJob job = _plan[trial];
        string rung = $"epoch {_table.Epochs[job.Rung]}";
        if (_populations[job.Rung].Target is not { } target || _space.Searched.Count == 0)
        {
            return new Proposal(_space.Sample(random), new Reason("startup", $"{rung}, a new place"));
        }

        DeMember[] parents = ParentsOf(job, target);
        if (parents.Length < FewestParents)
        {
            return new Proposal(_space.Sample(random), new Reason("startup", $"{rung}, {parents.Length} of {FewestParents} parents"));
        }

        for (int draw = 0; draw < MostDraws; draw++)
        {
            random.Shuffle(parents.AsSpan());
            (DeMember start, DeMember plus, DeMember minus) = (parents[0], parents[1], parents[2]);
            if (_space.TryDecode(_variation.Child(target.Unit, start.Unit, plus.Unit, minus.Unit, random)) is { } child && !_tried.Contains((job.Rung, child)))
            {
                return new Proposal(child, new Reason("dehb", $"{rung}, target={target.Trial} base={start.Trial} difference={plus.Trial},{minus.Trial}"));
            }
        }

        return new Proposal(_space.Sample(random), new Reason("random", $"{rung}, {MostDraws} children known or forbidden"));
    }

    public void Observe(in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Known when double.IsFinite(observation.Value):
                _populations[Top].TellKnown(new DeMember(observation.Trial, Placed(observation, null), observation.Value));
                break;
            case ObservationKind.Proposed:
                DehbJob job = _plan[observation.Trial];
                DeMember? target = _populations[job.Rung].Target;
                _live.Add(observation.Trial, new Candidate(job, Placed(observation, target), _populations[job.Rung].TakeTurn()));
                _tried.Add((job.Rung, observation.Configuration));
                break;
            case ObservationKind.Reported when _live.TryGetValue(observation.Trial, out Candidate? candidate) && observation.Epoch == _table.Epochs[candidate.Rung]:
                Take(observation, candidate);
                break;
            case ObservationKind.Ended when _live.Remove(observation.Trial, out Candidate? candidate):
                // One whose own last epoch is no rung's counts where it was on its way to.
                if (observation.State == TrialState.Completed && !candidate.HasResult)
                {
                    Take(observation, candidate);
                }

                break;
        }
    }

    // Its result at the rung; from then on it is on its way to the next one, if it may be promoted.
    private void Take(in Observation observation, Candidate candidate)
    {
        if (double.IsFinite(observation.Value))
        {
            int place = candidate.Place ?? _populations[candidate.Rung].TakeTurn();
            _populations[candidate.Rung].Tell(place, new DeMember(observation.Trial, candidate.Unit, observation.Value));
        }

        if (candidate.Job.IsFirstSweep && candidate.Rung < Top)
        {
            candidate.Rung++;
            candidate.Place = null;
        }
        else
        {
            candidate.HasResult = true;
        }
    }

    private DeMember[] ParentsOf(DehbJob job, DeMember target)
    {
        List<DeMember> parents = [.. _populations[job.ParentRung].Ranked.Take(job.Parents).Where(m => m.Trial != target.Trial)];
        IEnumerable<int> others = [job.Rung, .. Enumerable.Range(job.Rung + 1, Top - job.Rung), .. Enumerable.Range(0, job.Rung).Reverse()];
        foreach (DeMember member in others.SelectMany(rung => _populations[rung].Ranked))
        {
            if (parents.Count >= FewestParents)
            {
                break;
            }

            if (member.Trial != target.Trial && parents.TrueForAll(p => p.Trial != member.Trial))
            {
                parents.Add(member);
            }
        }

        return [.. parents];
    }

    // What a configuration lacks keeps the coordinate of the member that it competes with.
    private double[] Placed(in Observation observation, DeMember? target)
    {
        double[] unit = new double[_space.Hyperparameters.Count];
        _space.Encode(observation.Configuration, unit);
        RandomStream? random = null;
        for (int i = 0; i < unit.Length; i++)
        {
            if (double.IsNaN(unit[i]))
            {
                unit[i] = target?.Unit[i] ?? (random ??= RandomStream.For(_seed, "dehb", observation.Trial.Value)).NextDouble();
            }
        }

        return unit;
    }

    /// <summary>A trial that has not ended.</summary>
    private sealed class Candidate(DehbJob job, double[] unit, int place)
    {
        public DehbJob Job { get; } = job;

        public double[] Unit { get; } = unit;

        /// <summary>The rung whose result is awaited.</summary>
        public int Rung { get; set; } = job.Rung;

        /// <summary>The place that it competes for there; null for a promoted one, which takes its turn with its result.</summary>
        public int? Place { get; set; } = place;

        /// <summary>Whether it has the last result that counts.</summary>
        public bool HasResult { get; set; }
    }
}
