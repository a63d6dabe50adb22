using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>A model whose lanes are measured.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Weights">Numbers in its weight matrices.</param>
/// <param name="Biases">Besides.</param>
/// <param name="InnerWeights">Those behind the first layer, whose inputs get a gradient too.</param>
/// <param name="Configuration">A configuration with this learning rate.</param>
internal sealed record LaneShape(string Name, int Weights, int Biases, int InnerWeights, Func<double, Configuration> Configuration)
{
    // A multiplication and an addition for each weight and image.
    private const double FlopPerWeight = 2;

    public static LaneShape Softmax { get; } = new(
        $"softmax, batch {SoftmaxJob.BatchSize}",
        ImageSet.PixelsPerImage * ImageSet.Classes,
        ImageSet.Classes,
        0,
        rate => new Configuration([new("learning_rate", HyperparameterValue.Of(rate))]));

    public static LaneShape Mlp { get; } = OfMlp("", 0);

    public static LaneShape MlpWithMomentum { get; } = OfMlp($", momentum {MlpJob.Momentum}", MlpJob.Momentum);

    /// <summary>What the matrix products of a lane's epoch count: forward and the weights' gradients, the inner layers' inputs', and forward for validation.</summary>
    public double FlopOfEpoch(int training, int validation) =>
        FlopPerWeight * ((training * ((2.0 * Weights) + InnerWeights)) + (validation * (double)Weights));

    /// <summary>The row of so many lanes.</summary>
    public string RowOf(int lanes) => $"{Name}: {Count(lanes)}";

    /// <summary>A number of lanes in words.</summary>
    public static string Count(int lanes) => lanes == 1 ? "1 lane" : $"{lanes} lanes";

    private static LaneShape OfMlp(string more, double momentum)
    {
        int inner = ((MlpJob.Layers - 1) * MlpJob.Units * MlpJob.Units) + (MlpJob.Units * ImageSet.Classes);
        return new LaneShape(
            $"MLP {MlpJob.Layers} × {MlpJob.Units}, batch {MlpJob.BatchSize}{more}",
            (ImageSet.PixelsPerImage * MlpJob.Units) + inner,
            (MlpJob.Layers * MlpJob.Units) + ImageSet.Classes,
            inner,
            rate => MlpJob.Configuration(rate, momentum));
    }
}
