using System.ComponentModel;
using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Contenders;

/// <summary>The samplers of Optuna that take part.</summary>
internal static class Peers
{
    /// <summary>Their names, each <c>optuna-</c> and the sampler.</summary>
    public static IReadOnlyList<string> Names { get; } = ["optuna-tpe", "optuna-tpe-multivariate", "optuna-cma-es", "optuna-random"];

    /// <summary>Where Debian's packages are found, whichever Python stands first on the path.</summary>
    public static string DefaultPython { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>The peers of these names, none where Python or Optuna is missing.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="python">The Python that runs them.</param>
    /// <param name="notes">Takes what the reader has to know about them.</param>
    /// <exception cref="InvalidOptionException">A name is unknown; the error says the nearest.</exception>
    public static IReadOnlyList<PeerContender> Find(IReadOnlyList<string> names, string python, List<string> notes)
    {
        foreach (string name in names)
        {
            if (!Names.Contains(name))
            {
                throw new InvalidOptionException("--peers", $"there is no '{name}'{Nearest.Hint(name, Names)}; there are {string.Join(", ", Names)} and none");
            }
        }

        if (names.Count == 0)
        {
            return [];
        }

        try
        {
            using PeerProcess probe = new(python, "random", new SearchSpace());
            notes.Add($"peers: Optuna {probe.Version}, asked through a pipe and told the same values; its GPSampler came with 3.6 and is not there");
        }
        catch (Win32Exception)
        {
            notes.Add($"peers: left out, {python} cannot be started");
            return [];
        }
        catch (PeerException e)
        {
            notes.Add($"peers: left out, {python} cannot run them: {e.Message}");
            return [];
        }

        return [.. names.Select(name => new PeerContender(name, name["optuna-".Length..], python))];
    }
}
