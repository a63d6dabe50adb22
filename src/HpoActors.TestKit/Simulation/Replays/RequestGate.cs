using HpoActors.Protocol;

namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>Lets the trainers' questions for work reach the searcher when the recorded ones did, whichever trainer asks.</summary>
internal sealed class RequestGate
{
    private readonly ReplayPlan _plan;
    private readonly SimulatedSystem _simulated;
    private readonly SortedSet<int> _left;
    private readonly Dictionary<string, int> _asked = [];

    public RequestGate(ReplayPlan plan, SimulatedSystem simulated)
    {
        _plan = plan;
        _simulated = simulated;
        _left = [.. Enumerable.Range(0, plan.Requests.Count)];
    }

    /// <summary>When a message arrives, as <see cref="SimulatedSystem.Network"/> wants to know.</summary>
    public IReadOnlyList<TimeSpan> Arrivals(SimulatedMessage message)
    {
        switch (message.Content)
        {
            case SearcherProtocol.WorkRequested when _left.Count == 0:
                return SimulatedMessage.Lost;
            case SearcherProtocol.WorkRequested request:
                int place = _left.Min;
                _left.Remove(place);
                _asked[request.Trainer] = place;
                return [_plan.Requests[place].At - _simulated.Now];
            case PoolProtocol.WorkAnswered answered when _asked.Remove(answered.Trainer, out int taken):
                // A searcher that thinks elsewhere gives what it was asked for when it is asked again.
                if (answered.Count == 0 && _plan.Requests[taken].Gives)
                {
                    _left.Add(taken);
                }

                return SimulatedMessage.AtOnce;
            default:
                return SimulatedMessage.AtOnce;
        }
    }
}
