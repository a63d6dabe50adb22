using HpoActors.Core;

namespace HpoActors.Files;

/// <summary>A value of a file, with where it came from: <c>softmax.conf:12</c> or <c>--trials 5</c>.</summary>
internal abstract record ConfNode(string Origin)
{
    /// <summary>The value as an option: text, a list or a set.</summary>
    public abstract object ToOption();
}

/// <summary>A text, number or bool as it was written.</summary>
internal sealed record ConfScalar(string Origin, string Text) : ConfNode(Origin)
{
    public override object ToOption() => Text;
}

/// <summary>A list in brackets.</summary>
internal sealed record ConfList(string Origin, IReadOnlyList<ConfNode> Items) : ConfNode(Origin)
{
    public override object ToOption() => Items.Select(item => item.ToOption()).ToArray();
}

/// <summary>A block in braces, its keys in the order in which they were written.</summary>
internal sealed record ConfBlock(string Origin) : ConfNode(Origin)
{
    private readonly Dictionary<string, ConfNode> _entries = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ConfNode> Entries => _entries;

    public ConfNode? this[string key] => _entries.GetValueOrDefault(key);

    public override object ToOption() => ToOptionSet();

    public OptionSet ToOptionSet() => new(_entries.Select(e => KeyValuePair.Create(e.Key, e.Value.ToOption())));

    /// <summary>Puts a value behind a path of keys; blocks on the way are made, other values there are replaced.</summary>
    /// <returns>The value that was there before, or null.</returns>
    public ConfNode? Put(ReadOnlySpan<string> path, ConfNode value)
    {
        ConfNode? before = this[path[0]];
        if (path.Length == 1)
        {
            _entries[path[0]] = value;
            return before;
        }

        if (before is not ConfBlock block)
        {
            _entries[path[0]] = block = new ConfBlock(value.Origin);
        }

        return block.Put(path[1..], value);
    }

    /// <summary>Where the value behind a dotted path came from, or the nearest block around it that is there.</summary>
    public string OriginOf(string path)
    {
        ConfNode node = this;
        foreach (string key in path.Split('.'))
        {
            if (node is not ConfBlock block || block[key] is not { } next)
            {
                break;
            }

            node = next;
        }

        return node.Origin;
    }

    /// <summary>This block with what only <paramref name="defaults"/> has. A block in both is completed in turn.</summary>
    public ConfBlock Over(ConfBlock defaults)
    {
        ConfBlock result = new(Origin);
        foreach ((string key, ConfNode value) in _entries)
        {
            result._entries[key] = value is ConfBlock mine && defaults[key] is ConfBlock theirs ? mine.Over(theirs) : value;
        }

        foreach ((string key, ConfNode value) in defaults._entries)
        {
            result._entries.TryAdd(key, value);
        }

        return result;
    }
}
