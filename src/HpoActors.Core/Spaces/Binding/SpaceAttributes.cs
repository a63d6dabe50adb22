namespace HpoActors.Core.Spaces.Binding;

/// <summary>A hyperparameter's or enum value's name in configurations, where it is not the member's own in snake_case (<c>Units2</c>: <c>units_2</c>).</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>Where a hyperparameter exists: <c>[When("layers >= 2")] int? Units2</c>. Elsewhere the member is null, or has the parameter's default.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class WhenAttribute(string condition) : Attribute
{
    /// <summary>The condition, about names in configurations.</summary>
    public string Condition { get; } = condition;
}

/// <summary>Excludes the combinations for which a clause holds: <c>[Forbid("activation == tanh &amp;&amp; layers > 4")]</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class ForbidAttribute(string clause) : Attribute
{
    /// <summary>The clause, about names in configurations.</summary>
    public string Clause { get; } = clause;
}
