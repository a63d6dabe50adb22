using System.Numerics;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

/// <summary>Softmax regression by stochastic gradient descent, image by image, to see what a dataset is like.</summary>
internal static class PlainSoftmax
{
    /// <returns>The share of test images that the trained model gets wrong.</returns>
    public static double TestError(ImageDataset dataset, float learningRate, int epochs)
    {
        float[] train = Scale(dataset.Train.Pixels);
        float[] test = Scale(dataset.Test.Pixels);
        float[][] weights = [.. Enumerable.Range(0, 10).Select(_ => new float[784])];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int i = 0; i < dataset.Train.Count; i++)
            {
                ReadOnlySpan<float> image = train.AsSpan(i * 784, 784);
                float[] outputs = Outputs(weights, image);
                float most = outputs.Max();
                float sum = outputs.Sum(output => MathF.Exp(output - most));
                for (int c = 0; c < 10; c++)
                {
                    float gradient = (MathF.Exp(outputs[c] - most) / sum) - (dataset.Train.Labels[i] == c ? 1 : 0);
                    Add(weights[c], image, -learningRate * gradient);
                }
            }
        }

        int wrong = Enumerable.Range(0, dataset.Test.Count).Count(i =>
        {
            float[] outputs = Outputs(weights, test.AsSpan(i * 784, 784));
            return Array.IndexOf(outputs, outputs.Max()) != dataset.Test.Labels[i];
        });
        return (double)wrong / dataset.Test.Count;
    }

    private static float[] Scale(byte[] pixels) => Array.ConvertAll(pixels, pixel => pixel / 255f);

    private static float[] Outputs(float[][] weights, ReadOnlySpan<float> image)
    {
        float[] outputs = new float[weights.Length];
        for (int c = 0; c < weights.Length; c++)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int i = 0; i < 784; i += Vector<float>.Count)
            {
                sum += new Vector<float>(weights[c].AsSpan(i)) * new Vector<float>(image[i..]);
            }

            outputs[c] = Vector.Sum(sum);
        }

        return outputs;
    }

    private static void Add(float[] weights, ReadOnlySpan<float> image, float factor)
    {
        for (int i = 0; i < 784; i += Vector<float>.Count)
        {
            (new Vector<float>(weights.AsSpan(i)) + (new Vector<float>(image[i..]) * factor)).CopyTo(weights.AsSpan(i));
        }
    }
}
