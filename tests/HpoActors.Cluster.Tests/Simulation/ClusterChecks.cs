using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Searcher;
using HpoActors.TestKit;
using HpoActors.TestKit.Checks.Facts;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>What holds for every cluster once its experiments have ended, whatever went wrong on the way.</summary>
internal static class ClusterChecks
{
    public static void All(ClusterSimulation cluster)
    {
        if (cluster.Network.Breach is { } breach)
        {
            throw Breach(cluster, "Wire", breach);
        }

        foreach (ExperimentSpec spec in cluster.Sent)
        {
            Offices(cluster, spec);
            Facts(cluster, spec);
            Ends(cluster, spec);
            Quiet(cluster, spec);
        }

        NothingLeft(cluster);
        Follows(cluster);
    }

    // What an office decided never follows what a later one did.
    private static void Offices(ClusterSimulation cluster, ExperimentSpec spec)
    {
        long last = 0;
        foreach (FactBatch record in cluster.RecordsOf(spec.Name))
        {
            if (record.Office < last)
            {
                throw Breach(cluster, "Offices", $"{spec.Name}: a record of office {record.Office} with {record.Events.Length} facts follows one of office {last}");
            }

            last = record.Office;
        }
    }

    // Each trial lives once and in order, budgets are exact, and what was told is what was trained.
    private static void Facts(ClusterSimulation cluster, ExperimentSpec spec)
    {
        TrainingLog log = cluster.LogOf(spec.Name);
        new FactWalk(spec, cluster.FactsOf(spec.Name), $"{NameOf(cluster)}, {spec.Name}").Run(
            new LifeCheck("Lives", (_, _) => false), new BudgetCheck("Budgets"), new VerdictCheck("Verdicts", spec), new TrainedCheck("Trained", log));
    }

    private static void Ends(ClusterSimulation cluster, ExperimentSpec spec)
    {
        SimulatedRegistry.Row row = cluster.Registry.Rows[spec.Name];
        ExperimentEvent last = cluster.FactsOf(spec.Name).Last(fact => fact is not BestTested);
        if (row.Ended != ExperimentPhase.Finished || last is not Ended { Phase: ExperimentPhase.Finished })
        {
            throw Breach(cluster, "Ends", $"{spec.Name} ended {row.Ended}, and its last fact is {last}");
        }
    }

    // Where all is well, and on nodes that nothing happened to, no trainer is lost.
    private static void Quiet(ClusterSimulation cluster, ExperimentSpec spec)
    {
        DateTimeOffset quiet = VirtualTimeScheduler.Start + cluster.Faults.QuietFrom;
        TrainingLog log = cluster.LogOf(spec.Name);
        Dictionary<AttemptId, AttemptStarted> started = [];
        foreach (ExperimentEvent fact in cluster.FactsOf(spec.Name))
        {
            (AttemptId attempt, TrialFailure? failure) = fact switch
            {
                AttemptFailed f => (new AttemptId(f.Trial, f.Attempt), f.Failure),
                TrialEnded f => (new AttemptId(f.Trial, f.Attempt), f.Failure),
                _ => (default, null),
            };
            if (fact is AttemptStarted start)
            {
                started[new AttemptId(start.Trial, start.Attempt)] = start;
            }
            else if (failure is not null)
            {
                AttemptStarted begun = started[attempt];
                if (!log.Attempts.ContainsKey(attempt) && begun.At < quiet)
                {
                    // It was lost on its way: with who was to tell its trainer, or with the journal's answer to him.
                    continue;
                }

                if (failure.Kind != FailureKind.TrainerLost || begun.At >= quiet || cluster.Faults.SparesTrainers)
                {
                    throw Breach(cluster, "Quiet", $"{spec.Name}: attempt {attempt} began at {begun.Trainer}, to which nothing had happened, at {begun.At:T}\n  {fact}");
                }
            }
        }
    }

    private static void NothingLeft(ClusterSimulation cluster)
    {
        SimulatedSystem simulated = cluster.Simulated;
        simulated.Run(simulated.Settings.AbandonAfter + simulated.Settings.Lease);
        TimeSpan from = simulated.Now;
        simulated.Run(3 * simulated.Settings.HeartbeatInterval);
        if (cluster.Network.LastHeld > from)
        {
            throw Breach(cluster, "NothingLeft", "a trainer still speaks of attempts in its hands");
        }

        foreach (ExperimentSpec spec in cluster.Sent)
        {
            if (cluster.CheckpointsLeft(spec.Name) is > 0 and int left)
            {
                throw Breach(cluster, "NothingLeft", $"{left} checkpoints of {spec.Name} are left");
            }

            if (cluster.Nodes.SelectMany(node => node.Trainers).FirstOrDefault(trainer => !trainer.IsFree(spec.Name)) is { } busy)
            {
                throw Breach(cluster, "NothingLeft", $"the trainer {busy.Name} trains on, or did not let the objective of {spec.Name} go");
            }
        }
    }

    // Who followed from the start, and who begins now, has the facts that are in the journal, and was told that there are no more.
    private static void Follows(ClusterSimulation cluster)
    {
        cluster.Followers.AddRange([.. cluster.Sent.Select(spec => new Follower(cluster, spec.Name, "late"))]);
        cluster.Simulated.RunUntil(() => cluster.Followers.All(follower => follower.HasEnded), cluster.Simulated.Now + TimeSpan.FromMinutes(5));
        foreach (Follower follower in cluster.Followers)
        {
            IReadOnlyList<ExperimentEvent> facts = cluster.FactsOf(follower.Experiment);
            if (!follower.HasEnded || !follower.Facts.SequenceEqual(facts))
            {
                throw Breach(
                    cluster, "Follows", $"who follows {follower.Experiment} has {follower.Facts.Count} facts, of {facts.Count}, and was {(follower.HasEnded ? "" : "not ")}told of its end");
            }
        }
    }

    private static string NameOf(ClusterSimulation cluster) => $"seed {cluster.Faults.Seed}";

    private static ConformanceException Breach(ClusterSimulation cluster, string check, string problem) => new(check, $"{NameOf(cluster)}: {problem}");
}
