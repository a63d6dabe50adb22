using HpoActors.Core.Spaces.Conditions;

namespace HpoActors.Core.Spaces;

/// <summary>
/// A statement about a configuration, such as <c>layers >= 2 &amp;&amp; (activation == relu || momentum &lt; 0.5)</c>. Where a hyperparameter exists
/// (<see cref="Hyperparameter.When"/>), or what a space forbids. Immutable; equal where the texts are.
/// </summary>
/// <remarks>
/// A comparison names a hyperparameter first, then <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>></c>, <c>>=</c> or <c>in [a, b]</c>, then a value or another
/// hyperparameter; a bool stands alone. They are joined by <c>&amp;&amp;</c> (<c>and</c>), <c>||</c> (<c>or</c>), <c>!</c> (<c>not</c>) and parentheses. An ordinal's values compare by
/// their order. What is said about a hyperparameter that the configuration does not have is neither true nor false (Kleene's logic), and only what is true counts.
/// </remarks>
public sealed class Condition : IEquatable<Condition>
{
    private readonly ConditionNode _root;

    private Condition(string text, ConditionNode root)
    {
        Text = text;
        _root = root;
    }

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a condition. Whether its names and values exist is checked by the space that uses it.</summary>
    /// <exception cref="FormatException">The text is no condition; the message says what was expected where.</exception>
    public static Condition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Condition(text, ConditionParser.Parse(text));
    }

    /// <summary>Reads a condition, as <see cref="Parse"/>.</summary>
    public static implicit operator Condition(string text) => Parse(text);

    /// <summary>The condition about these hyperparameters, its names replaced by places.</summary>
    /// <exception cref="FormatException">A name, or a value of it, is not there.</exception>
    internal BoundCondition Bind(IReadOnlyList<Hyperparameter> hyperparameters) => _root.Bind(hyperparameters);

    /// <inheritdoc/>
    public bool Equals(Condition? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
