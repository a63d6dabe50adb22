using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace HpoActors.Torch.Native;

/// <summary>Where .NET looks for native libraries on Linux.</summary>
internal static class NativeFiles
{
    /// <summary>
    /// The directories, in order, each once: the host's own list (a build's <c>runtimes</c> folders, a single file's extraction folder),
    /// the folder of TorchSharp.dll, the program's folder.
    /// </summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "The empty location of a single-file program is dropped.")]
    public static IReadOnlyList<string> Directories()
    {
        string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";

        string torchSharp = Path.GetDirectoryName(typeof(TorchSharp.torch).Assembly.Location) ?? "";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string runtimes = Path.Combine("runtimes", "linux-" + architecture, "native");
        return listed.Split(Path.PathSeparator)
            .Concat([torchSharp, Path.Combine(torchSharp, runtimes)])
            .Concat([AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, runtimes)])
            .Where(Path.IsPathFullyQualified)
            .Select(Path.TrimEndingDirectorySeparator)
            .Distinct()
            .ToList();
    }

    /// <summary>The full path of the first file of that name in the directories, or null.</summary>
    public static string? Find(string fileName, IEnumerable<string> directories) =>
        directories.Select(directory => Path.Combine(directory, fileName)).FirstOrDefault(File.Exists);
}
