using System.Security.Cryptography;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

/// <summary>A dataset of twelve training and six test images, made like Fashion-MNIST's files, with three mirrors.</summary>
internal static class SmallDataset
{
    public const string MirrorA = "a.test";
    public const string MirrorB = "b.test";
    public const string MirrorC = "c.test";

    private static readonly Dictionary<string, byte[]> Plain = new()
    {
        ["train-images.gz"] = Idx.Images(12),
        ["train-labels.gz"] = Idx.Labels(12),
        ["test-images.gz"] = Idx.Images(6),
        ["test-labels.gz"] = Idx.Labels(6),
    };

    public static IReadOnlyDictionary<string, byte[]> Zipped { get; } = Plain.ToDictionary(file => file.Key, file => Idx.Zip(file.Value));

    public static DatasetSource Source { get; } = new(
        "fashion-mnist",
        "Small-MNIST",
        Describe("train-images.gz", IdxContent.Images, 12),
        Describe("train-labels.gz", IdxContent.Labels, 12),
        Describe("test-images.gz", IdxContent.Images, 6),
        Describe("test-labels.gz", IdxContent.Labels, 6),
        [new($"https://{MirrorA}/x/"), new($"https://{MirrorB}/y/"), new($"https://{MirrorC}/z/")]);

    /// <summary>The images of the first file, the one that most tests fail on.</summary>
    public static DatasetFile First => Source.TrainImages;

    public static byte[] FirstBytes => Zipped[First.Name];

    public static string WriteTo(string directory, bool unzipped = false)
    {
        Directory.CreateDirectory(directory);
        foreach (DatasetFile file in Source.Files)
        {
            string path = Path.Combine(directory, unzipped ? file.UnzippedName : file.Name);
            File.WriteAllBytes(path, unzipped ? Plain[file.Name] : Zipped[file.Name]);
        }

        return directory;
    }

    public static void AssertIntact(string directory)
    {
        foreach (DatasetFile file in Source.Files)
        {
            Assert.Equal(DatasetFileStatus.Ok, DatasetFileCheck.Of(file, directory).Status);
        }

        Assert.Empty(Directory.GetFiles(directory, "*.part"));
    }

    /// <summary>An environment with these two directories and nothing else.</summary>
    public static DataEnvironment Environment(string? cache, string? data = null) => new(
        name => name switch { "HPO_DATA" => data, "XDG_CACHE_HOME" => cache, _ => null },
        IsWindows: false,
        Home: "",
        LocalApplicationData: "");

    private static DatasetFile Describe(string name, IdxContent content, int count) =>
        new(name, content, count, SumOf(Zipped[name]), SumOf(Plain[name]));

    private static FileSum SumOf(byte[] bytes) => new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
