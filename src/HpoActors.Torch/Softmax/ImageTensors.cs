using System.Runtime.CompilerServices;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>
/// A set of images on a device, ready for training. Rows are padded from 784 to 800 numbers: 784 pixels in [0, 1], a 1 that makes the bias a weight, and zeros, so
/// that each row starts on a cache line. Held once for each set and device in the process.
/// </summary>
internal sealed class ImageTensors
{
    public const int Pixels = ImageSet.PixelsPerImage;
    public const int Classes = ImageSet.Classes;
    public const int Width = 800;

    private static readonly ConditionalWeakTable<ImageSet, Dictionary<string, ImageTensors>> Held = [];

    private ImageTensors(ImageSet set, Device device)
    {
        const int Block = 4096;
        Images = zeros([set.Count, Width], device: device).DetachFromDisposeScope();
        for (int start = 0; start < set.Count; start += Block)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(Block, set.Count - start);
            Tensor pixels = tensor(set.Pixels.AsSpan(start * Pixels, count * Pixels).ToArray(), [count, Pixels], dtype: ScalarType.Byte).to(float32).div_(255);
            Images.narrow(0, start, count).narrow(1, 0, Pixels).copy_(pixels);
        }

        using (NewDisposeScope())
        {
            Images.narrow(1, Pixels, 1).fill_(1);
            Labels = tensor(Array.ConvertAll(set.Labels, label => (long)label), device: device).DetachFromDisposeScope();
            OneHot = nn.functional.one_hot(Labels, Classes).to(float32).DetachFromDisposeScope();
        }
    }

    /// <summary>Images × 800, float32.</summary>
    public Tensor Images { get; }

    /// <summary>Images, int64: the classes 0 … 9.</summary>
    public Tensor Labels { get; }

    /// <summary>Images × 10, float32: 1 at the class.</summary>
    public Tensor OneHot { get; }

    /// <summary>The images of a set on a device; made at the first call.</summary>
    public static ImageTensors Of(ImageSet set, Device device)
    {
        Dictionary<string, ImageTensors> byDevice = Held.GetOrCreateValue(set);
        lock (byDevice)
        {
            string key = device.ToString();
            if (!byDevice.TryGetValue(key, out ImageTensors? tensors))
            {
                byDevice.Add(key, tensors = new ImageTensors(set, device));
            }

            return tensors;
        }
    }
}
