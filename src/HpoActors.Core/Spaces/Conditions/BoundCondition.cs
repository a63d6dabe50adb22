namespace HpoActors.Core.Spaces.Conditions;

/// <summary>A condition whose hyperparameters are known by their place. True, false, or null: said about something that is not there.</summary>
internal abstract class BoundCondition
{
    /// <summary>The places of the hyperparameters that it speaks of.</summary>
    public abstract IEnumerable<int> Places { get; }

    /// <param name="values">A value for each hyperparameter.</param>
    /// <param name="active">Which of them the configuration has.</param>
    public abstract bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active);
}

internal sealed class BoundAnd(BoundCondition left, BoundCondition right) : BoundCondition
{
    public override IEnumerable<int> Places => left.Places.Concat(right.Places);

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active) =>
        left.Holds(values, active) is false ? false : left.Holds(values, active) & right.Holds(values, active);
}

internal sealed class BoundOr(BoundCondition left, BoundCondition right) : BoundCondition
{
    public override IEnumerable<int> Places => left.Places.Concat(right.Places);

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active) =>
        left.Holds(values, active) is true ? true : left.Holds(values, active) | right.Holds(values, active);
}

internal sealed class BoundNot(BoundCondition inner) : BoundCondition
{
    public override IEnumerable<int> Places => inner.Places;

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active) => !inner.Holds(values, active);
}

/// <summary>One hyperparameter's value.</summary>
internal sealed class BoundTest(int place, Func<HyperparameterValue, bool> test) : BoundCondition
{
    public override IEnumerable<int> Places => [place];

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active) => active[place] ? test(values[place]) : null;
}

/// <summary>Two hyperparameters' values.</summary>
internal sealed class BoundPair(int left, int right, Func<HyperparameterValue, HyperparameterValue, bool> test) : BoundCondition
{
    public override IEnumerable<int> Places => [left, right];

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active) =>
        active[left] && active[right] ? test(values[left], values[right]) : null;
}
