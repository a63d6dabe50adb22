using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Protocol;
using HpoActors.Stores;
using HpoActors.TestKit;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.NodeProtocol;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>
/// Bugs that were put in on purpose, from outside: messages falsified on their way, a registry that errs. For each, one of some seeds in which only coordinators come to
/// harm has to find it, by the check that the test names; the first of these seeds find nothing where nothing was planted.
/// </summary>
public sealed class ClusterPlantedBugTests
{
    private const int Seeds = 300;
    private const int SoundSeeds = 40;

    [Fact]
    public void Nothing_is_found_where_nothing_was_planted()
    {
        for (int seed = 1; seed <= SoundSeeds; seed++)
        {
            ClusterRun.Check(seed, Plan(seed), cluster => Falsify<IHpoMessage>(cluster, (message, _) => message));
        }
    }

    [Fact]
    public void Trainers_that_look_at_no_offices_are_found() => Finds("Quiet", cluster => Falsify<IHpoMessage>(cluster, (message, _) => message switch
    {
        Open { Office: > 1 } open => open with { Office = 1 },
        Assign { Office: > 1 } assign => assign with { Office = 1 },
        VerdictReached { Office: > 1 } verdict => verdict with { Office = 1 },
        Acknowledged { Office: > 1 } acknowledged => acknowledged with { Office = 1 },
        StandDown { Office: > 1 } stand => stand with { Office = 1 },
        _ => message,
    }));

    [Fact]
    public void A_searcher_that_acts_before_its_office_is_written_is_found() => Finds("Quiet", cluster => cluster.Registry.Falsified = office => new Unnumbered(office));

    [Fact]
    public void A_gate_that_lets_through_to_a_dead_coordinator_is_found() => Finds(null, cluster => Falsify<IHpoMessage>(cluster, (message, way) =>
        way.To.Path.Name.Contains("coordinator-", StringComparison.Ordinal) && !way.To.Path.Name.EndsWith("coordinator-1", StringComparison.Ordinal) ? null : message));

    [Fact]
    public void A_close_by_an_old_coordinator_is_found() => Finds("Quiet", cluster =>
    {
        // It comes late, and the node does not look at its office.
        HashSet<(IActorRef, string, long)> opened = [];
        Falsify<Open>(cluster, (open, way) =>
        {
            IActorRef node = way.To;
            if (open.Office > 1 && opened.Add((node, open.Experiment, open.Office)))
            {
                cluster.Simulated.After(TimeSpan.FromSeconds(1), () => node.Tell(new Close(open.Experiment, long.MaxValue)));
            }

            return open;
        });
    });

    [Fact]
    public void A_report_that_is_acknowledged_before_it_is_written_is_found() => Finds("Quiet", cluster => Falsify<TrialUpdates>(cluster, (updates, way) =>
    {
        foreach (ExperimentSpec spec in cluster.Sent)
        {
            way.From.Tell(new Acknowledged(spec.Name, [.. updates.Updates.Select(u => new Receipt(u.Attempt, u.Reports is [.., var last] ? last.Epoch : 0, u.End is not null))], long.MaxValue));
        }

        return updates;
    }));

    [Fact]
    public void An_end_that_is_told_before_all_is_told_is_found() => Finds("Follows", cluster => Falsify<ClientProtocol.Facts>(cluster, (facts, _) =>
        facts is { HasMore: true } ? facts with { HasMore = false, End = new ClientProtocol.Conclusion(Core.Objectives.ObjectiveDescription.None, 1) } : facts));

    private static ClusterFaultPlan Plan(long seed) => ClusterFaultPlan.Drawn(seed) with
    {
        LostMessages = 0,
        DelayedMessages = 0,
        TrainersEvery = null,
        CoordinatorsEvery = TimeSpan.FromSeconds(8),
    };

    // Every message of a type is replaced by what a function makes of it, null for nothing; what it gives back unchanged goes its way.
    private static void Falsify<T>(ClusterSimulation cluster, Func<T, SimulatedMessage, object?> change)
        where T : class
    {
        Func<SimulatedMessage, IReadOnlyList<TimeSpan>> network = cluster.Simulated.Network!;
        bool isOwn = false;
        cluster.Simulated.Network = message =>
        {
            if (isOwn || message.Content is not T content)
            {
                return network(message);
            }

            isOwn = true;
            object? changed = change(content, message);
            if (changed is not null && !ReferenceEquals(changed, content))
            {
                message.To.Tell(changed, message.From);
            }

            isOwn = false;
            return ReferenceEquals(changed, content) ? network(message) : SimulatedMessage.Lost;
        };
    }

    // Some seed finds the bug by that check, or by its never coming to an end.
    private static void Finds(string? check, Action<ClusterSimulation> plant)
    {
        List<string> found = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                ClusterRun.Check(seed, Plan(seed), plant);
            }
            catch (Exception error) when (error is ConformanceException or TimeoutException)
            {
                if ((error as ConformanceException)?.Check == check)
                {
                    return;
                }

                found.Add(error.Message);
            }
        }

        Assert.Fail($"no seed of {Seeds} found it by {check ?? "its not ending"}; found were: {string.Join('\n', found)}");
    }

    /// <summary>An office without a number, as where there is no other process: then a searcher writes down none, and all are of the same age.</summary>
    private sealed class Unnumbered(IOffice office) : IOffice
    {
        public string Experiment => office.Experiment;

        public long Number => 0;

        public CancellationToken Lost => office.Lost;

        public CancellationToken Silent => office.Silent;

        public void End(ExperimentPhase phase) => office.End(phase);

        public void Withdraw() => office.Withdraw();

        public void Dispose() => office.Dispose();
    }
}
