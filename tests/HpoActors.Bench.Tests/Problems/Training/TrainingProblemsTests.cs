using HpoActors.Bench.Problems;
using HpoActors.Bench.Problems.Training;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Tests.Problems.Training;

public sealed class TrainingProblemsTests
{
    [Fact]
    public void A_sensible_recipe_learns_and_a_senseless_one_does_not()
    {
        double good = Loss(Softmax(0.3, 16));
        Assert.InRange(good, 0.1, 1.5);
        Assert.InRange(Loss(Softmax(1e-5, 256)), good + 0.3, SmallNetwork.Guessing);
    }

    [Fact]
    public void What_diverges_is_no_better_and_no_worse_than_guessing() => Assert.Equal(Math.Log(10), Loss(Mlp(1, 0.99, [64, 64, 64])));

    [Fact]
    public void A_seed_changes_the_loss_a_little()
    {
        double first = TrainingProblems.Softmax.Evaluate(Softmax(0.3, 16), 1, 0).Exact;
        double second = TrainingProblems.Softmax.Evaluate(Softmax(0.3, 16), 2, 0).Exact;
        Assert.NotEqual(first, second);
        Assert.Equal(first, second, 0.2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Networks_of_every_depth_learn(int layers) => Assert.InRange(Loss(Mlp(0.05, 0.5, [.. Enumerable.Repeat(32, layers)])), 0.1, 1.5);

    [Fact]
    public void Units_exist_where_their_layer_does()
    {
        SearchSpace space = TrainingProblems.Mlp.Space;
        Assert.Null(space.Problem(Mlp(0.1, 0, [8, 8])));
        Assert.Contains("lacks units_2", space.Problem(new Configuration(Mlp(0.1, 0, [8, 8]).Where(p => p.Key != "units_2"))), StringComparison.Ordinal);
    }

    // Central differences of the loss of one image against what a step without momentum changes.
    [Fact]
    public void A_layers_gradients_are_those_of_finite_differences()
    {
        const float Small = 1e-2f;
        float[] input = [0.5f, -0.25f, 1];
        float[] target = [0.3f, -0.7f];
        for (int place = 0; place < input.Length; place++)
        {
            DenseLayer layer = Layer();
            float[] output = new float[2];
            layer.Forward(input, output);
            float[] inputError = new float[3];
            layer.Backward(input, [output[0] - target[0], output[1] - target[1]], inputError);
            Assert.Equal((HalfSquares(Layer(), Moved(Small)) - HalfSquares(Layer(), Moved(-Small))) / (2 * Small), inputError[place], 1e-3);

            float[] Moved(float by) => [.. input.Select((x, i) => i == place ? x + by : x)];
        }

        DenseLayer stepped = Layer();
        for (int step = 0; step < 200; step++)
        {
            float[] output = new float[2];
            stepped.Forward(input, output);
            stepped.Backward(input, [output[0] - target[0], output[1] - target[1]], []);
            stepped.Step(1, 0.1f, 0, 0);
        }

        Assert.Equal(0, HalfSquares(stepped, input), 1e-6);

        static DenseLayer Layer() => new(3, 2, Core.Randomness.RandomStream.For(1, "test"));

        double HalfSquares(DenseLayer layer, float[] x)
        {
            float[] output = new float[2];
            layer.Forward(x, output);
            return output.Zip(target, (o, t) => 0.5 * (o - t) * (o - t)).Sum();
        }
    }

    private static double Loss(Configuration configuration) =>
        (configuration.Contains("layers") ? TrainingProblems.Mlp : TrainingProblems.Softmax).Evaluate(configuration, 1, 0).Exact;

    private static Configuration Softmax(double rate, int batch) => new(
    [
        new("learning_rate", HyperparameterValue.Of(rate)),
        new("batch_size", HyperparameterValue.Of(batch)),
        new("momentum", HyperparameterValue.Of(0.0)),
        new("weight_decay", HyperparameterValue.Of(1e-6)),
    ]);

    private static Configuration Mlp(double rate, double momentum, int[] units) => new(
    [
        new("learning_rate", HyperparameterValue.Of(rate)),
        new("batch_size", HyperparameterValue.Of(16)),
        new("momentum", HyperparameterValue.Of(momentum)),
        new("activation", HyperparameterValue.Of("relu")),
        new("layers", HyperparameterValue.Of(units.Length)),
        .. units.Select((n, i) => KeyValuePair.Create($"units_{i + 1}", HyperparameterValue.Of(n))),
    ]);
}
