namespace HpoActors.Files;

/// <summary>
/// Reads a strict part of HOCON: blocks, lists, texts, comments, dotted and quoted keys. Akka's own parser reads too much to be asked
/// (an open brace, prose and <c>min = 0 max = 1</c> all pass) and gives no lines; whoever checks a file first understands it anyway, so this
/// reader builds the tree, and tests hold it against Akka's parser. Left out on purpose, each with an error that says so: keys that come twice
/// (HOCON would merge or overwrite), include and substitutions (a file means the same everywhere; Akka's parser resolves no environment variable),
/// values of several words without quotes, null, +=.
/// </summary>
internal sealed class HoconReader
{
    // Far above what a file needs, far below what a stack takes.
    private const int MaxDepth = 32;

    private readonly HoconCursor _cursor;
    private int _depth;
    private (Origin Origin, string Path)? _suspect;

    private HoconReader(string text, Origin origin)
    {
        if (text.Contains(HoconCursor.End, StringComparison.Ordinal))
        {
            throw origin.Error(null, "is no text: it has zero bytes");
        }

        _cursor = new HoconCursor(text, origin);
    }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="ExperimentFileException">The text is not what it should be.</exception>
    public static HoconBlock ReadFile(string text, string file) => new HoconReader(text, new Origin(file, 1)).Document();

    /// <summary>Reads the value of a flag.</summary>
    /// <exception cref="ExperimentFileException">The text is not what it should be.</exception>
    public static HoconNode ReadValue(string text, Origin flag, string key)
    {
        HoconReader reader = new(text, flag);
        HoconNode value = reader.Value(key);
        reader._cursor.SkipLines();
        return reader._cursor.Current == HoconCursor.End
            ? value
            : throw reader._cursor.Here.Error(key, $"has '{reader._cursor.ShownValue(0)}' behind its value; remove that or quote the value");
    }

    private HoconBlock Document()
    {
        HoconBlock root = new(_cursor.Here) { Opened = true };
        _cursor.SkipLines();
        if (_cursor.Current == '{')
        {
            Block(root, "");
            _cursor.SkipLines();
            return _cursor.Current == HoconCursor.End ? root : throw _cursor.Here.Error(null, "something stands behind the last }; remove it");
        }

        Members(root, "", null);
        return root;
    }

    private void Block(HoconBlock block, string path)
    {
        Origin origin = _cursor.Here;
        int indentation = _cursor.Indentation;
        _cursor.Next();
        Deeper(path);
        Members(block, path, origin);

        // Where a block ends further left than it began, its own } was forgotten; that is known for certain only at the end of the file.
        if (_cursor.Column == _cursor.Indentation && _cursor.Column < indentation)
        {
            _suspect ??= (origin, path);
        }

        _cursor.Next();
        _depth--;
    }

    // Reads up to the closing brace, which stays, or to the end of the text where nothing is open.
    private void Members(HoconBlock block, string path, Origin? open)
    {
        while (true)
        {
            _cursor.SkipLines();
            switch (_cursor.Current)
            {
                case HoconCursor.End:
                    if (open is not null)
                    {
                        (Origin origin, string name) = _suspect ?? (open, path);
                        throw origin.Error(Name(name), "the { opened here is never closed; add a }");
                    }

                    return;
                case '}' when open is not null:
                    return;
                case '}':
                    throw _cursor.Here.Error(null, "the } closes nothing; remove it, or add the { that is missing before");
                case ']':
                    throw _cursor.Here.Error(Name(path), "the ] closes nothing; a block ends with }");
                case ',':
                    throw _cursor.Here.Error(Name(path), "has a comma too many; one comma or a line break separates two settings");
                default:
                    Member(block, path);
                    break;
            }
        }
    }

