using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using static HpoActors.Protocol.PoolProtocol;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training;

/// <summary>
/// A trainer's arithmetic of free lanes. A pass costs by whole tiles, so that room is counted in tiles: each group of lanes at one epoch of one pack uses whole ones.
/// </summary>
internal sealed class LaneRooms
{
    private readonly Dictionary<string, TrainerProtocol.LaneLimit> _limits = [];
    private readonly Dictionary<string, SessionLimit> _sessions = [];
    private readonly Dictionary<(string Experiment, AttemptId Attempt), Held> _held = [];

    /// <summary>The tiles that lanes of one pack use, of which each is at its epoch.</summary>
    public static int Tiles(IEnumerable<int> epochs, int tileSize, bool epochsShareAPass) =>
        epochsShareAPass ? Tiles(epochs.Count(), tileSize) : epochs.CountBy(epoch => epoch).Sum(group => Tiles(group.Value, tileSize));

    /// <summary>An experiment may use lanes.</summary>
    public void Open(string experiment, TrainerProtocol.LaneLimit limit) => _limits[experiment] = limit;

    /// <summary>An experiment gets no lanes any more; those that it has stay in use until they end.</summary>
    public void Close(string experiment)
    {
        _limits.Remove(experiment);
        _sessions.Remove(experiment);
    }

    /// <summary>A session said how many lanes pay; also for the experiment's next one, until that says so itself.</summary>
    public void Learn(SessionLimit session)
    {
        if (_limits.ContainsKey(session.Experiment))
        {
            _sessions[session.Experiment] = session;
        }
    }

    /// <summary>A lane is in use, to be trained from <paramref name="epoch"/> on.</summary>
    public void Take(string experiment, PackKey pack, AttemptId attempt, int epoch) => _held[(experiment, attempt)] = new Held(pack, epoch);

    /// <summary>A lane was trained up to <paramref name="epoch"/>.</summary>
    public void Trained(string experiment, AttemptId attempt, int epoch)
    {
        if (_held.TryGetValue((experiment, attempt), out Held? held))
        {
            _held[(experiment, attempt)] = held with { Epoch = epoch + 1 };
        }
    }

    /// <summary>A lane is free again.</summary>
    public void Release(string experiment, AttemptId attempt) => _held.Remove((experiment, attempt));

    /// <summary>All lanes are free again.</summary>
    public void ReleaseAll() => _held.Clear();

    /// <summary>The room for each open experiment.</summary>
    public ImmutableArray<LaneRoom> Free()
    {
        if (_limits.Count == 0)
        {
            return [];
        }

        int tiles = _held.GroupBy(h => (h.Key.Experiment, h.Value.Pack)).Sum(pack => Tiles(pack.Key.Experiment, pack.Select(h => h.Value.Epoch)));
        return [.. _limits.Select(open => new LaneRoom(open.Key, Free(open.Key, tiles), OpenPack(open.Key)))];
    }

    // Lanes beyond the last whole tile are given to an idle trainer only.
    private int Free(string experiment, int tilesInUse)
    {
        int limit = _limits[experiment].Assumed;
        int tile = 1;
        if (_sessions.TryGetValue(experiment, out SessionLimit? session))
        {
            limit = Math.Min(session.Lanes, _limits[experiment].Most ?? int.MaxValue);
            tile = session.TileSize;
        }

        if (_held.Count == 0)
        {
            return limit;
        }

        int held = _held.Keys.Count(lane => lane.Experiment == experiment);
        int free = limit < tile ? limit - _held.Count : ((limit / tile) - tilesInUse) * tile;
        return Math.Max(0, Math.Min(free, limit - held));
    }

    private int Tiles(string experiment, IEnumerable<int> epochs)
    {
        (int tile, bool share) = _sessions.TryGetValue(experiment, out SessionLimit? session) ? (session.TileSize, session.EpochsShareAPass) : (1, false);
        return Tiles(epochs, tile, share);
    }

    private static int Tiles(int lanes, int tile) => (lanes + tile - 1) / tile;

    private PackKey? OpenPack(string experiment)
    {
        foreach (((string owner, _), Held held) in _held)
        {
            if (owner == experiment)
            {
                return held.Pack;
            }
        }

        return null;
    }

    private sealed record Held(PackKey Pack, int Epoch);
}
