namespace HpoActors.Core.Spaces;

/// <summary>
/// Writes a space down in one expression (<see cref="SearchSpace.Build"/>), hyperparameters in their order. <c>when</c> says where one exists, such as
/// <c>layers >= 2</c>; null (default) for everywhere. Every error is an <see cref="InvalidOptionException"/> whose key names the hyperparameter.
/// </summary>
public sealed class SearchSpaceBuilder
{
    private readonly List<Hyperparameter> _hyperparameters = [];
    private readonly List<Condition> _forbidden = [];

    internal SearchSpaceBuilder()
    {
    }

    /// <summary>A real number in [<paramref name="min"/>, <paramref name="max"/>], as <see cref="FloatHyperparameter"/> has it.</summary>
    public SearchSpaceBuilder Float(
        string name, double min, double max, Scale scale = Scale.Linear, double? step = null, Prior? prior = null, string? when = null) =>
        Add(new FloatHyperparameter(name, min, max, scale, step, prior), when);

    /// <summary>A real number in [<paramref name="min"/>, <paramref name="max"/>] on a log scale: every order of magnitude counts alike.</summary>
    public SearchSpaceBuilder LogFloat(string name, double min, double max, Prior? prior = null, string? when = null) =>
        Float(name, min, max, Scale.Log, null, prior, when);

    /// <summary>A whole number in [<paramref name="min"/>, <paramref name="max"/>], as <see cref="IntHyperparameter"/> has it.</summary>
    public SearchSpaceBuilder Int(
        string name, long min, long max, Scale scale = Scale.Linear, long step = 1, Prior? prior = null, string? when = null) =>
        Add(new IntHyperparameter(name, min, max, scale, step, prior), when);

    /// <summary>A whole number in [<paramref name="min"/>, <paramref name="max"/>] on a log scale.</summary>
    public SearchSpaceBuilder LogInt(string name, long min, long max, Prior? prior = null, string? when = null) =>
        Int(name, min, max, Scale.Log, 1, prior, when);

    /// <summary>One of some texts or numbers without an order: <c>Choice("activation", ["tanh", "relu"])</c>.</summary>
    public SearchSpaceBuilder Choice(string name, IReadOnlyList<string> values, string? when = null) =>
        Add(new ChoiceHyperparameter(name, [.. values.Select(HyperparameterValue.Of)]), when);

    /// <inheritdoc cref="Choice(string, IReadOnlyList{string}, string)"/>
    public SearchSpaceBuilder Choice(string name, IReadOnlyList<long> values, string? when = null) =>
        Add(new ChoiceHyperparameter(name, [.. values.Select(HyperparameterValue.Of)]), when);

    /// <inheritdoc cref="Choice(string, IReadOnlyList{string}, string)"/>
    public SearchSpaceBuilder Choice(string name, IReadOnlyList<double> values, string? when = null) =>
        Add(new ChoiceHyperparameter(name, [.. values.Select(HyperparameterValue.Of)]), when);

    /// <summary>One of some texts or numbers in their order, small to large.</summary>
    public SearchSpaceBuilder Ordinal(string name, IReadOnlyList<string> values, string? when = null) =>
        Add(new OrdinalHyperparameter(name, [.. values.Select(HyperparameterValue.Of)]), when);

    /// <inheritdoc cref="Ordinal(string, IReadOnlyList{string}, string)"/>
    public SearchSpaceBuilder Ordinal(string name, IReadOnlyList<long> values, string? when = null) =>
        Add(new OrdinalHyperparameter(name, [.. values.Select(HyperparameterValue.Of)]), when);

    /// <inheritdoc cref="Ordinal(string, IReadOnlyList{string}, string)"/>
    public SearchSpaceBuilder Ordinal(string name, IReadOnlyList<double> values, string? when = null) =>
        Add(new OrdinalHyperparameter(name, [.. values.Select(HyperparameterValue.Of)]), when);

    /// <summary>True or false.</summary>
    public SearchSpaceBuilder Bool(string name, string? when = null) => Add(new BoolHyperparameter(name), when);

    /// <summary>A value that every configuration has.</summary>
    public SearchSpaceBuilder Constant(string name, string value, string? when = null) =>
        Add(new ConstantHyperparameter(name, HyperparameterValue.Of(value)), when);

    /// <inheritdoc cref="Constant(string, string, string)"/>
    public SearchSpaceBuilder Constant(string name, long value, string? when = null) =>
        Add(new ConstantHyperparameter(name, HyperparameterValue.Of(value)), when);

    /// <inheritdoc cref="Constant(string, string, string)"/>
    public SearchSpaceBuilder Constant(string name, double value, string? when = null) =>
        Add(new ConstantHyperparameter(name, HyperparameterValue.Of(value)), when);

    /// <inheritdoc cref="Constant(string, string, string)"/>
    public SearchSpaceBuilder Constant(string name, bool value, string? when = null) =>
        Add(new ConstantHyperparameter(name, HyperparameterValue.Of(value)), when);

    /// <summary>Excludes the combinations for which a clause holds, such as <c>activation == tanh &amp;&amp; layers > 4</c>.</summary>
    public SearchSpaceBuilder Forbid(string clause)
    {
        ArgumentNullException.ThrowIfNull(clause);
        _forbidden.Add(Read(clause, $"forbid[{_forbidden.Count}]"));
        return this;
    }

    internal SearchSpaceBuilder Add(Hyperparameter hyperparameter, string? when)
    {
        _hyperparameters.Add(when is null ? hyperparameter : hyperparameter with { When = Read(when, $"{hyperparameter.Name}.when") });
        return this;
    }

    internal SearchSpace ToSpace() => new(_hyperparameters, _forbidden);

    private static Condition Read(string text, string key)
    {
        try
        {
            return Condition.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InvalidOptionException(key, e.Message, e);
        }
    }
}
