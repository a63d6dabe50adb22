using HpoActors.Core;

namespace HpoActors.Files;

/// <summary>A value of a file with the place where it was written; the place is null for defaults.</summary>
internal abstract class HoconNode(Origin? origin)
{
    public Origin? Origin { get; } = origin;

    /// <summary>The value as an <see cref="OptionSet"/>'s entry.</summary>
    public abstract object ToOption();
}

/// <summary>A text, number or flag, as it was written.</summary>
internal sealed class HoconText(Origin? origin, string value) : HoconNode(origin)
{
    public string Value { get; } = value;

    public override object ToOption() => Value;
}

/// <summary>A list.</summary>
internal sealed class HoconList(Origin? origin, IReadOnlyList<HoconNode> items) : HoconNode(origin)
{
    public IReadOnlyList<HoconNode> Items { get; } = items;

    public override object ToOption() => Items.Select(item => item.ToOption()).ToArray();
}

/// <summary>A block, its keys in the order of writing, which is the order of a space's hyperparameters.</summary>
internal sealed class HoconBlock(Origin? origin) : HoconNode(origin)
{
    public OrderedDictionary<string, HoconNode> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the block was written in braces, not only as part of a dotted key.</summary>
    public bool Opened { get; set; }

    public override object ToOption() => ToOptions();

    public OptionSet ToOptions() => new(Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToOption())));
}
