using System.Globalization;
using HpoActors.TestKit.Processes;
using HpoActors.TestKit.Runs;

namespace HpoActors.TestKit;

/// <summary>What a fresh process does: prints a searcher's or a scheduler's fingerprint.</summary>
internal static class Program
{
    /// <param name="args">The assembly-qualified name of an <see cref="ISearcherUnderTest"/> or <see cref="ISchedulerUnderTest"/>, and a seed.</param>
    private static int Main(string[] args)
    {
        if (args is not [string name, string seed])
        {
            Console.Error.WriteLine("usage: HpoActors.TestKit <type> <seed>");
            return 2;
        }

        Type named = Type.GetType(name, throwOnError: true)!;
        long number = long.Parse(seed, CultureInfo.InvariantCulture);
        Console.WriteLine(typeof(ISchedulerUnderTest).IsAssignableFrom(named)
            ? Fingerprint.Of(FreshProcess.Make<ISchedulerUnderTest>(named).Settings, number)
            : Fingerprint.Of(FreshProcess.Make<ISearcherUnderTest>(named).Settings, number));
        return 0;
    }
}
