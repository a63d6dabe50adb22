using System.Buffers.Binary;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Rivals;

/// <summary>The images as files for the rivals, where and as torchvision expects Fashion-MNIST. Gone when it is disposed: they have read them when they are ready.</summary>
internal sealed class PeerImages : IDisposable
{
    // The magic numbers of the idx format: bytes in three dimensions, bytes in one.
    private const int ImagesMagic = 0x0803;
    private const int LabelsMagic = 0x0801;

    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("hpo-benchmark-");

    public PeerImages(ImageDataset dataset)
    {
        string raw = _directory.CreateSubdirectory(Path.Combine("FashionMNIST", "raw")).FullName;
        Write("train", dataset.Train);
        Write("t10k", dataset.Test);

        void Write(string part, ImageSet set)
        {
            WriteIdx(Path.Combine(raw, $"{part}-images-idx3-ubyte"), set.Pixels, ImagesMagic, set.Count, ImageSet.Side, ImageSet.Side);
            WriteIdx(Path.Combine(raw, $"{part}-labels-idx1-ubyte"), set.Labels, LabelsMagic, set.Count);
        }
    }

    public string Directory => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);

    private static void WriteIdx(string path, byte[] content, params ReadOnlySpan<int> header)
    {
        using FileStream file = File.Create(path);
        byte[] number = new byte[sizeof(int)];
        foreach (int value in header)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, value);
            file.Write(number);
        }

        file.Write(content);
    }
}
