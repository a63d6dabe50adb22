using CsCheck;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces.Conditions;

/// <summary>Random conditions, written with as few parentheses as they need, against an evaluation of the formula itself in Kleene's logic.</summary>
public sealed class ConditionPropertyTests
{
    private static readonly SearchSpace Parents = SearchSpace.Build(s => s.Bool("a").Bool("b", when: "a").Int("n", 0, 3).Int("m", 0, 3, when: "n > 0").Ordinal("o", ["s", "m", "l"], when: "b"));

    private static readonly string[] Sizes = ["s", "m", "l"];

    private enum Strength
    {
        Or,
        And,
        Not,
    }

    // A statement's answer is null where what it speaks of is not there.
    private static Gen<Formula> Statement { get; } = Gen.OneOf(
        One("a", "b").Select(name => new Formula(name, Strength.Not, c => c.TryGet(name, out HyperparameterValue v) ? v.AsBool() : null)),
        Gen.Select(One("n", "m"), One("==", "!=", "<", "<=", ">", ">="), Gen.Int[1, 2], (name, op, k) =>
            new Formula($"{name} {op} {k}", Strength.Not, c => c.TryGet(name, out HyperparameterValue v) ? Holds(v.AsDouble(), op, k) : null)),
        One("==", "!=", "<", "<=", ">", ">=").Select(op =>
            new Formula($"n {op} m", Strength.Not, c => c.TryGet("m", out HyperparameterValue v) ? Holds(c.GetDouble("n"), op, v.AsDouble()) : null)),
        One("==", "!=", "<=", ">=").Select(op =>
            new Formula($"o {op} 'm'", Strength.Not, c => c.TryGet("o", out HyperparameterValue v) ? Holds(Array.IndexOf(Sizes, v.AsText()), op, 1) : null)),
        Gen.Const(new Formula("n in [0, 2]", Strength.Not, c => c.GetInt32("n") is 0 or 2)));

    [Fact]
    public void What_is_written_means_the_formula()
    {
        HashSet<bool?> seen = [];
        Configuration[] all = [.. Parents.Enumerate([.. Parents.Hyperparameters.Select(h => h.Grid(10))])];
        Any(4).Sample(
            formula =>
            {
                SearchSpace space = new(Parents.Hyperparameters.Append(new BoolHyperparameter("child") { When = formula.Text }));
                foreach (Configuration parents in all)
                {
                    bool? expected = formula.Evaluate(parents);
                    lock (seen)
                    {
                        seen.Add(expected);
                    }

                    Configuration child = new(parents.Append(new("child", HyperparameterValue.Of(true))));
                    Assert.Equal(expected is true, space.Contains(child));
                    Assert.Equal(expected is not true, space.Contains(parents));
                }
            },
            iter: 3000);
        Assert.Equal(3, seen.Count);
    }

    private static Gen<Formula> Any(int depth) => depth == 0 ? Statement : Gen.Frequency(
        (2, Statement),
        (2, Gen.Select(Any(depth - 1), One("!", "not "), (inner, not) =>
            new Formula($"{not}{inner.Within(Strength.Not)}", Strength.Not, c => !inner.Evaluate(c)))),
        (3, Gen.Select(Any(depth - 1), Any(depth - 1), One(" && ", "&&", " and "), (left, right, and) =>
            new Formula($"{left.Within(Strength.And)}{and}{right.Within(Strength.And)}", Strength.And, c => left.Evaluate(c) & right.Evaluate(c)))),
        (3, Gen.Select(Any(depth - 1), Any(depth - 1), One(" || ", "||", " or "), (left, right, or) =>
            new Formula($"{left.Within(Strength.Or)}{or}{right.Within(Strength.Or)}", Strength.Or, c => left.Evaluate(c) | right.Evaluate(c)))));

    private static Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    private static bool Holds(double left, string op, double right) => op switch
    {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    };

    private sealed record Formula(string Text, Strength Strength, Func<Configuration, bool?> Evaluate)
    {
        public string Within(Strength outer) => Strength >= outer ? Text : $"({Text})";
    }
}
