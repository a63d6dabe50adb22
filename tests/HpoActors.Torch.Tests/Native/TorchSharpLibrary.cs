using HpoActors.Torch.Native;

namespace HpoActors.Torch.Tests.Native;

/// <summary>TorchSharp's real Linux library, which lies beside the tests on every platform.</summary>
internal static class TorchSharpLibrary
{
    public const string FileName = "libLibTorchSharp.so";
    public const string Version = "GLIBCXX_3.4.32";
    public const string UnusedSymbol = "_ZSt21ios_base_library_initv";

    public static string FullPath { get; } =
        NativeFiles.Find(
            FileName,
            [.. NativeFiles.Directories(), Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")])
        ?? throw new FileNotFoundException("TorchSharp's package no longer brings it.", FileName);

    public static byte[] Bytes() => File.ReadAllBytes(FullPath);
}
