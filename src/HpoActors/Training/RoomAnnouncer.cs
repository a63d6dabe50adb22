using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Protocol;
using static HpoActors.Protocol.PoolProtocol;

namespace HpoActors.Training;

/// <summary>Tells the pool of a trainer's room, once until something comes of it or there is more, and of the device time that it spent.</summary>
internal sealed class RoomAnnouncer(string trainer, IActorRef pool, int mostCredit)
{
    // Below this the messages around a trial cost as much as the trial, so that some are kept at hand.
    private const double ShortTrialSeconds = 0.001;

    private readonly Dictionary<string, double> _usage = [];
    private ImmutableArray<LaneRoom> _announcedLanes = [];
    private int _announcedPlaces;
    private bool _announced;
    private double _meanSeconds = double.NaN;

    /// <summary>The room for lanes.</summary>
    public LaneRooms Lanes { get; } = new();

    /// <summary>How many trials that are trained one at a time the trainer has in hand.</summary>
    public int Plain { get; set; }

    private int Credit => _meanSeconds < ShortTrialSeconds ? mostCredit : 1;

    /// <summary>Something came of the last announcement.</summary>
    public void Forget() => _announced = false;

    /// <summary>What came of the last announcement may have been lost on its way.</summary>
    public void Doubt() => _announced &= Plain > 0;

    /// <summary>A trial that is trained alone took that long.</summary>
    public void PlainEnded(double seconds) => _meanSeconds = double.IsNaN(_meanSeconds) ? seconds : (0.8 * _meanSeconds) + (0.2 * seconds);

    /// <summary>Device time was spent on an experiment.</summary>
    public void Spend(string experiment, double seconds) => _usage[experiment] = _usage.GetValueOrDefault(experiment) + seconds;

    /// <summary>Announces the room, where that is news.</summary>
    public void Announce()
    {
        if (Plain > Credit / 2)
        {
            return;
        }

        // A trial that is trained alone takes the thread, so that lanes would only wait for it.
        int places = Plain == 0 ? 1 : 0;
        ImmutableArray<LaneRoom> lanes = Plain == 0 ? Lanes.Free() : [];
        if (_announced && _announcedPlaces >= places && lanes.All(IsKnown))
        {
            return;
        }

        _announced = true;
        _announcedPlaces = places;
        _announcedLanes = lanes;
        pool.Tell(new TrainerReady(trainer, places, Credit - Plain, lanes, [.. _usage.Select(u => new Usage(u.Key, u.Value))]));
        _usage.Clear();
    }

    private bool IsKnown(LaneRoom room) =>
        room.Free == 0 || _announcedLanes.Any(known => known.Experiment == room.Experiment && known.Open == room.Open && known.Free >= room.Free);
}
