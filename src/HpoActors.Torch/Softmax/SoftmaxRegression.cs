using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>
/// Multi-class logistic regression, 784 pixels → 10 classes: mean cross-entropy, minimised by SGD with momentum and weight decay as in PyTorch
/// (v ← momentum · v + g + decay · w; w ← w − rate · v). The gradient is written out, which saves autograd's overhead many times over: at batch 16 a step's
/// arithmetic is small beside its calls. Scores are class × image, for which matrix products and softmax over a mini-batch are several times faster than the
/// other way round.
/// </summary>
internal sealed class SoftmaxRegression : IDisposable
{
    /// <summary>Weights and biases: 784 · 10 + 10.</summary>
    public const int Parameters = (ImageTensors.Pixels * ImageTensors.Classes) + ImageTensors.Classes;

    // Images come in units of 1/255; the products' factors divide, which costs nothing.
    private const float PerUnit = 1f / ImageTensors.White;

    // Class × padded pixel; the column behind the pixels is the bias, for the images have a 1 there.
    private readonly Tensor _weights;
    private readonly Tensor? _velocity;
    private readonly float _rate;
    private readonly float _momentum;
    private readonly float _decay;

    private SoftmaxRegression(Tensor weights, double rate, double momentum, double decay)
    {
        _weights = weights.DetachFromDisposeScope();
        _rate = (float)rate;
        _momentum = (float)momentum;
        _decay = (float)decay;
        _velocity = momentum == 0 ? null : zeros_like(_weights).DetachFromDisposeScope();
    }

    /// <summary>A model with these weights.</summary>
    /// <param name="linear">Weights (10 × 784) and biases (10).</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="momentum">0: plain SGD.</param>
    /// <param name="decay">Weight decay, of the biases too.</param>
    public static SoftmaxRegression Create(LinearWeights linear, Device device, double rate = 0, double momentum = 0, double decay = 0)
    {
        float[] padded = new float[ImageTensors.Classes * ImageTensors.Width];
        for (int c = 0; c < ImageTensors.Classes; c++)
        {
            linear.Weight.AsSpan(c * ImageTensors.Pixels, ImageTensors.Pixels).CopyTo(padded.AsSpan(c * ImageTensors.Width));
            padded[(c * ImageTensors.Width) + ImageTensors.Pixels] = linear.Bias[c];
        }

        using Tensor weights = tensor(padded, [ImageTensors.Classes, ImageTensors.Width], device: device);
        return new SoftmaxRegression(weights.clone(), rate, momentum, decay);
    }

    /// <summary>Writes the scores of images into their <see cref="MiniBatch.Logits"/>.</summary>
    public void Predict(MiniBatch batch) => batch.Logits.addmm_(_weights, batch.Transposed, beta: 0, alpha: PerUnit);

    /// <summary>One step of SGD on a mini-batch; leaves the scores from before the step in its <see cref="MiniBatch.Logits"/>.</summary>
    public void Step(MiniBatch batch)
    {
        Predict(batch);
        using Tensor error = batch.Logits.softmax(0);
        error.sub_(batch.OneHot);
        float factor = PerUnit / batch.Count;
        if (_velocity is null)
        {
            // w ← (1 − rate · decay) w − rate · g in one call.
            _weights.addmm_(error, batch.Images, beta: 1 - (_rate * _decay), alpha: -_rate * factor);
            return;
        }

        _velocity.addmm_(error, batch.Images, beta: _momentum, alpha: factor);
        if (_decay != 0)
        {
            _velocity.add_(_weights, alpha: _decay);
        }

        _weights.add_(_velocity, alpha: -_rate);
    }

    /// <summary>The weights now.</summary>
    public LinearWeights ToLinear()
    {
        using Tensor cpu = _weights.cpu();
        float[] padded = cpu.data<float>().ToArray();
        LinearWeights linear = LinearWeights.Zero();
        for (int c = 0; c < ImageTensors.Classes; c++)
        {
            padded.AsSpan(c * ImageTensors.Width, ImageTensors.Pixels).CopyTo(linear.Weight.AsSpan(c * ImageTensors.Pixels));
            linear.Bias[c] = padded[(c * ImageTensors.Width) + ImageTensors.Pixels];
        }

        return linear;
    }

    public void Dispose()
    {
        _weights.Dispose();
        _velocity?.Dispose();
    }
}
