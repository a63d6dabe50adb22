using System.Runtime.CompilerServices;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

/// <summary>Texts that the tests of this folder share.</summary>
internal static class ExperimentTexts
{
    public const string Space = "space { x { type = float, min = 0, max = 1 } }";

    public const string Minimal = $$"""
        experiment {
          {{Space}}
          objective { type = softmax }
          budget { trials = 5 }
        }
        """;

    public const string EveryKey = """
        // Comments of both kinds, a dotted key, = and :, JSON's quotes.
        experiment {
          name = "a name", seed: 42  # two on a line
          metric = accuracy
          direction = maximize
          budget { trials = 3, epochs = 4, total-epochs = 5000000000, wall-time = 90s, target = -0.5, }
          searcher { type = grid, resolution = 3 }
          scheduler { type = fifo }
          "space" : {
            x.type = float
            x { min = 0, max = 1, prior { type = normal, mean = 0.5, sd = 0.1 } }
            n { type = int, min = 16, max = 64, scale = log, prior { type = beta, alpha = 2, beta = 5 } }
            c { type = choice, values = [1e-3, 0.10, 2] }
            b { type = bool }
            k { type = constant, value = adam }
            d { type = bool, when = "n >= 32 and not b" }
            forbid = ["c > 1 && x < 0.1"]
          }
          objective {
            type = MyObjective
            assembly = my.dll
            list = [a
              b, [1, 2]]
            inner { deep = "\"\\\n\u0041" }
          }
          max-attempts = 1
          retry-on = [diverged, user-error, diverged]
          trial-timeout = 10m
          best-of = all
          keep-trials = 10
          points = [{ x = 1, n = 16, c = 0.1, b = true }]
          duplicates = average
          order = strict
          strict-lanes = 4
          max-concurrent = 6
          weight = 2.5
          trainers = "cpu:2+cuda:0"
          telemetry.exporter = otlp
        }
        """;

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "hocon"));

    /// <summary>An experiment with more settings, on the lines from 5 on.</summary>
    public static string With(string settings) => $"{Minimal[..^1]}{settings}\n}}";

    public static ExperimentFile Parse(string text, params ExperimentOverride[] overrides) => ExperimentFile.Parse(text, "my.conf", overrides);

    public static string ErrorOf(string text, params ExperimentOverride[] overrides)
    {
        string message = Assert.Throws<ExperimentFileException>(() => Parse(text, overrides)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
