namespace HpoActors.Core.Spaces.Conditions;

/// <summary>A part of a condition as it was read.</summary>
internal abstract record ConditionNode
{
    public abstract BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters);
}

// However many parts stand in a row, they are one level: what nests is bounded by the parser.
internal sealed record AndNode(IReadOnlyList<ConditionNode> Parts) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters) => new BoundAnd([.. Parts.Select(part => part.Bind(hyperparameters))]);
}

internal sealed record OrNode(IReadOnlyList<ConditionNode> Parts) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters) => new BoundOr([.. Parts.Select(part => part.Bind(hyperparameters))]);
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

        if (Comparison.IsOrder(Operator))
        {
            left.RequireOrder(Operator);
        }

        double wanted = left.RankOf(Right.Text);
        if (!left.CanHold(Operator, wanted))
        {
            throw new FormatException($"'{Name} {Operator} {Right.Text}' never holds: {Name} is {left.Hyperparameter.Describe()}");
        }

        Func<double, double, bool> compare = Comparison.Of(Operator);
        return new BoundTest(left.Place, value => compare(left.Rank(value), wanted));
    }

    private BoundPair Pair(Operand left, Operand right)
    {
        bool numbers = left.IsNumeric && right.IsNumeric;
        if (!numbers && Comparison.IsOrder(Operator))
        {
            throw new FormatException($"'{Name} {Operator} {Right.Text}': both have to be numbers; other values compare by == and != only");
        }

        if (!(numbers ? left.CanHold(Operator, right) : left.SharesValueWith(right)))
        {
            throw new FormatException(
                $"'{Name} {Operator} {Right.Text}' {(numbers ? "never holds" : "compares what is never equal")}: "
                    + $"{Name} is {left.Hyperparameter.Describe()}, {Right.Text} is {right.Hyperparameter.Describe()}");
        }

        if (numbers)
        {
            Func<double, double, bool> compare = Comparison.Of(Operator);
            return new BoundPair(left.Place, right.Place, (a, b) => compare(a.AsDouble(), b.AsDouble()));
        }

        bool equal = Operator == "==";
        return new BoundPair(left.Place, right.Place, (a, b) => Operand.AreEqual(a, b) == equal);
    }
}

/// <summary><c>name in [a, b]</c>.</summary>
internal sealed record MembershipNode(string Name, IReadOnlyList<Word> Words) : ConditionNode
{
    public override BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters)
    {
        Operand left = Operand.Find(Name, hyperparameters);
        HashSet<double> wanted = [];
        foreach (Word word in Words)
        {
            double rank = left.RankOf(word.Text);
            _ = left.CanHold("==", rank) ? wanted.Add(rank) : throw new FormatException($"{Name} is never {word.Text}; it is {left.Hyperparameter.Describe()}");
        }

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
