using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Three_steps_of_gradient_descent_lower_the_loss()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        Tensor x = linspace(-1, 1, 32).reshape(32, 1);
        Tensor y = (3 * x) + 1;
        nn.Module<Tensor, Tensor> model = nn.Linear(1, 1);
        optim.Optimizer optimizer = optim.SGD(model.parameters(), learningRate: 0.1);
        var losses = new List<float>();

        for (int step = 0; step < 4; step++)
        {
            optimizer.zero_grad();
            Tensor loss = nn.functional.mse_loss(model.call(x), y);
            losses.Add(loss.item<float>());
            loss.backward();
            optimizer.step();
        }

        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second < pair.First, string.Join(", ", losses)));
    }

    [Fact]
    public void Eight_threads_may_load_at_once()
    {
        using var start = new Barrier(8);
        var sums = new float[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            TorchRuntime.EnsureLoaded();
            using Tensor ones = torch.ones(i + 1);
            using Tensor sum = ones.sum();
            sums[i] = sum.item<float>();
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], sums);
    }

    [Fact]
    public void Torch_computes_on_one_thread_wherever_it_is_called()
    {
        TorchRuntime.EnsureLoaded();
        int elsewhere = 0;
        var thread = new Thread(() => elsewhere = get_num_threads());
        thread.Start();
        thread.Join();

        Assert.Equal(1, get_num_threads());
        Assert.Equal(1, elsewhere);
        Assert.Equal(1, get_num_interop_threads());
    }

    [Fact]
    public void Cuda_devices_are_counted_as_torch_sees_them()
    {
        int count = TorchRuntime.CudaDeviceCount;

        Assert.Equal(cuda_is_available() ? cuda.device_count() : 0, count);
    }

    [Fact]
    public void Loading_leaves_no_second_libtorch_beside_the_program()
    {
        TorchRuntime.EnsureLoaded();

        // TorchSharp's own fallback would gather one there.
        Assert.Empty(Directory.EnumerateDirectories(AppContext.BaseDirectory, "cpu"));
        Assert.Empty(Directory.EnumerateDirectories(AppContext.BaseDirectory, "cuda-*"));
    }
}
