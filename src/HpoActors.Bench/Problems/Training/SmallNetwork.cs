using HpoActors.Core.Randomness;

namespace HpoActors.Bench.Problems.Training;

/// <summary>How a small network is trained.</summary>
/// <param name="Hidden">The units of the hidden layers; none for softmax regression.</param>
/// <param name="Tanh">Whether hidden units are tanh, else relu.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="BatchSize">Images of a mini-batch.</param>
/// <param name="Momentum">Of the steps.</param>
/// <param name="Decay">The weight decay.</param>
internal sealed record Recipe(IReadOnlyList<int> Hidden, bool Tanh, double Rate, int BatchSize, double Momentum, double Decay);

/// <summary>
/// A fully connected network in plain arrays: at this size a tensor library's calls would cost more than the arithmetic. Weights and the order of the images
/// follow from the seed alone.
/// </summary>
internal sealed class SmallNetwork
{
    /// <summary>The loss of a model that knows nothing; no model counts as worse, whether it diverged or not.</summary>
    public static readonly double Guessing = Math.Log(SmallImages.Classes);

    private readonly DenseLayer[] _layers;
    private readonly bool _tanh;

    // The activations that go into each layer, and out of the last; the errors beside them.
    private readonly float[][] _values;
    private readonly float[][] _errors;

    private SmallNetwork(Recipe recipe, long seed)
    {
        RandomStream random = RandomStream.For(seed, "weights");
        int[] widths = [SmallImages.Pixels, .. recipe.Hidden, SmallImages.Classes];
        _layers = [.. Enumerable.Range(0, widths.Length - 1).Select(i => new DenseLayer(widths[i], widths[i + 1], random))];
        _values = Array.ConvertAll(widths, w => new float[w]);
        _errors = Array.ConvertAll(widths, w => new float[w]);
        _tanh = recipe.Tanh;
    }

    /// <summary>Trains a network and returns its cross-entropy on the validation images, in nats, at most that of guessing.</summary>
    public static double Train(Recipe recipe, SmallImages images, long seed, int epochs)
    {
        SmallNetwork network = new(recipe, seed);
        (float[] pixels, byte[] labels) = images.Training;
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            RandomStream.For(seed, "order", epoch).Shuffle<int>(order);
            for (int start = 0; start < order.Length; start += recipe.BatchSize)
            {
                ReadOnlySpan<int> batch = order.AsSpan(start, Math.Min(recipe.BatchSize, order.Length - start));
                foreach (int image in batch)
                {
                    network.Learn(pixels.AsSpan(image * SmallImages.Pixels, SmallImages.Pixels), labels[image]);
                }

                foreach (DenseLayer layer in network._layers)
                {
                    layer.Step(1f / batch.Length, (float)recipe.Rate, (float)recipe.Momentum, (float)recipe.Decay);
                }
            }
        }

        double loss = network.Loss(images.Validation.Pixels, images.Validation.Labels);
        return loss < Guessing ? loss : Guessing;
    }

    private double Loss(float[] pixels, byte[] labels)
    {
        double sum = 0;
        for (int image = 0; image < labels.Length; image++)
        {
            Forward(pixels.AsSpan(image * SmallImages.Pixels, SmallImages.Pixels));
            sum -= LogShares()[labels[image]];
        }

        return sum / labels.Length;
    }

    private void Learn(ReadOnlySpan<float> pixels, byte label)
    {
        Forward(pixels);
        double[] shares = LogShares();
        for (int c = 0; c < shares.Length; c++)
        {
            _errors[^1][c] = (float)Math.Exp(shares[c]) - (c == label ? 1 : 0);
        }

        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            Span<float> before = i > 0 ? _errors[i] : [];
            _layers[i].Backward(_values[i], _errors[i + 1], before);
            for (int unit = 0; unit < before.Length; unit++)
            {
                float value = _values[i][unit];
                before[unit] *= _tanh ? 1 - (value * value) : value > 0 ? 1 : 0;
            }
        }
    }

    private void Forward(ReadOnlySpan<float> pixels)
    {
        pixels.CopyTo(_values[0]);
        for (int i = 0; i < _layers.Length; i++)
        {
            float[] output = _values[i + 1];
            _layers[i].Forward(_values[i], output);
            for (int unit = 0; i < _layers.Length - 1 && unit < output.Length; unit++)
            {
                output[unit] = _tanh ? MathF.Tanh(output[unit]) : Math.Max(0, output[unit]);
            }
        }
    }

    // The logarithms of the classes' probabilities.
    private double[] LogShares()
    {
        double largest = _values[^1].Max();
        double sum = 0;
        foreach (float score in _values[^1])
        {
            sum += Math.Exp(score - largest);
        }

        double log = largest + Math.Log(sum);
        return Array.ConvertAll(_values[^1], score => score - log);
    }
}
