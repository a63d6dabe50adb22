using System.Diagnostics.CodeAnalysis;
using HpoActors.Devices;

namespace HpoActors.Benchmarks;

/// <summary>What the command line says.</summary>
internal sealed record Arguments
{
    public const string Epoch = "epoch";
    public const string Overhead = "overhead";
    public const string Store = "store";
    public const string Crashes = "crashes";
    public const string Memory = "memory";
    public const string Lanes = "lanes";
    public const string Sweep = "sweep";
    public const string Kernels = "kernels";
    public const string Simulation = "simulation";
    public const string Verdicts = "verdicts";
    public const string Search = "mlp";
    public const string Halving = "halving";
    public const string Plot = "plot";
    public const string All = "all";

    // Where Debian's packages are found, whichever Python stands first on the path.
    private const string DebiansPython = "/usr/bin/python3";

    private static readonly string Artifacts = Path.Combine("artifacts", "benchmarks");
    private static readonly string[] Verbs = [Epoch, Overhead, Store, Memory, Lanes, Sweep, Kernels, Simulation, Verdicts, All, Search, Halving, Crashes, Plot];

    private const string Usage =
        $"usage: {Epoch}|{Overhead}|{Store}|{Memory}|{Lanes}|{Sweep}|{Kernels}|{Simulation}|{Verdicts}|{All} [--json PATH] [--core NUMBER] [--rounds NUMBER] [--python PATH] [--workers NUMBER]\n"
        + $"       {Search} [--searchers NAMES] [--trials NUMBER] [--epochs NUMBER] [--seeds NUMBER] [--trainers SPEC] [--json PATH]\n"
        + $"       {Halving} [--file softmax.conf|mlp.conf] [--trials NUMBER] [--epochs NUMBER] [--seeds NUMBER] [--trainers SPEC] [--json PATH]\n"
        + $"       {Crashes} [--runs NUMBER] [--json PATH]\n"
        + $"       {Plot} [--from DIRECTORY] [--to PATH]";

    public required string Verb { get; init; }

    /// <summary>Where the numbers go.</summary>
    public required string Json { get; init; }

    /// <summary>The core of everything that runs on one core. Default: the last, for the first one serves most interrupts.</summary>
    public required int Core { get; init; }

    /// <summary>How often each number is measured; null leaves it to the benchmark.</summary>
    public int? Rounds { get; init; }

    /// <summary>The Python that runs the rivals.</summary>
    public string Python { get; init; } = System.IO.File.Exists(DebiansPython) ? DebiansPython : "python3";

    /// <summary>Worker processes of the textbook's DataLoaders. Default none, which is the fastest.</summary>
    public int Workers { get; init; }

    /// <summary>What <see cref="Search"/> compares.</summary>
    public IReadOnlyList<string> Searchers { get; init; } = ["random", "tpe", "gp"];

    /// <summary>The ready experiment in which <see cref="Halving"/> compares schedulers.</summary>
    public string File { get; init; } = "softmax.conf";

    /// <summary>The trials of each of its searches.</summary>
    public int Trials { get; init; } = 50;

    /// <summary>The epochs of each trial.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Its searches of each searcher or scheduler, with seeds from 1 on.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>Its trainers, as <c>hpo run --trainers</c> takes them.</summary>
    public string Trainers { get; init; } = "auto";

    /// <summary>How many sweeps are killed by <see cref="Crashes"/>.</summary>
    public int Runs { get; init; } = 200;

    /// <summary>Where the plot finds the numbers of <see cref="Lanes"/> and <see cref="Sweep"/>.</summary>
    public string From { get; init; } = Artifacts;

    /// <summary>Where the plot goes, a PNG.</summary>
    public string To { get; init; } = Path.Combine("docs", "fusion.png");

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        problem = null;
        if (!Verbs.Contains(args.FirstOrDefault()))
        {
            problem = Usage;
            return false;
        }

        Arguments parsed = new()
        {
            Verb = args[0],
            Json = Path.Combine(Artifacts, $"{args[0]}.json"),
            Core = CpuAffinity.Current()[^1],
        };
        for (int i = 1; i < args.Length; i += 2)
        {
            string? value = args.ElementAtOrDefault(i + 1);
            Arguments? with = (args[i], value) switch
            {
                ("--json", { Length: > 0 }) => parsed with { Json = value },
                ("--python", { Length: > 0 }) => parsed with { Python = value },
                ("--core", _) when int.TryParse(value, out int core) && CpuAffinity.Current().Contains(core) => parsed with { Core = core },
                ("--rounds", _) when int.TryParse(value, out int rounds) && rounds > 0 => parsed with { Rounds = rounds },
                ("--workers", _) when int.TryParse(value, out int workers) && workers >= 0 => parsed with { Workers = workers },
                ("--searchers", { Length: > 0 }) => parsed with { Searchers = value.Split(',') },
                ("--file", { Length: > 0 }) => parsed with { File = value },
                ("--trials", _) when int.TryParse(value, out int trials) && trials > 0 => parsed with { Trials = trials },
                ("--epochs", _) when int.TryParse(value, out int epochs) && epochs > 0 => parsed with { Epochs = epochs },
                ("--seeds", _) when int.TryParse(value, out int seeds) && seeds > 0 => parsed with { Seeds = seeds },
                ("--runs", _) when int.TryParse(value, out int runs) && runs > 0 => parsed with { Runs = runs },
                ("--trainers", { Length: > 0 }) => parsed with { Trainers = value },
                ("--from", { Length: > 0 }) => parsed with { From = value },
                ("--to", { Length: > 0 }) when Path.GetExtension(value) == ".png" => parsed with { To = value },
                _ => null,
            };
            if (with is null)
            {
                problem = $"{args[i]} {value}: not understood, or not on this machine\n{Usage}";
                return false;
            }

            parsed = with;
        }

        arguments = parsed;
        return true;
    }
}
