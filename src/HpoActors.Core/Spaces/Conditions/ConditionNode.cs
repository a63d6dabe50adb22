namespace HpoActors.Core.Spaces.Conditions;

/// <summary>A part of a condition as it was read.</summary>
internal abstract record ConditionNode
{
    public abstract BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters);
}

internal sealed record AndNode(ConditionNode Left, ConditionNode Right) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters) => new BoundAnd(Left.Bind(hyperparameters), Right.Bind(hyperparameters));
}

internal sealed record OrNode(ConditionNode Left, ConditionNode Right) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters) => new BoundOr(Left.Bind(hyperparameters), Right.Bind(hyperparameters));
}

internal sealed record NotNode(ConditionNode Inner) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters) => new BoundNot(Inner.Bind(hyperparameters));
}

/// <summary>A word of a condition; a quoted one is never a hyperparameter's name on the right.</summary>
internal readonly record struct Word(string Text, bool IsQuoted);

/// <summary><c>name op word</c>.</summary>
/// <param name="Name">The hyperparameter.</param>
/// <param name="Operator">One of <c>== != &lt; &lt;= > >=</c>.</param>
/// <param name="Right">A value, or another hyperparameter's name.</param>
internal sealed record ComparisonNode(string Name, string Operator, Word Right) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters)
    {
        Operand left = Operand.Find(Name, hyperparameters);
        if (!Right.IsQuoted && Operand.TryFind(Right.Text, hyperparameters) is { } other)
        {
            return Pair(left, other);
        }

        bool byOrder = Operator is not ("==" or "!=");
        if (byOrder)
        {
            left.RequireOrder(Operator);
        }

        double wanted = left.RankOf(Right.Text);
        string op = Operator;
        if (!left.CanHold(op, wanted))
        {
            throw new FormatException($"'{Name} {Operator} {Right.Text}' never holds: {Name} is {left.Hyperparameter.Describe()}");
        }

        return new BoundTest(left.Place, value => Comparison.Holds(op, left.Rank(value), wanted));
    }

    private BoundPair Pair(Operand left, Operand right)
    {
        bool numbers = left.IsNumeric && right.IsNumeric;
        if (!numbers && Operator is not ("==" or "!="))
        {
            throw new FormatException($"'{Name} {Operator} {Right.Text}': both have to be numbers; other values compare by == and != only");
        }

        string op = Operator;
        return numbers
            ? new BoundPair(left.Place, right.Place, (a, b) => Comparison.Holds(op, a.AsDouble(), b.AsDouble()))
            : new BoundPair(left.Place, right.Place, (a, b) => (a == b) == (op == "=="));
    }
}

/// <summary><c>name in [a, b]</c>.</summary>
internal sealed record MembershipNode(string Name, IReadOnlyList<Word> Words) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters)
    {
        Operand left = Operand.Find(Name, hyperparameters);
        HashSet<double> wanted = [.. Words.Select(w => left.RankOf(w.Text))];
        return new BoundTest(left.Place, value => wanted.Contains(left.Rank(value)));
    }
}

/// <summary>A bool's name alone.</summary>
internal sealed record FlagNode(string Name) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters)
    {
        Operand operand = Operand.Find(Name, hyperparameters);
        return operand.IsBool
            ? new BoundTest(operand.Place, value => value.AsBool())
            : throw new FormatException($"'{Name}' alone says nothing: it is {operand.Hyperparameter.Describe()}; compare it, such as {Name} == {operand.Example}");
    }
}
