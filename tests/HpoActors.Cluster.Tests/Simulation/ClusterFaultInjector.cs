using HpoActors.Core.Randomness;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>
/// Has a simulated cluster go wrong as its plan says, and puts a coordinator into office as a cluster singleton does: some seconds after the one before is gone or out of
/// sight, while that one may still be at work.
/// </summary>
internal sealed class ClusterFaultInjector
{
    // As measured: a fail-over takes 9 to 10 s, with 5 s of waiting for a quiet membership in it; two were alive at once for 4 s.
    private static readonly TimeSpan LongestFailOver = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LongestDouble = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly ClusterSimulation _cluster;
    private readonly ClusterFaultPlan _plan;
    private readonly RandomStream _draw;
    private SimulatedHost? _inOffice;
    private bool _isFailingOver;
    private bool _isOut;

    public ClusterFaultInjector(ClusterSimulation cluster, ClusterFaultPlan plan)
    {
        _cluster = cluster;
        _plan = plan;
        _draw = RandomStream.For(plan.Seed, "cluster-faults");
    }

    /// <summary>The nodes that nothing ever happened to.</summary>
    public HashSet<string> Spared { get; } = [];

    private TimeSpan Now => _cluster.Simulated.Now;

    public void Begin()
    {
        TakeOffice();
        Every(_plan.CoordinatorsEvery, CoordinatorFault);
        Every(_plan.TrainersEvery, TrainerFault);
        Every(_plan.OutagesEvery, Outage);
        if (_plan.FailedWrites > 0 || _plan.SlowWrites > 0 || _plan.OutagesEvery is not null)
        {
            _cluster.Simulated.Store.Writing = Write;
        }

        After(Glance, LookAround);
    }

    private void LookAround()
    {
        if (_inOffice is not { HasCoordinator: true, Process.IsWell: true, IsCutOff: false })
        {
            FailOver();
        }

        After(Glance, LookAround);
    }

    private void FailOver()
    {
        if (!_isFailingOver)
        {
            _isFailingOver = true;
            After(Some(LongestFailOver), () =>
            {
                _isFailingOver = false;
                TakeOffice();
            });
        }
    }

    private void TakeOffice()
    {
        SimulatedHost[] eligible = [.. _cluster.Hosts.Where(host => host.IsEligible)];
        if (eligible.Length > 0)
        {
            _inOffice = eligible[_draw.NextInt32(eligible.Length)];
            _inOffice.StartCoordinator();
        }
    }

    private void CoordinatorFault()
    {
        if (_inOffice is not { HasCoordinator: true, Process.IsWell: true, IsCutOff: false } host)
        {
            return;
        }

        switch (_draw.NextInt32(_plan.SparesTrainers ? 4 : 5))
        {
            case 0:
                host.Kill();
                After(Some(ClusterFaultPlan.Longest), host.Restart);
                break;
            case 1:
                SimulatedProcess stopped = host.Process;
                stopped.Stop();
                After(Some(ClusterFaultPlan.Longest), () =>
                {
                    stopped.GoOn();

                    // It finds out that the others went on without it, or that they did not even notice.
                    After(Some(LongestDouble), () =>
                    {
                        if (_inOffice != host && host.Process == stopped)
                        {
                            host.StopCoordinator();
                        }
                    });
                });
                break;
            case 2:
                // The others hear nothing of it, and trainers perhaps not either; it leaves by itself some time later, as who is in a minority does.
                host.IsCutOff = true;
                Action heal = !_plan.SparesTrainers && _draw.NextInt32(2) == 0 ? CutFromTrainers(host) : () => { };
                After(Some(LongestFailOver), host.StopCoordinator);
                After(LongestFailOver + Some(ClusterFaultPlan.Longest - LongestFailOver), () =>
                {
                    heal();
                    host.IsCutOff = false;
                });
                break;
            case 3:
                // Two at once, and nobody knows why.
                TakeOffice();
                After(Some(LongestDouble), () =>
                {
                    if (_inOffice != host)
                    {
                        host.StopCoordinator();
                    }
                });
                break;
            default:
                After(Some(ClusterFaultPlan.Longest), CutFromTrainers(host));
                break;
        }
    }

