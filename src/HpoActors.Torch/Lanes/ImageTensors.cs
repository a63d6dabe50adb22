using System.Runtime.CompilerServices;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// A set of images on a device, ready for training: bytes, which take a quarter of the memory and of its bandwidth; mini-batches are made float32 when they are used.
/// Rows are padded from 784 to 800 numbers: 784 pixels, a 255 that makes the bias a weight, and zeros, so that each row of floats starts on a cache line.
/// Held once for each set and device in the process.
/// </summary>
internal sealed class ImageTensors
{
    public const int Pixels = ImageSet.PixelsPerImage;
    public const int Classes = ImageSet.Classes;
    public const int Width = 800;

    /// <summary>What a pixel of full brightness, 1 to the model, is here.</summary>
    public const int White = 255;

    private static readonly ConditionalWeakTable<ImageSet, Dictionary<string, ImageTensors>> Held = [];

    private ImageTensors(ImageSet set, Device device)
    {
        using var scope = NewDisposeScope();
        Tensor pixels = tensor(set.Pixels, [set.Count, Pixels], dtype: ScalarType.Byte);
        Tensor images = zeros([set.Count, Width], dtype: ScalarType.Byte);
        images.narrow(1, 0, Pixels).copy_(pixels);
        images.narrow(1, Pixels, 1).fill_(White);
        Tensor labels = tensor(Array.ConvertAll(set.Labels, label => (long)label));
        Images = images.to(device).DetachFromDisposeScope();
        Labels = labels.to(device).DetachFromDisposeScope();
    }

    /// <summary>Images × 800, uint8, in units of 1/255.</summary>
    public Tensor Images { get; }

    /// <summary>Images, int64: the classes 0 … 9.</summary>
    public Tensor Labels { get; }

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
