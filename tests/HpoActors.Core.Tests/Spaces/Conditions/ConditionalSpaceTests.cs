using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces.Conditions;

public sealed class ConditionalSpaceTests
{
    private static readonly SearchSpace Mlp = SearchSpace.Build(s => s
        .Int("layers", 1, 6)
        .LogInt("units_1", 32, 1024)
        .LogInt("units_2", 32, 1024, when: "layers >= 2")
        .LogInt("units_3", 32, 1024, when: "layers >= 3")
        .Choice("activation", ["tanh", "relu"])
        .Float("slope", 0, 1, when: "activation == relu && layers > 1")
        .Forbid("activation == tanh && layers > 4"));

    [Fact]
    public void A_sample_has_exactly_what_exists_for_it()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 2000; i++)
        {
            Configuration sample = Mlp.Sample(RandomStream.For(1, "s", i));
            long layers = sample["layers"].AsInt64();
            bool relu = sample.GetText("activation") == "relu";
            string[] expected =
            [
                "layers", "units_1", .. layers >= 2 ? ["units_2"] : Array.Empty<string>(), .. layers >= 3 ? ["units_3"] : Array.Empty<string>(),
                "activation", .. relu && layers > 1 ? ["slope"] : Array.Empty<string>(),
            ];
            Assert.Equal(expected, sample.Select(p => p.Key));
            Assert.True(relu || layers <= 4);
            Assert.Null(Mlp.Problem(sample));
            Assert.True(Mlp.Allows(sample));
            seen.Add($"{layers} {relu}");
        }

        Assert.Equal(10, seen.Count);
    }

    [Fact]
    public void Every_hyperparameter_takes_its_number_of_the_stream_whether_it_exists_or_not()
    {
        SearchSpace space = SearchSpace.Build(s => s.Bool("a").Float("b", 0, 1, when: "a").Float("c", 0, 1));
        for (int i = 0; i < 50; i++)
        {
            RandomStream numbers = RandomStream.For(2, "s", i);
            double[] unit = [numbers.NextDouble(), numbers.NextDouble(), numbers.NextDouble()];
            Assert.Equal(unit[2], space.Sample(RandomStream.For(2, "s", i)).GetDouble("c"));
        }
    }

    [Fact]
    public void Decode_and_encode_are_each_others_way_back()
    {
        double[] unit = new double[6];
        for (int i = 0; i < 500; i++)
        {
            Configuration sample = Mlp.Sample(RandomStream.For(3, "s", i));
            Mlp.Encode(sample, unit);
            for (int k = 0; k < unit.Length; k++)
            {
                Assert.Equal(!sample.Contains(Mlp.Hyperparameters[k].Name), double.IsNaN(unit[k]));
            }

            Configuration back = Mlp.Decode(unit);
            Assert.Equal(sample.Select(p => p.Key), back.Select(p => p.Key));
            Assert.All(sample.Where(p => p.Key != "slope"), p => Assert.Equal(p.Value, back[p.Key]));
        }
    }

    [Fact]
    public void Decode_gives_what_is_forbidden_and_TryDecode_does_not()
    {
        double[] unit = [0.99, 0.5, 0.5, 0.5, 0.1, 0.5];
        Configuration decoded = Mlp.Decode(unit);
        Assert.Equal(6, decoded.GetInt32("layers"));
        Assert.Equal("tanh", decoded.GetText("activation"));
        Assert.False(Mlp.Allows(decoded));
        Assert.Null(Mlp.TryDecode(unit));
        Assert.Equal("is forbidden: activation == tanh && layers > 4", Mlp.Problem(decoded));
    }

    [Theory]
    [InlineData("layers=1 units_1=64 activation=tanh", null)]
    [InlineData("activation=tanh units_1=64 layers=1", null)]
    [InlineData("layers=2 units_1=64 activation=tanh", "lacks units_2")]
    [InlineData("layers=1 units_1=64 units_2=64 activation=tanh", "has units_2, which exists only where layers >= 2")]
    [InlineData("layers=2 units_1=64 units_2=16 activation=tanh", "has units_2 = 16, which is no int in [32, 1024], log scale")]
    [InlineData("layers=7 units_1=64 activation=tanh", "has layers = 7, which is no int in [1, 6]")]
    [InlineData("layers=1 unit_1=64 activation=tanh", "has 'unit_1', which is no hyperparameter of the space; did you mean 'units_1'?")]
    [InlineData("units_1=64 activation=tanh", "lacks layers")]
    public void A_problem_is_told(string text, string? problem)
    {
        Configuration configuration = ConditionSpace.Configuration(text);
        Assert.Equal(problem, Mlp.Problem(configuration));
        Assert.Equal(problem is null, Mlp.Contains(configuration));
    }

    [Fact]
    public void A_parent_may_be_declared_after_its_children()
    {
        SearchSpace space = SearchSpace.Build(s => s.Bool("grandchild", when: "child").Bool("child", when: "parent > 2").Int("parent", 1, 4));
        Assert.Equal(["grandchild", "child", "parent"], space.Decode([0.9, 0.9, 0.9]).Select(p => p.Key));
        Assert.Equal(["child", "parent"], space.Decode([0.9, 0.1, 0.9]).Select(p => p.Key));
        Assert.Equal(["parent"], space.Decode([0.9, 0.9, 0.1]).Select(p => p.Key));
    }

    [Fact]
    public void Configurations_of_one_shape_share_their_names_and_are_equal()
    {
        Configuration first = Mlp.Decode([0.3, 0.5, 0.5, 0.5, 0.1, 0.5]);
        Configuration second = Mlp.Decode([0.3, 0.5, 0.5, 0.1, 0.1, 0.9]);
        Assert.Equal(2, first.GetInt32("layers"));
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, Mlp.Decode([0.5, 0.5, 0.5, 0.5, 0.1, 0.5]));
    }

    [Fact]
    public void A_space_of_more_than_64_hyperparameters_may_be_conditional()
    {
        SearchSpace space = new(Enumerable.Range(0, 100).Select(i => new BoolHyperparameter($"b{i}") { When = i == 0 ? null : (Condition)$"b{i - 1}" }));
        Assert.Equal(100, space.Decode([.. Enumerable.Repeat(0.9, 100)]).Count);
        Assert.Equal(71, space.Decode([.. Enumerable.Range(0, 100).Select(i => i == 70 ? 0.1 : 0.9)]).Count);
    }

    [Fact]
    public void Enumerate_gives_each_configuration_once_in_order()
    {
        SearchSpace space = SearchSpace.Build(s => s
            .Int("layers", 1, 3).Choice("a", ["x", "y"], when: "layers >= 2").Bool("b", when: "a == y").Forbid("layers == 3 && a == x"));
        string[] all = [.. space.Enumerate([.. space.Hyperparameters.Select(h => h.Grid(10))]).Select(c => c.ToString())];
        Assert.Equal(
            ["layers=1", "layers=2, a=x", "layers=2, a=y, b=false", "layers=2, a=y, b=true", "layers=3, a=y, b=false", "layers=3, a=y, b=true"],
            all);
    }

    [Fact]
    public void Enumerate_gives_what_brute_force_finds()
    {
        SearchSpace space = SearchSpace.Build(s => s
            .Bool("c", when: "b > 1 || a").Int("b", 0, 3, when: "a || d == 2").Bool("a").Int("d", 0, 2).Ordinal("e", ["s", "m", "l"], when: "c && d >= 1")
            .Forbid("e == m && b == 2").Forbid("!a && d == 0"));
        IReadOnlyList<HyperparameterValue>[] axes = [.. space.Hyperparameters.Select(h => h.Grid(10))];
        IEnumerable<IEnumerable<KeyValuePair<string, HyperparameterValue>>> every = [[]];
        for (int i = 0; i < axes.Length; i++)
        {
            string name = space.Hyperparameters[i].Name;
            IReadOnlyList<HyperparameterValue> axis = axes[i];
            every = [.. every.SelectMany(head => axis.Select(v => head.Append(new(name, v))).Append(head))];
        }

        string[] expected = [.. every.Select(pairs => new Configuration(pairs)).Where(space.Contains).Select(c => c.ToString()).Order(StringComparer.Ordinal)];
        string[] found = [.. space.Enumerate(axes).Select(c => c.ToString()).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, found);
        Assert.True(found.Length > 20);
    }

    [Theory]
    [InlineData("a", "a.when: depends on itself (a → a); leave one of the conditions out")]
    [InlineData("b", "a.when: depends on itself (a → b → a); leave one of the conditions out", "a")]
    [InlineData("b", "a.when: depends on itself (a → b → c → a); leave one of the conditions out", "c", "a")]
    public void A_circle_of_conditions_is_refused(string ofA, string error, string? ofB = null, string? ofC = null)
    {
        Assert.Equal(error, Assert.Throws<InvalidOptionException>(() => new SearchSpace(
            new BoolHyperparameter("z"),
            new BoolHyperparameter("a") { When = ofA },
            new BoolHyperparameter("b") { When = ofB is null ? null : (Condition)ofB },
            new BoolHyperparameter("c") { When = ofC is null ? null : (Condition)ofC })).Message);
    }

    [Fact]
    public void An_error_in_a_condition_or_clause_names_where_it_stands()
    {
        Assert.Equal(
            "b.when: there is no hyperparameter 'aa' in the space; a comparison names a hyperparameter first",
            Assert.Throws<InvalidOptionException>(() => new SearchSpace(new IntHyperparameter("x", 0, 1), new BoolHyperparameter("b") { When = "aa" })).Message);
        Assert.Equal(
            "forbid[1]: 'x > 1' never holds: x is int in [0, 1]",
            Assert.Throws<InvalidOptionException>(() => new SearchSpace([new IntHyperparameter("x", 0, 1)], ["x == 1", "x > 1"])).Message);
    }

    [Fact]
    public void Forbidding_everything_is_refused()
    {
        Assert.Equal(
            "forbid: leaves nothing to search: none of 10000 configurations drawn at random is allowed; forbid less",
            Assert.Throws<InvalidOptionException>(() => SearchSpace.Build(s => s.Bool("a").Int("x", 0, 9).Forbid("a").Forbid("!a"))).Message);
        Assert.StartsWith(
            "forbid: leaves nothing to search",
            Assert.Throws<InvalidOptionException>(() => SearchSpace.Build(s => s.Float("x", 0, 1).Forbid("x >= 0"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clause_about_something_absent_forbids_nothing()
    {
        SearchSpace space = SearchSpace.Build(s => s.Bool("a").Bool("b", when: "a").Forbid("b").Forbid("!b"));
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal("a=false", space.Sample(RandomStream.For(1, "s", i)).ToString());
        }
    }

    // One of 500 000: drawing at random does not find it, and what was found when the space was made stands in.
    [Fact]
    public void A_needle_is_found_where_the_space_is_finite()
    {
        SearchSpace space = SearchSpace.Build(s => s.Int("x", 1, 1000).Int("y", 1, 500).Forbid("x != 777 || y != 333"));
        Assert.Equal("x=777, y=333", space.Sample(RandomStream.For(1, "s")).ToString());
    }

    [Fact]
    public void Cardinality_counts_combinations()
    {
        Assert.Equal(24, SearchSpace.Build(s => s.Int("a", 1, 6).Bool("b", when: "a > 3").Bool("c")).Cardinality);
        Assert.True(SearchSpace.Build(s => s.Int("a", 1, 6).Bool("b", when: "a > 3")).IsConditional);
        Assert.False(SearchSpace.Build(s => s.Int("a", 1, 6).Forbid("a == 3")).IsConditional);
    }
}
