using System.Globalization;
using HpoActors.TestKit.Processes;
using HpoActors.TestKit.Runs;

namespace HpoActors.TestKit;

/// <summary>What a fresh process does: prints a searcher's fingerprint.</summary>
internal static class Program
{
    /// <param name="args">The assembly-qualified name of an <see cref="ISearcherUnderTest"/>, and a seed.</param>
    private static int Main(string[] args)
    {
        if (args is not [string name, string seed])
        {
            Console.Error.WriteLine("usage: HpoActors.TestKit <type> <seed>");
            return 2;
        }

        Type searcher = Type.GetType(name, throwOnError: true)!;
        Console.WriteLine(Fingerprint.Of(FreshProcess.Make(searcher).Settings, long.Parse(seed, CultureInfo.InvariantCulture)));
        return 0;
    }
}
