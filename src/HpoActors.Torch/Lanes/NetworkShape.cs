using System.Collections.Immutable;
using HpoActors.Core.Objectives;

namespace HpoActors.Torch.Lanes;

/// <summary>Fully connected layers from 784 pixels to 10 classes. Without a hidden layer it is softmax regression.</summary>
/// <param name="Hidden">The units of the hidden layers, from the first.</param>
/// <param name="Activation">What follows each hidden layer.</param>
internal sealed record NetworkShape(ImmutableArray<int> Hidden, Activation Activation)
{
    // Where a row of floats, or a lane's block, starts on a cache line, products do not depend on where in memory it lies.
    private const int Line = 16;

    // Rows of a matrix product from which more rows hardly make it faster; measured on AVX-512 at mini-batches of 16: 10 rows reach 50 %, 40 reach 85 %, 160 reach 90 % of what 1 000 do.
    private const int ProductRows = 40;

    // A GPU wants far more at once.
    private const int CudaProductRows = 320;

    public static NetworkShape Softmax { get; } = new([], Activation.Relu);

    /// <summary>Layers of weights: the hidden ones and the output.</summary>
    public int Layers => Hidden.Length + 1;

    public int Output => Hidden.Length;

    /// <summary>Weights and biases.</summary>
    public long Parameters => Enumerable.Range(0, Layers).Sum(layer => (long)Rows(layer) * (Inputs(layer) + 1));

    /// <summary>The units of a layer.</summary>
    public int Rows(int layer) => layer < Hidden.Length ? Hidden[layer] : ImageTensors.Classes;

    /// <summary>What feeds each of its units, bias excluded.</summary>
    public int Inputs(int layer) => layer == 0 ? ImageTensors.Pixels : Hidden[layer - 1];

    /// <summary>The columns of its matrix: inputs, one for the bias, and zeros.</summary>
    public int Columns(int layer) => layer == 0 ? ImageTensors.Width : RoundUp(Hidden[layer - 1] + 1);

    /// <summary>
    /// Lanes whose first layers are multiplied as one matrix. It depends on the shape and the kind of device alone, never on how many lanes there are, for a product's last bits depend on
    /// its size. Hidden units bring rows enough of their own.
    /// </summary>
    public int TileSize(DeviceKind device) =>
        Hidden.Length > 0 ? 1 : (device == DeviceKind.Cpu ? ProductRows : CudaProductRows) / ImageTensors.Classes;

    public static int RoundUp(int count) => (count + Line - 1) / Line * Line;

    /// <summary>Equal in activation and widths.</summary>
    public bool Equals(NetworkShape? other) => other is not null && Activation == other.Activation && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan());

    public override int GetHashCode() => Hidden.Aggregate((int)Activation, HashCode.Combine);
}