    private void Member(HoconBlock block, string path)
    {
        Origin origin = _cursor.Here;
        List<string> segments = Key(path);
        string key = segments.Aggregate(path, Join);
        string last = segments[^1];
        _cursor.SkipInLine();
        bool separated = Assign(key);
        if (!separated && _cursor.Current != '{')
        {
            throw NoValue(origin, key, segments);
        }

        HoconBlock parent = Parent(block, path, segments, origin);
        HoconNode? present = parent.Entries.GetValueOrDefault(last);
        if (_cursor.Current == '{' && present is null or HoconBlock { Opened: false })
        {
            HoconBlock target = present as HoconBlock ?? new HoconBlock(origin);
            target.Opened = true;
            parent.Entries[last] = target;
            Block(target, key);
        }
        else if (present is not null)
        {
            // HOCON would merge or overwrite; in a hand-written file it is a slip.
            throw origin.Error(key, $"is there twice{First(present)}; keep one");
        }
        else
        {
            parent.Entries[last] = Value(key, origin);
        }

        Separator('}', key, parent.Entries[last]);
    }

    // Takes the = or : between key and value; a block may do without, and begin on the next line.
    private bool Assign(string key)
    {
        char separator = _cursor.Current;
        if (_cursor.Take('=') || _cursor.Take(':'))
        {
            _cursor.SkipInLine();
            return _cursor.Current is '=' or ':' ? throw _cursor.Here.Error(key, $"has '{separator}' and '{_cursor.Current}'; one is enough") : true;
        }

        if (_cursor.AtLineEnd)
        {
            _cursor.SkipLines();
        }

        return false;
    }

    private List<string> Key(string path)
    {
        List<string> segments = [];
        do
        {
            if (_cursor.AtQuote)
            {
                Origin origin = _cursor.Here;
                string segment = _cursor.ReadQuoted(Name(path));
                segments.Add(HoconCursor.CanBeKey(segment)
                    ? segment
                    : throw origin.Error(Name(path), "has a key that is empty or has blanks at its ends, quotes, backslashes or line breaks; rename it"));
            }
            else
            {
                string segment = _cursor.Read(HoconCursor.IsKey);
                segments.Add(segment.Length > 0 ? segment : throw NoKey(path, segments));
            }
        }
        while (_cursor.Take('.'));
        return segments;
    }

    private ExperimentFileException NoKey(string path, List<string> segments) => _cursor.Here.Error(Name(path), _cursor.Current switch
    {
        _ when segments.Count > 0 => $"the key '{string.Join('.', segments)}.' has nothing behind its last dot",
        '{' => "has a { without a key before it; write key { … }",
        '=' or ':' => $"has '{_cursor.Current}' without a key before it; write key = value",
        var c => $"'{c}' cannot begin a key; keys are letters, digits, _ and -, or quoted",
    });

    private ExperimentFileException NoValue(Origin origin, string key, List<string> segments)
    {
        if (origin.Line == _cursor.Here.Line && !_cursor.AtLineEnd && _cursor.Current is not (',' or '}' or ']'))
        {
            string name = string.Join('.', segments);
            return _cursor.Current switch
            {
                '"' when name == "include" => origin.Error(null, "include is not supported; copy the settings into this file"),
                '+' => origin.Error(key, "+= is not supported; write the whole list"),
                _ => origin.Error(null, $"'{name}' is followed by '{_cursor.Shown(0)}', not by = or {{; a setting is written key = value"),
            };
        }

        return origin.Error(key, $"has no value; write {segments[^1]} = …");
    }

    // The block that a dotted key's last segment goes into.
    private static HoconBlock Parent(HoconBlock block, string path, List<string> segments, Origin origin)
    {
        foreach (string segment in segments.SkipLast(1))
        {
            path = Join(path, segment);
            if (!block.Entries.TryGetValue(segment, out HoconNode? next))
            {
                next = new HoconBlock(origin);
                block.Entries.Add(segment, next);
            }

            block = next as HoconBlock ?? throw origin.Error(path, $"is a value{First(next)} and cannot have keys of its own as well");
        }

        return block;
    }

