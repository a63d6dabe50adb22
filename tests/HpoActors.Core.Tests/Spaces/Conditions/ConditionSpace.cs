using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces.Conditions;

/// <summary>Hyperparameters of every kind for conditions to speak of, and ways to ask.</summary>
internal static class ConditionSpace
{
    public static readonly IReadOnlyList<Hyperparameter> Parents = SearchSpace.Build(s => s
        .Int("layers", 1, 6)
        .Float("rate", 0, 1)
        .Float("step", -1, 1, step: 0.1)
        .Choice("activation", ["tanh", "relu", "leaky relu"])
        .Choice("batch", [16, 32, 64])
        .Ordinal("size", ["small", "medium", "large"])
        .Ordinal("level", [30, 10, 20])
        .Bool("bias")
        .Constant("depth", 3)
        .Int("width", 4, 9)).Hyperparameters;

    public static readonly Configuration Usual =
        Configuration("layers=3 rate=0.25 step=0.3 activation=relu batch=32 size=medium level=10 bias=true depth=3 width=5");

    public static Configuration Configuration(string text) =>
        new(text.Split(' ').Select(p => p.Split('=')).Select(p => KeyValuePair.Create(p[0], HyperparameterValue.Parse(p[1]))));

    /// <summary>Whether a hyperparameter that exists where <paramref name="condition"/> holds exists beside the usual values, those left out that are not given.</summary>
    public static bool Exists(string condition, params string[] without)
    {
        IEnumerable<Hyperparameter> parents = Parents.Select(p => without.Contains(p.Name) ? p with { When = "rate > 0.9" } : p);
        SearchSpace space = new(parents.Append(new BoolHyperparameter("child") { When = condition }));
        Configuration absent = new(Usual.Where(p => !without.Contains(p.Key)));
        Configuration present = new(absent.Append(new("child", HyperparameterValue.Of(true))));
        Assert.NotEqual(space.Contains(absent), space.Contains(present));
        return space.Contains(present);
    }

    public static string ErrorOf(string condition) =>
        Assert.Throws<FormatException>(() => Condition.Parse(condition).Bind(Parents)).Message;
}
