using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.Training;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Tests.Training;

/// <summary>The arithmetic of a trainer's free lanes.</summary>
public sealed class LaneRoomsTests
{
    private static readonly PackKey One = new("one");

    private readonly LaneRooms _rooms = new();

    [Theory]
    [InlineData(32, 8, false, "", 32)]
    [InlineData(32, 8, false, "1*32", 0)]
    [InlineData(32, 8, false, "1*31", 0)]
    [InlineData(32, 8, false, "1*24", 8)]
    [InlineData(32, 8, false, "1*23", 8)]
    [InlineData(32, 8, false, "1*1", 24)]
    [InlineData(32, 8, false, "1*8 2*8", 16)]
    [InlineData(32, 8, false, "1*1 2*1 3*1 4*1", 0)]
    [InlineData(32, 8, true, "1*1 2*1 3*1 4*1", 24)]
    [InlineData(32, 8, true, "1*20 2*4", 8)]
    [InlineData(20, 8, false, "", 20)]
    [InlineData(20, 8, false, "1*8", 8)]
    [InlineData(20, 8, false, "1*16", 0)]
    [InlineData(5, 8, false, "", 5)]
    [InlineData(5, 8, false, "1*2", 3)]
    [InlineData(5, 8, false, "1*1 2*4", 0)]
    [InlineData(16, 8, false, "1*24", 0)]
    [InlineData(1, 8, false, "1*1", 0)]
    public void Room_is_whole_free_tiles_and_an_idle_trainer_has_all_that_its_limit_allows(int limit, int tile, bool share, string lanes, int expected)
    {
        _rooms.Open("x", new TrainerProtocol.LaneLimit(null, 64));
        _rooms.Learn(new SessionLimit("x", One, limit, tile, share));
        Hold("x", lanes);
        Assert.Equal(expected, Free("x"));
    }

    [Fact]
    public void Before_a_session_says_how_many_pay_the_limit_is_assumed()
    {
        _rooms.Open("x", new TrainerProtocol.LaneLimit(null, 64));
        _rooms.Open("y", new TrainerProtocol.LaneLimit(16, 16));
        Assert.Equal((64, 16), (Free("x"), Free("y")));
        Hold("x", "1*10");
        Assert.Equal((54, 6), (Free("x"), Free("y")));
        _rooms.Learn(new SessionLimit("x", One, 24, 8, false));
        Assert.Equal(8, Free("x"));
        _rooms.Learn(new SessionLimit("y", One, 96, 4, false));
        Assert.Equal(8, Free("y"));
    }

    [Fact]
    public void Lanes_of_one_experiment_take_room_from_another()
    {
        foreach (string name in new[] { "x", "y" })
        {
            _rooms.Open(name, new TrainerProtocol.LaneLimit(null, 64));
            _rooms.Learn(new SessionLimit(name, One, 16, 4, false));
        }

        Hold("x", "1*9");
        Assert.Equal((4, 4), (Free("x"), Free("y")));
    }

    [Fact]
    public void Lanes_move_on_with_their_reports_and_go()
    {
        _rooms.Open("x", new TrainerProtocol.LaneLimit(null, 64));
        _rooms.Learn(new SessionLimit("x", One, 8, 4, false));
        Hold("x", "1*4");
        Assert.Equal(new PoolProtocol.LaneRoom("x", 4, One), Assert.Single(_rooms.Free()));
        _rooms.Trained("x", Attempt(0), 1);
        Assert.Equal(0, Free("x"));
        _rooms.Trained("x", Attempt(1), 1);
        _rooms.Trained("x", Attempt(2), 1);
        _rooms.Trained("x", Attempt(3), 1);
        Assert.Equal(4, Free("x"));
        foreach (int trial in Enumerable.Range(0, 4))
        {
            _rooms.Release("x", Attempt(trial));
        }

        Assert.Equal(new PoolProtocol.LaneRoom("x", 8, null), Assert.Single(_rooms.Free()));
    }

    [Fact]
    public void The_lanes_of_a_closed_experiment_take_room_until_they_end()
    {
        _rooms.Open("x", new TrainerProtocol.LaneLimit(null, 8));
        _rooms.Open("y", new TrainerProtocol.LaneLimit(null, 8));
        Hold("x", "1*3");
        _rooms.Close("x");
        Assert.Equal(new PoolProtocol.LaneRoom("y", 5, null), Assert.Single(_rooms.Free()));
        _rooms.ReleaseAll();
        Assert.Equal(8, Free("y"));
    }

    private static AttemptId Attempt(int trial) => new(new TrialId(trial), 1);

    private int Free(string experiment) => _rooms.Free().Single(room => room.Experiment == experiment).Free;

    // "1*24 3*2": 24 lanes at epoch 1, two at epoch 3.
    private void Hold(string experiment, string lanes)
    {
        int trial = 0;
        foreach (string[] group in lanes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('*')))
        {
            for (int i = 0; i < int.Parse(group[1]); i++)
            {
                _rooms.Take(experiment, One, Attempt(trial++), int.Parse(group[0]));
            }
        }
    }
}