    private void TrainerFault()
    {
        SimulatedTrainerNode node = _cluster.Nodes[_draw.NextInt32(_cluster.Nodes.Count)];
        if (node.Process is not { IsWell: true } process)
        {
            return;
        }

        Spared.Remove(node.Name);
        switch (_draw.NextInt32(4))
        {
            case 0:
                node.Kill();
                After(Some(ClusterFaultPlan.Longest), node.Start);
                break;
            case 1:
                process.Stop();
                After(Some(ClusterFaultPlan.Longest), process.GoOn);
                break;
            case 2:
                node.Leave();
                After(ClusterFaultPlan.Longest, () =>
                {
                    if (node.Process == process)
                    {
                        node.Kill();
                        node.Start();
                    }
                });
                break;
            default:
                Action[] heals = [.. _cluster.Hosts.Select(host => Cut(node.Name, host.Name, _draw.NextInt32(3)))];
                After(Some(ClusterFaultPlan.Longest), () => Array.ForEach(heals, heal => heal()));
                break;
        }
    }

    private Action CutFromTrainers(SimulatedHost host)
    {
        int direction = _draw.NextInt32(3);
        Action[] heals = [.. _cluster.Nodes.Select(node => Cut(node.Name, host.Name, direction))];
        return () => Array.ForEach(heals, heal => heal());
    }

    // Both ways, or one.
    private Action Cut(string one, string other, int direction)
    {
        (string, string)[] cuts = direction switch { 0 => [(one, other)], 1 => [(other, one)], _ => [(one, other), (other, one)] };
        Array.ForEach(cuts, cut => _cluster.Network.Cut(cut.Item1, cut.Item2));
        return () => Array.ForEach(cuts, cut => _cluster.Network.Heal(cut.Item1, cut.Item2));
    }

    /// <summary>A coordinator that cannot reach the store leaves the office to another, where there is one.</summary>
    public void MakeWay(SimulatedHost host)
    {
        if (_cluster.Hosts.Any(other => other != host && other.IsEligible))
        {
            host.StopCoordinator();
        }
    }

    private void Outage()
    {
        if (_isOut)
        {
            return;
        }

        // The journal, and with it the table of experiments or not.
        _isOut = true;
        _cluster.Registry.IsOut = _draw.NextInt32(2) == 0;
        After(Some(ClusterFaultPlan.Longest), () => _isOut = _cluster.Registry.IsOut = false);
    }

    private WriteOutcome Write(SimulatedWrite write)
    {
        if (_isOut)
        {
            return new WriteOutcome(WriteKind.Failed, TimeSpan.Zero);
        }

        if (Now >= _plan.Until)
        {
            return WriteOutcome.AtOnce;
        }

        TimeSpan delay = _draw.NextDouble() < _plan.SlowWrites ? Some(TimeSpan.FromSeconds(3)) : TimeSpan.Zero;
        WriteKind kind = _draw.NextDouble() >= _plan.FailedWrites ? WriteKind.Written : _draw.NextInt32(2) == 0 ? WriteKind.Failed : WriteKind.WrittenButFailed;
        return new WriteOutcome(kind, delay);
    }

    private TimeSpan Some(TimeSpan most) => TimeSpan.FromTicks(1 + (long)(_draw.NextDouble() * most.Ticks));

    private void After(TimeSpan delay, Action action) => _cluster.Simulated.After(delay, action);

    // Again and again, at times that do not remember each other.
    private void Every(TimeSpan? mean, Action fault)
    {
        if (mean is not { } time)
        {
            return;
        }

        TimeSpan delay = TimeSpan.FromTicks(1 + (long)(time.Ticks * -Math.Log(1 - _draw.NextDouble())));
        if (Now + delay < _plan.Until)
        {
            After(delay, () =>
            {
                fault();
                Every(mean, fault);
            });
        }
    }
}
