using HpoActors.Core.Objectives;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Tests.Lanes;

public sealed class TilingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Runs_cover_all_tiles_once_long_ones_first(int longest)
    {
        for (int tiles = 1; tiles <= 25; tiles++)
        {
            (int Start, int Count)[] runs = [.. new Tiling(4, longest).Runs(tiles)];
            Assert.Equal(Enumerable.Range(0, tiles), runs.SelectMany(run => Enumerable.Range(run.Start, run.Count)));
            Assert.Equal(runs.Select(run => run.Count).OrderDescending(), runs.Select(run => run.Count));
            Assert.Equal(tiles / longest, runs.Count(run => run.Count == longest));
        }
    }

    [Fact]
    public void Only_lanes_that_share_tiles_on_a_core_are_multiplied_in_runs()
    {
        TorchRuntime.EnsureLoaded();
        Tiling softmax = Tiling.Of(NetworkShape.Softmax, Device.Cpu(0), 16);
        Assert.Equal(4, softmax.Size);
        Assert.True(softmax.Run is 1 or 2 or 4 or 8);

        // 40 outputs of one image do not end with a cache line; a network with hidden layers has a lane in each tile; on a GPU nothing is proved.
        Assert.Equal(1, Tiling.Of(NetworkShape.Softmax, Device.Cpu(0), 16, 1).Run);
        Assert.Equal(new Tiling(1, 1), Tiling.Of(new NetworkShape([64, 64], Activation.Relu), Device.Cpu(0), 32));
        Assert.Equal(new Tiling(32, 1), Tiling.Of(NetworkShape.Softmax, Device.Cuda(0), 16));
    }
}
