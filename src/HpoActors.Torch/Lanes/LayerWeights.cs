using HpoActors.Core.Randomness;

namespace HpoActors.Torch.Lanes;

/// <summary>A fully connected layer as plain numbers, in PyTorch's layout.</summary>
/// <param name="Outputs">Units of the layer.</param>
/// <param name="Inputs">Units of the layer before, or pixels.</param>
/// <param name="Weight">Outputs × inputs.</param>
/// <param name="Bias">Outputs.</param>
internal sealed record LayerWeights(int Outputs, int Inputs, float[] Weight, float[] Bias)
{
    public static LayerWeights Zero(int outputs, int inputs) => new(outputs, inputs, new float[checked(outputs * inputs)], new float[outputs]);

    /// <summary>
    /// PyTorch's default initialisation of <c>nn.Linear</c>: weights and biases uniform in ±1/√inputs (He et al., "Delving deep into rectifiers", ICCV 2015,
    /// with a = √5), weights first.
    /// </summary>
    public static LayerWeights Initial(int outputs, int inputs, RandomStream random)
    {
        double bound = 1 / Math.Sqrt(inputs);
        LayerWeights layer = Zero(outputs, inputs);
        Fill(layer.Weight);
        Fill(layer.Bias);
        return layer;

        void Fill(float[] values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
            }
        }
    }
}
