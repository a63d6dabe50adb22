using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Generation;

/// <summary>Random conditions about hyperparameters of any kind, which hold for some of their values.</summary>
internal static class ConditionGenerator
{
    private const int Deepest = 3;

    public static Condition Next(RandomStream random, IReadOnlyList<Hyperparameter> about) => Condition.Parse(Node(random, about, 0));

    private static string Node(RandomStream random, IReadOnlyList<Hyperparameter> about, int depth) => depth == Deepest ? Statement(random, about) : random.NextInt32(9) switch
    {
        0 => $"({Node(random, about, depth + 1)} && {Node(random, about, depth + 1)})",
        1 => $"({Node(random, about, depth + 1)} or {Node(random, about, depth + 1)})",
        2 => $"not ({Node(random, about, depth + 1)})",
        _ => Statement(random, about),
    };

    private static string Statement(RandomStream random, IReadOnlyList<Hyperparameter> about)
    {
        Hyperparameter parent = about[random.NextInt32(about.Count)];
        string value = Text(parent.FromUnit(random.NextDouble()));
        return parent switch
        {
            BoolHyperparameter => random.NextInt32(2) == 0 ? parent.Name : $"!{parent.Name}",
            FloatHyperparameter or IntHyperparameter => Comparison(random, parent, about, value),
            OrdinalHyperparameter => $"{parent.Name} {Pick(random, "==", "<=", ">=")} {value}",
            ChoiceHyperparameter when random.NextInt32(2) == 0 => $"{parent.Name} in [{value}, {Text(parent.FromUnit(random.NextDouble()))}]",
            _ => $"{parent.Name} == {value}",
        };
    }

    private static string Comparison(RandomStream random, Hyperparameter parent, IReadOnlyList<Hyperparameter> about, string value)
    {
        // Two numbers against each other, now and then; a real number equals another one too seldom to ask.
        Hyperparameter other = about[random.NextInt32(about.Count)];
        bool pair = other is FloatHyperparameter or IntHyperparameter && other.Name != parent.Name && random.NextInt32(3) == 0;
        return pair ? Pair(random, parent, other)
            : parent.Cardinality is <= 10 and > 1 && random.NextInt32(2) == 0 ? $"{parent.Name} {Pick(random, "==", "!=")} {value}"
            : $"{parent.Name} {Pick(random, "<=", ">=")} {value}";
    }

    // Two values tell what may hold.
    private static string Pair(RandomStream random, Hyperparameter left, Hyperparameter right)
    {
        double low = left.FromUnit(random.NextDouble()).AsDouble();
        double high = right.FromUnit(random.NextDouble()).AsDouble();
        string op = low < high ? Pick(random, "<", "<=", "!=") : low > high ? Pick(random, ">", ">=", "!=") : Pick(random, "<=", ">=");
        return $"{left.Name} {op} {right.Name}";
    }

    private static string Pick(RandomStream random, params string[] texts) => texts[random.NextInt32(texts.Length)];

    private static string Text(HyperparameterValue value) => value.Kind != ValueKind.Text ? value.ToString()
        : value.AsText().Contains('\'', StringComparison.Ordinal) ? $"\"{value.AsText()}\""
        : $"'{value.AsText()}'";
}
