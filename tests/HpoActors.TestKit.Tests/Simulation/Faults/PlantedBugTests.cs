using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.TestKit.Tests.Simulation.Faults;

/// <summary>
/// Bugs that were put in on purpose, from outside: a message falsified on its way, a journal that loses a record, a scheduler that errs. For each, one of a few seeds
/// has to find it; which check does is part of the test, so that none goes blind. The same seeds find nothing where nothing was planted.
/// </summary>
public sealed class PlantedBugTests
{
    private const int Seeds = 60;

    private static readonly AshaSchedulerSettings Asha = new();

    [Fact]
    public void Nothing_is_found_where_nothing_was_planted()
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Sound(seed).Check(Plant.Falsify<IHpoMessage>((_, message, _) => message));
        }
    }

    [Fact]
    public void A_lease_that_is_never_renewed_is_found() =>
        Finds("Quiet", "lost its trainer", Plant.Falsify<Heartbeat>((_, beat, message) => beat with { Running = [.. beat.Running.Where(a => a.Trial.Value != 1)] }), slow: true);

    [Fact]
    public void A_lease_on_what_a_trainer_never_got_is_found() => Finds(null, "has not ended", experiment =>
    {
        // Trial 1 is lost on its way, and its trainer says that it has it.
        (IActorRef Searcher, IActorRef Trainer, AttemptId Attempt)? ghost = null;
        Plant.Falsify<Assign>((_, assign, message) =>
        {
            if (assign.Work is not [{ Assignment: { Trial.Value: 1 } lost }])
            {
                return assign;
            }

            ghost = (message.From, message.To, lost.Attempt);
            return null;
        })(experiment);
        Plant.Falsify<PoolProtocol.TrainerReady>((_, ready, message) =>
        {
            if (ghost is { } held && held.Trainer.Equals(message.From))
            {
                held.Searcher.Tell(new Heartbeat([held.Attempt]), held.Trainer);
            }

            return ready;
        })(experiment);
    });

    [Fact]
    public void Facts_that_are_told_twice_are_found() => Finds(null, "the results of the experiment x stopped", experiment =>
    {
        long told = 0;
        Plant.Falsify<ResultsProtocol.Facts>((_, facts, message) =>
        {
            told++;
            if (told == 4)
            {
                message.To.Tell(facts with { Record = told }, message.From);
                told++;
            }

            return facts with { Record = told };
        })(experiment);
    });

    [Fact]
    public void Facts_that_the_results_never_hear_are_found() => Finds(
        null, "the results of the experiment x stopped", Plant.Falsify<ResultsProtocol.Facts>((_, facts, _) => facts.Record == 7 ? null : facts));

    [Fact]
    public void A_report_that_is_counted_as_two_epochs_is_found() => Finds("Trained", "nobody had trained this epoch", Plant.Falsify<TrialUpdates>((_, updates, _) => updates with
    {
        Updates = [.. updates.Updates.Select(u => u.Attempt.Trial.Value == 2 && u.Reports.Length == 1 && u.End is null
            ? u with { Reports = [u.Reports[0], u.Reports[0] with { Epoch = u.Reports[0].Epoch + 1 }] } : u)],
    }));

    [Fact]
    public void A_report_that_is_counted_for_another_trial_is_found() => Finds("Trained", "", experiment =>
    {
        Dictionary<IActorRef, AttemptId> last = [];
        Plant.Falsify<TrialUpdates>((_, updates, message) =>
        {
            AttemptId first = updates.Updates[0].Attempt;
            AttemptId other = last.Where(l => !l.Key.Equals(message.From)).Select(l => l.Value).FirstOrDefault(first);
            last[message.From] = first;
            return updates with { Updates = updates.Updates.SetItem(0, updates.Updates[0] with { Attempt = other }) };
        })(experiment);
    });

    [Fact]
    public void A_verdict_to_the_wrong_attempt_is_found() => Finds(null, "", experiment =>
    {
        AttemptId? other = null;
        Plant.Falsify<VerdictReached>((_, verdict, _) =>
        {
            AttemptId to = other is { } last && last.Trial != verdict.Attempt.Trial ? last : verdict.Attempt;
            other = verdict.Attempt;
            return verdict with { Attempt = to };
        })(experiment);
    });

    [Fact]
    public void A_verdict_turned_into_its_opposite_is_found() => Finds("Lives", "", Plant.Falsify<VerdictReached>((_, verdict, _) =>
        verdict.Verdict.Kind == VerdictKind.Continue ? verdict with { Verdict = Verdict.Stop(new Reason("planted")) } : verdict));

    [Fact]
    public void A_milestone_off_by_one_on_its_way_is_found() => Finds("Trained", "its trainer was told", Plant.Falsify<Assign>((_, assign, _) => assign with
    {
        Work = [.. assign.Work.Select(w => w.Assignment.Until < w.Assignment.Epochs ? w with { Assignment = w.Assignment with { Until = w.Assignment.Until + 1 } } : w)],
    }));

    [Fact]
    public void An_acknowledgement_that_never_comes_is_found() => Finds(
        "Quiet",
        "is not acknowledged",
        experiment =>
        {
            Plant.Falsify<Acknowledged>((_, acknowledged, _) => acknowledged with { Receipts = [.. acknowledged.Receipts.Where(r => !r.Ended || r.Attempt.Trial.Value % 3 != 0)] })(experiment);
            Plant.Falsify<StandDown>((_, _, _) => null)(experiment);
        },
        calm: true);

    [Fact]
    public void A_report_that_is_not_sent_again_is_found() => Finds("Lives", "follows epoch", experiment =>
    {
        HashSet<(AttemptId, int)> sent = [];
        Plant.Falsify<TrialUpdates>((_, updates, _) => updates with
        {
            Updates = [.. updates.Updates.Select(u => u with { Reports = [.. u.Reports.Where(r => sent.Add((u.Attempt, r.Epoch)))] })],
        })(experiment);
    });

    [Fact]
    public void A_stale_attempts_report_that_is_counted_is_found() => Finds(null, "", experiment =>
    {
        // News of an attempt is taken for news of the latest one of its trial.
        Dictionary<TrialId, int> latest = [];
        Plant.Falsify<Assign>((_, assign, _) =>
        {
            foreach (WorkItem item in assign.Work)
            {
                latest[item.Assignment.Trial] = item.Assignment.Attempt.Attempt;
            }

            return assign;
        })(experiment);
        Plant.Falsify<TrialUpdates>((_, updates, _) => updates with
        {
            Updates = [.. updates.Updates.Select(u => u with { Attempt = u.Attempt with { Attempt = Math.Max(u.Attempt.Attempt, latest.GetValueOrDefault(u.Attempt.Trial)) } })],
        })(experiment);
    });

    [Fact]
    public void A_checkpoint_of_the_epoch_before_is_found() => Finds(null, "and its trainer was given", experiment =>
    {
        Dictionary<TrialId, Checkpoint> earlier = [];
        Plant.Falsify<Assign>((_, assign, _) => assign with
        {
            Work = [.. assign.Work.Select(w =>
            {
                Checkpoint? stale = earlier.GetValueOrDefault(w.Assignment.Trial);
                if (w.Checkpoint is { } now)
                {
                    earlier[w.Assignment.Trial] = now;
                }

                return w.Checkpoint is null ? w : w with { Checkpoint = stale ?? w.Checkpoint };
            })],
        })(experiment);
    });

    [Fact]
    public void A_best_models_state_from_its_last_pause_is_found() => Finds("Results", "the best trial's trained state", Plant.Falsify<ResultsProtocol.Facts>((_, facts, _) => facts with
    {
        Checkpoints = [.. facts.Checkpoints.Select(c => c with { Checkpoint = new Checkpoint(c.Checkpoint.Format, new byte[16]) })],
    }));

    [Fact]
    public void A_forgotten_retry_is_found() => Finds("Quiet", "lost its trainer", Plant.Falsify<Assign>((_, assign, _) => assign.Work.Any(w => w.Assignment.Attempt.Attempt == 2) ? null : assign), calm: true);

    [Fact]
    public void A_trainers_room_that_its_pool_forgets_is_found() => Finds(
        null, "has not ended", Plant.Falsify<PoolProtocol.TrainerReady>((experiment, ready, _) => experiment.Simulated.Now > TimeSpan.FromSeconds(5) ? null : ready));

    [Fact]
    public void A_searcher_that_forgets_facts_at_its_replay_is_found() => Finds(null, "", experiment =>
    {
        Func<SimulatedWrite, WriteOutcome>? writing = experiment.Simulated.Store.Writing;
        experiment.Simulated.Store.Writing = write =>
        {
            experiment.Simulated.Store.RecordsOf(write.PersistenceId).Remove(5);
            return writing?.Invoke(write) ?? WriteOutcome.AtOnce;
        };
    });

    [Fact]
    public void A_rung_off_by_one_is_found() => Finds("Verdicts", "the milestone", scheduler: inner => new Erring(inner) { First = milestone => milestone + 1, Until = (_, until) => until });

    [Fact]
    public void A_milestone_after_a_rung_off_by_one_is_found() => Finds("Verdicts", "the verdict", scheduler: inner => new Erring(inner) { Until = (epoch, until) => Math.Max(epoch + 1, until - 1) });

    [Fact]
    public void A_trial_that_is_promoted_twice_is_found() => Finds(null, "", scheduler: inner => new Erring(inner) { RepeatsDecisions = true });

    [Fact]
    public void A_pause_that_is_taken_for_a_stop_is_found() => Finds("Verdicts", "the verdict", scheduler: inner => new Erring(inner) { StopsWhatIsToPause = true });

    [Fact]
    public void A_budget_that_is_overrun_by_one_trial_is_found() =>
        Finds("Budgets", "", spec: spec => spec with { Budget = spec.Budget with { Trials = spec.Budget.Trials + 1, TotalEpochs = null, WallTime = null, Target = null } });

    [Fact]
    public void A_budget_that_is_overrun_by_one_epoch_is_found() => Finds(
        "Budgets", "epochs are used", meant: spec => spec with { Budget = spec.Budget with { TotalEpochs = 20 } }, spec: spec => spec with { Budget = spec.Budget with { TotalEpochs = 21 } });

    [Fact]
    public void An_attempt_too_many_is_found() => Finds("Lives", "not to be tried again", meant: spec => spec with { MaxAttempts = 1 }, spec: spec => spec with { MaxAttempts = 2 });

    private static FaultyRun Sound(long seed)
    {
        FaultyRun run = FaultyRun.Of(Asha, seed);
        return run.With(cluster: run.Cluster with { IsDurable = true });
    }

    // Some seed finds the bug, by that check and in those words.
    private static void Finds(
        string? check,
        string words,
        Action<SimulatedExperiment>? plant = null,
        Func<ITrialScheduler, ITrialScheduler>? scheduler = null,
        Func<ExperimentSpec, ExperimentSpec>? spec = null,
        Func<ExperimentSpec, ExperimentSpec>? meant = null,
        bool slow = false,
        bool calm = false)
    {
        List<string> found = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            FaultyRun run = Sound(seed);
            ExperimentSpec intended = meant?.Invoke(run.Spec) ?? run.Spec;
            ExperimentSpec erring = spec?.Invoke(run.Spec) ?? run.Spec;
            erring = scheduler is null ? erring : erring with { Scheduler = new ErringSettings(erring.Scheduler, scheduler) };
            FaultyRun planted = slow
                ? run.With(erring with { TrialTimeout = null }, run.Cluster with { Training = Slow(run.Cluster.Training) }, run.Faults with { HangingAttempts = 0 })
                : run.With(erring);
            planted = calm ? planted.With(faults: planted.Faults with { Until = TimeSpan.FromSeconds(4), LongestDelay = TimeSpan.FromSeconds(1), LongestSilence = TimeSpan.FromSeconds(1) }) : planted;
            try
            {
                planted.Check(plant, intended);
            }
            catch (Exception error) when (error is ConformanceException or TimeoutException or InvalidOperationException or ExperimentFailedException)
            {
                found.Add(error.Message);
                if ((check is null || (error as ConformanceException)?.Check == check) && error.Message.Contains(words, StringComparison.Ordinal))
                {
                    return;
                }
            }
        }

        Assert.Fail($"of {Seeds} seeds none found it so; found was: {string.Join('\n', found.Take(5))}");
    }

    // Trials longer than a lease.
    private static Func<SimulatedAttempt, SimulatedTrial> Slow(Func<SimulatedAttempt, SimulatedTrial> training) => attempt => training(attempt) with { EpochTime = TimeSpan.FromSeconds(20) };

    private sealed record ErringSettings(SchedulerSettings Inner, Func<ITrialScheduler, ITrialScheduler> Err) : SchedulerSettings
    {
        public override string Name => Inner.Name;

        public override ITrialScheduler Create(ExperimentSpec spec) => Err(Inner.Create(spec));
    }

    private sealed class Erring(ITrialScheduler inner) : ITrialScheduler
    {
        // The milestones as the scheduler within knows them.
        private readonly Dictionary<TrialId, int> _due = [];
        private Decision? _before;

        public Func<int, int> First { get; init; } = milestone => milestone;

        public Func<int, int, int> Until { get; init; } = (_, until) => until;

        public bool RepeatsDecisions { get; init; }

        public bool StopsWhatIsToPause { get; init; }

        public int FirstMilestone(TrialId trial, Configuration configuration) => First(inner.FirstMilestone(trial, configuration));

        public void OnProposed(TrialId trial, Proposal proposal)
        {
            inner.OnProposed(trial, proposal);
            _due[trial] = inner.FirstMilestone(trial, proposal.Configuration);
        }

        public void OnLastProposed() => inner.OnLastProposed();

        public Verdict OnMilestone(TrialId trial, int epoch, double value)
        {
            Verdict verdict = inner.OnMilestone(trial, _due[trial], value);
            _due[trial] = verdict.Until;
            return verdict.Kind switch
            {
                VerdictKind.Continue => verdict with { Until = Until(epoch, verdict.Until) },
                VerdictKind.Pause when StopsWhatIsToPause => Verdict.Stop(verdict.Reason),
                _ => verdict,
            };
        }

        public void OnPaused(TrialId trial) => inner.OnPaused(trial);

        public Decision? Next() => RepeatsDecisions && _before is not null ? _before : inner.Next();

        public void OnResumed(TrialId trial)
        {
            _before = inner.Next();
            _due[trial] = _before!.Verdict.Until;
            inner.OnResumed(trial);
        }

        public void OnEnd(TrialId trial, TrialState state) => inner.OnEnd(trial, state);
    }
}
