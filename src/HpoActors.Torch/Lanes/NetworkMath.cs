using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// One step of a packed network: forward, the gradient of the mean cross-entropy, SGD. The gradient is written out, which saves autograd's overhead many times over: at
/// small mini-batches a step's arithmetic is small beside its calls.
/// </summary>
internal static class NetworkMath
{
    // Images come in units of 1/255; the products' factors divide, which costs nothing.
    public const float PerUnit = 1f / ImageTensors.White;

    /// <summary>Writes the scores of a mini-batch.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="weights">For each layer its blocks.</param>
    /// <param name="buffers">Room for those blocks, and the masks of dropout.</param>
    /// <param name="images">800 × images.</param>
    /// <param name="logits">Where the scores go.</param>
    public static void Predict(NetworkShape shape, Tensor[][] weights, StepBuffers buffers, Tensor images, StepBuffers.Block logits)
    {
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            bool output = layer == shape.Output;
            StepBuffers.Block outputs = output ? logits : buffers.Hidden[layer];
            for (int block = 0; block < outputs.Blocks.Length; block++)
            {
                if (layer == 0)
                {
                    outputs.Blocks[block].addmm_(weights[0][block], images, beta: 0, alpha: PerUnit);
                }
                else
                {
                    outputs.Blocks[block].addmm_(weights[layer][block], buffers.Inputs[layer - 1].Blocks[block], beta: 0, alpha: 1);
                }
            }

            if (!output)
            {
                Activate(shape.Activation, outputs.All);
                buffers.Inputs[layer].All.copy_(outputs.All);
                if (buffers.Masks is not null)
                {
                    buffers.Inputs[layer].All.mul_(buffers.Masks[layer].Factors);
                }
            }
        }
    }

    /// <summary>One step of SGD on mini-batch <paramref name="step"/>; leaves its scores and the probabilities of the images' own classes, from before the step, in the buffers.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="buffers">Room.</param>
    /// <param name="batches">The images.</param>
    /// <param name="step">Which of the batches.</param>
    /// <param name="factors"><see cref="PackedNetwork.ErrorFactors"/> by the number of images.</param>
    public static void Step(PackedNetwork network, StepBuffers buffers, ImageBatches batches, int step, Tensor factors)
    {
        StepBuffers.Block logits = buffers.Logits[step];
        Predict(network.Shape, network.Weights, buffers, batches.Transposed[step], logits);

        // In a scope of its own: leaving a scope that holds thousands of views takes long.
        using (NewDisposeScope())
        {
            Tensor probabilities = logits.All.softmax(2);
            buffers.Own[step].copy_(probabilities.gather(2, buffers.Labels[step]));
            buffers.Error.All.copy_(probabilities);
        }

        buffers.Error.All.sub_(batches.OneHot[step]);
        buffers.Error.All.mul_(factors);
        StepBuffers.Block errors = buffers.Error;
        for (int layer = network.Shape.Output; layer > 0; layer--)
        {
            StepBuffers.Block before = buffers.HiddenErrors[layer - 1];
            for (int block = 0; block < before.Blocks.Length; block++)
            {
                before.Blocks[block].addmm_(network.ToInputs[layer][block], errors.Blocks[block], beta: 0, alpha: 1);
            }

            if (buffers.Masks is not null)
            {
                before.All.mul_(buffers.Masks[layer - 1].Factors);
            }

            Differentiate(network.Shape.Activation, buffers.Hidden[layer - 1].All, before.All);
            network.Descend(layer, errors.Blocks, buffers.Inputs[layer - 1].Transposed, 1);
            errors = before;
        }

        network.Descend(0, errors.Blocks, [batches.Images[step]], PerUnit);
    }

    private static void Activate(Activation activation, Tensor values)
    {
        if (activation == Activation.Relu)
        {
            values.relu_();
        }
        else
        {
            values.tanh_();
        }
    }

    // Both derivatives follow from the outputs, which are overwritten: nobody needs them any more.
    private static void Differentiate(Activation activation, Tensor outputs, Tensor errors)
    {
        if (activation == Activation.Relu)
        {
            errors.mul_(outputs.sign_());
        }
        else
        {
            errors.addcmul_(errors, outputs.mul_(outputs), Scalars.MinusOne);
        }
    }
}