    private HoconNode Value(string key, Origin? keyOrigin = null)
    {
        _cursor.SkipInLine();
        Origin origin = keyOrigin ?? _cursor.Here;
        if (_cursor.AtLineEnd || _cursor.Current is ',' or '}' or ']')
        {
            throw origin.Error(key, "has no value; write it on the line of its key");
        }

        switch (_cursor.Current)
        {
            case '{':
                HoconBlock block = new(origin) { Opened = true };
                Block(block, key);
                return block;
            case '[':
                return List(key, origin);
            case '"':
                string quoted = _cursor.ReadQuoted(key);
                return new HoconText(origin, quoted);
            case '\'':
                throw origin.Error(key, "has single quotes; use double ones: \"…\"");
            case '$':
                throw origin.Error(
                    key, "substitutions such as ${NAME} are not supported; write the value, or give it with --set (a $ in a text: quote it)");
            default:
                return Word(key, origin);
        }
    }

    private HoconText Word(string key, Origin origin)
    {
        string word = _cursor.Read(HoconCursor.IsWord);
        bool ends = _cursor.AtLineEnd || char.IsWhiteSpace(_cursor.Current) || _cursor.Current is ',' or '}' or ']';
        if (!ends || word.Contains("//", StringComparison.Ordinal))
        {
            string shown = _cursor.Shown(word.Length);
            throw origin.Error(key, _cursor.Current == '#' || word.Contains("//", StringComparison.Ordinal)
                ? $"has a comment right behind the value in {shown}; put a blank before the comment, or quote the value"
                : shown[^1] == ';' ? "has a semicolon behind its value; a comma or a line break separates settings"
                : $"{shown} has to be quoted: {Quoted(shown)}");
        }

        return word == "null" ? throw origin.Error(key, "null is no value; leave the key out") : new HoconText(origin, word);
    }

    private HoconList List(string key, Origin origin)
    {
        Origin opened = _cursor.Here;
        _cursor.Next();
        Deeper(key);
        List<HoconNode> items = [];
        while (true)
        {
            _cursor.SkipLines();
            switch (_cursor.Current)
            {
                case HoconCursor.End:
                    throw opened.Error(key, "the [ opened here is never closed; add a ]");
                case ']':
                    _cursor.Next();
                    _depth--;
                    return new HoconList(origin, items);
                case '}':
                    throw opened.Error(key, "the [ opened here is closed by a }; add a ] before");
                case ',':
                    throw _cursor.Here.Error(key, "has a comma too many; one comma or a line break separates two items");
                default:
                    items.Add(Value(key));
                    Separator(']', key, items[^1]);
                    break;
            }
        }
    }

    // Between two settings or items: a comma or a line break, and nothing else; before the end also nothing.
    private void Separator(char closer, string key, HoconNode value)
    {
        _cursor.SkipInLine();
        if (_cursor.AtLineEnd || _cursor.Current == closer || _cursor.Take(','))
        {
            return;
        }

        // Another bracket is an error of the block or list around, which knows what it waits for.
        if (_cursor.Current is '}' or ']')
        {
            return;
        }

        Origin here = _cursor.Here;
        string rest = _cursor.ShownValue(0);
        string next = _cursor.AtQuote ? $"\"{_cursor.ReadQuoted(key)}\"" : _cursor.Read(HoconCursor.IsWord);
        _cursor.SkipInLine();
        bool setting = closer == '}' && _cursor.Current is '=' or ':' or '{';
        throw here.Error(key, (next, value) switch
        {
            ("", _) => $"has '{rest}' behind its value; remove it, or quote the whole value",
            _ when setting => $"two settings stand on one line; put a comma or a line break before '{next}'",
            (_, HoconText text) when closer == '}' => $"has several words; quote them together: {Quoted($"{text.Value} {rest.Trim('"')}")}",
            _ => $"a comma or a line break is missing before '{next}'",
        });
    }

    private void Deeper(string path)
    {
        if (++_depth > MaxDepth)
        {
            throw _cursor.Here.Error(Name(path), $"is nested more than {MaxDepth} deep");
        }
    }

    private static string First(HoconNode node) => node.Origin is { Line: > 0 and var line } ? $" (first on line {line})" : "";

    private static string Join(string path, string segment) => path.Length == 0 ? segment : $"{path}.{segment}";

    private static string? Name(string path) => path.Length == 0 ? null : path;

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";
}
