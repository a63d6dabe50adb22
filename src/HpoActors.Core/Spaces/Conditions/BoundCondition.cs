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

/// <summary>False where a part is, else unknown where a part is.</summary>
internal sealed class BoundAnd(BoundCondition[] parts) : BoundCondition
{
    public override IEnumerable<int> Places => parts.SelectMany(part => part.Places);

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active)
    {
        bool? all = true;
        foreach (BoundCondition part in parts)
        {
            switch (part.Holds(values, active))
            {
                case false:
                    return false;
                case null:
                    all = null;
                    break;
            }
        }

        return all;
    }
}

/// <summary>True where a part is, else unknown where a part is.</summary>
internal sealed class BoundOr(BoundCondition[] parts) : BoundCondition
{
    public override IEnumerable<int> Places => parts.SelectMany(part => part.Places);

    public override bool? Holds(ReadOnlySpan<HyperparameterValue> values, ReadOnlySpan<bool> active)
    {
        bool? any = false;
        foreach (BoundCondition part in parts)
        {
            switch (part.Holds(values, active))
            {
                case true:
                    return true;
                case null:
                    any = null;
                    break;
            }
        }

        return any;
    }
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
