using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using HpoActors.TestKit;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>Random spaces with nested conditions and forbidden clauses.</summary>
public sealed class SpacePropertyTests
{
    private const int Spaces = 300;

    private static readonly double[] Awkward =
        [0, 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 2, double.Epsilon, SpaceGen.AlmostOne, -0.0, double.MaxValue, 0.5];

    [Fact]
    public void Whatever_the_numbers_a_point_is_a_configuration_or_forbidden()
    {
        int forbidden = 0;
        ForEachSpace((space, random) =>
        {
            for (int i = 0; i < 20; i++)
            {
                double[] unit = [.. space.Hyperparameters.Select(_ => random.NextInt32(2) == 0 ? Awkward[random.NextInt32(Awkward.Length)] : random.NextDouble())];
                Configuration decoded = space.Decode(unit);
                string? problem = space.Problem(decoded);
                bool allowed = space.Allows(decoded);
                Assert.True(problem is null ? allowed : !allowed && problem.StartsWith("is forbidden", StringComparison.Ordinal), $"{problem}: {decoded}");
                Assert.Equal(allowed ? decoded : null, space.TryDecode(unit));
                forbidden += allowed ? 0 : 1;
            }
        });
        Assert.True(forbidden > Spaces, "hardly anything was forbidden");
    }

    [Fact]
    public void Samples_are_allowed_and_have_a_number_for_what_they_have() => ForEachSpace((space, random) =>
    {
        for (int i = 0; i < 20; i++)
        {
            Configuration sample = space.Sample(random);
            Assert.Null(space.Problem(sample));
            double[] unit = new double[space.Hyperparameters.Count];
            space.Encode(sample, unit);
            for (int j = 0; j < unit.Length; j++)
            {
                Assert.Equal(sample.Contains(space.Hyperparameters[j].Name), unit[j] is >= 0 and <= 1);
                Assert.Equal(sample.Contains(space.Hyperparameters[j].Name), !double.IsNaN(unit[j]));
            }
        }
    });

    [Fact]
    public void What_is_encoded_decodes_to_itself()
    {
        int exact = 0;
        int all = 0;
        ForEachSpace((space, random) =>
        {
            for (int i = 0; i < 20; i++)
            {
                Configuration sample = space.Sample(random);
                double[] unit = new double[space.Hyperparameters.Count];
                space.Encode(sample, unit);
                Configuration again = space.Decode(unit);

                // A real number may lose its last bits on the way, and with it stand on the other side of a condition.
                bool same = space.Hyperparameters.All(h => !sample.TryGet(h.Name, out HyperparameterValue x) || !IsReal(h, x) || h.FromUnit(h.ToUnit(x).Middle) == x);
                if (same)
                {
                    Assert.Equal(sample, again);
                    exact++;
                }

                all++;
            }
        });
        Assert.True(exact > all / 4, $"only {exact} of {all} came back bit by bit");
    }

    [Fact]
    public void Enumerating_a_finite_space_gives_each_configuration_once_as_brute_force_does()
    {
        int conditional = 0;
        for (int i = 0; i < 400; i++)
        {
            SearchSpace space = SpaceGenerator.FiniteSpace(3, i);
            IReadOnlyList<HyperparameterValue>[] axes = [.. space.Hyperparameters.Select(h => h.Grid(100))];
            Configuration[] enumerated = [.. space.Enumerate(axes)];
            Assert.Equal(enumerated.Length, enumerated.Distinct().Count());
            Assert.Equal(BruteForce(space, axes).ToHashSet(), [.. enumerated]);
            Assert.True(enumerated.Length > 0 && enumerated.Length <= space.Cardinality);
            conditional += space.IsConditional ? 1 : 0;
        }

        Assert.True(conditional > 50);
    }

    // Every value of every hyperparameter, and each one left out.
    private static IEnumerable<Configuration> BruteForce(SearchSpace space, IReadOnlyList<HyperparameterValue>[] axes)
    {
        IEnumerable<KeyValuePair<string, HyperparameterValue>[]> rows = [[]];
        for (int i = 0; i < axes.Length; i++)
        {
            string name = space.Hyperparameters[i].Name;
            IReadOnlyList<HyperparameterValue> axis = axes[i];
            rows = rows.SelectMany(row => axis.Select(v => (KeyValuePair<string, HyperparameterValue>[])[.. row, KeyValuePair.Create(name, v)]).Append(row));
        }

        return rows.Select(row => new Configuration(row)).Where(space.Contains);
    }

    // Where rounding blurs cells: real numbers, and whole ones too many or too unlikely to tell apart.
    private static bool IsReal(Hyperparameter h, HyperparameterValue value) => h.Cardinality is null || h.ToUnit(value).Width < 1e-9;

    private static void ForEachSpace(Action<SearchSpace, RandomStream> check)
    {
        for (int i = 0; i < Spaces; i++)
        {
            check(SpaceGenerator.Space(2, i), RandomStream.For(2, "space-properties", i));
        }
    }
}
