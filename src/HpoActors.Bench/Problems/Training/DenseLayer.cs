using System.Numerics;
using HpoActors.Core.Randomness;

namespace HpoActors.Bench.Problems.Training;

/// <summary>A layer of a network: weights, what they learn from a mini-batch, and their momentum.</summary>
internal sealed class DenseLayer
{
    private readonly int _inputs;
    private readonly float[] _weights;
    private readonly float[] _gradients;
    private readonly float[] _velocity;

    // Uniform weights with the variance of He et al., "Delving deep into rectifiers", 2015; the last place of a row is its bias.
    public DenseLayer(int inputs, int outputs, RandomStream random)
    {
        _inputs = inputs;
        Outputs = outputs;
        _weights = new float[outputs * (inputs + 1)];
        _gradients = new float[_weights.Length];
        _velocity = new float[_weights.Length];
        double limit = Math.Sqrt(6.0 / inputs);
        for (int o = 0; o < outputs; o++)
        {
            foreach (ref float weight in Row(_weights, o)[..inputs])
            {
                weight = (float)(((2 * random.NextDouble()) - 1) * limit);
            }
        }
    }

    public int Outputs { get; }

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int o = 0; o < Outputs; o++)
        {
            Span<float> row = Row(_weights, o);
            output[o] = row[_inputs] + Dot(row, input);
        }
    }

    /// <summary>Adds an image's gradients, and gives the error back to the layer before, unless there is none.</summary>
    public void Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> error, Span<float> inputError)
    {
        inputError.Clear();
        for (int o = 0; o < Outputs; o++)
        {
            Span<float> row = Row(_gradients, o);
            AddScaled(row, input, error[o]);
            row[_inputs] += error[o];
            if (inputError.Length > 0)
            {
                AddScaled(inputError, Row(_weights, o)[.._inputs], error[o]);
            }
        }
    }

    /// <summary>One step of stochastic gradient descent; weight decay spares no bias, which keeps it simple.</summary>
    public void Step(float scale, float rate, float momentum, float decay)
    {
        int width = Vector<float>.Count;
        int i = 0;
        for (; i <= _weights.Length - width; i += width)
        {
            Vector<float> weight = new(_weights, i);
            Vector<float> velocity = (new Vector<float>(_velocity, i) * momentum) + (new Vector<float>(_gradients, i) * scale) + (weight * decay);
            velocity.CopyTo(_velocity, i);
            (weight - (velocity * rate)).CopyTo(_weights, i);
        }

        for (; i < _weights.Length; i++)
        {
            _velocity[i] = (_velocity[i] * momentum) + (_gradients[i] * scale) + (_weights[i] * decay);
            _weights[i] -= _velocity[i] * rate;
        }

        Array.Clear(_gradients);
    }

    private Span<float> Row(float[] matrix, int row) => matrix.AsSpan(row * (_inputs + 1), _inputs + 1);

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        int width = Vector<float>.Count;
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= b.Length - width; i += width)
        {
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float sum = Vector.Sum(sums);
        for (; i < b.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void AddScaled(Span<float> sum, ReadOnlySpan<float> addend, float scale)
    {
        int width = Vector<float>.Count;
        int i = 0;
        for (; i <= addend.Length - width; i += width)
        {
            (new Vector<float>(sum[i..]) + (new Vector<float>(addend[i..]) * scale)).CopyTo(sum[i..]);
        }

        for (; i < addend.Length; i++)
        {
            sum[i] += addend[i] * scale;
        }
    }
}
