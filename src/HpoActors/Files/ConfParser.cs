using System.Text;

namespace HpoActors.Files;

/// <summary>
/// Reads the part of HOCON that experiment files need, strictly: blocks, lists, texts, comments, dotted keys, <c>${NAME}</c> from the environment. Akka's own
/// parser takes an unclosed brace, prose, or two settings on a line for something else without a word; whatever passes here means the same there.
/// </summary>
internal sealed class ConfParser
{
    private readonly string _name;
    private readonly string _text;
    private int _at;
    private int _line = 1;

    private ConfParser(string name, string text)
    {
        _name = name;
        _text = text.ReplaceLineEndings("\n");
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="ExperimentFileException">It is not HOCON as it should be; the message names the line.</exception>
    public static ConfBlock ParseFile(string name, string text)
    {
        ConfParser parser = new(name, text);
        ConfBlock block = new($"{name}:1");
        parser.ReadEntries(block, opened: 0);
        return block;
    }

    /// <summary>Reads a single value, as from a command line.</summary>
    public static ConfNode ParseValue(string origin, string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            throw new ExperimentFileException($"{origin}: the value is missing");
        }

        if (trimmed[0] is not ('{' or '[' or '"'))
        {
            return new ConfScalar(origin, trimmed);
        }

        ConfParser parser = new(origin, trimmed) { Fixed = origin };
        ConfNode value = parser.ReadValue(origin);
        parser.SkipBlank();
        return parser.AtEnd ? value : throw parser.Error($"'{parser.Rest()}' follows the value");
    }

    private string? Fixed { get; init; }

    private string Here => Fixed ?? $"{_name}:{_line}";

    private bool AtEnd => _at >= _text.Length;

    private char Current => AtEnd ? '\0' : _text[_at];

    // Entries up to the closing brace, or to the end of the file where none was opened.
    private void ReadEntries(ConfBlock block, int opened)
    {
        while (true)
        {
            SkipBlank();
            if (AtEnd)
            {
                if (opened > 0)
                {
                    throw Error($"the brace opened in line {opened} is never closed; add a }}");
                }

                return;
            }

            if (Current == '}')
            {
                if (opened == 0)
                {
                    throw Error("a } closes nothing; take it out or add the { that it belongs to");
                }

                Advance();
                return;
            }

            ReadEntry(block);
            ReadSeparator(opened > 0 ? '}' : '\0', "another setting");
        }
    }

    private void ReadEntry(ConfBlock block)
    {
        string origin = Here;
        string[] path = ReadKey();
        string shown = string.Join(".", path);
        SkipSpaces();
        if (path is ["include"] && Current == '"')
        {
            throw Error("include is not supported; write the settings into this file");
        }

        if (Current is '=' or ':')
        {
            Advance();
            SkipBlankBefore(shown);
        }
        else if (Current == '+')
        {
            throw Error($"{shown}: += is not supported; write the whole list");
        }
        else if (Current != '{')
        {
            throw Error($"'{shown}' is followed by '{Rest()}' where = and a value should come; write key = value");
        }

        ConfNode value = ReadValue(origin);
        ConfNode? before = block.Put(path, value);
        if (before is not null)
        {
            throw Error($"{shown} stands twice (first in {before.Origin}); keep one");
        }
    }

    private string[] ReadKey()
    {
        List<string> path = [];
        do
        {
            if (path.Count > 0)
            {
                Advance();
            }

            int start = _at;
            if (Current == '"')
            {
                path.Add(ReadQuoted());
                continue;
            }

            while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
            {
                Advance();
            }

            if (_at == start)
            {
                throw Error($"'{Rest()}' is no setting; write key = value or key {{ … }}");
            }

            path.Add(_text[start.._at]);
        }
        while (Current == '.');

        return [.. path];
    }

    private ConfNode ReadValue(string origin)
    {
        switch (Current)
        {
            case '{':
                int opened = _line;
                Advance();
                ConfBlock block = new(origin);
                ReadEntries(block, opened);
                return block;
            case '[':
                return ReadList(origin);
            case '"':
                return new ConfScalar(origin, ReadQuoted());
            default:
                return new ConfScalar(origin, ReadBare());
        }
    }

    private ConfList ReadList(string origin)
    {
        int opened = _line;
        Advance();
        List<ConfNode> items = [];
        while (true)
        {
            SkipBlank();
            if (AtEnd)
            {
                throw Error($"the bracket opened in line {opened} is never closed; add a ]");
            }

            if (Current == ']')
            {
                Advance();
                return new ConfList(origin, items);
            }

            items.Add(ReadValue(Here));
            ReadSeparator(']', "another value");
        }
    }

    // A word without quotes, or ${NAME}.
    private string ReadBare()
    {
        if (Current == '$')
        {
            return ReadVariable();
        }

        int start = _at;
        while (!AtEnd && Current is not ('\n' or ',' or '}' or ']' or '{' or '[' or '#' or '"' or '=' or ':' or '$') && !StartsComment())
        {
            Advance();
        }

        string text = _text[start.._at].TrimEnd();
        if (Current is '=' or ':')
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            throw Error(words.Length > 1
                ? $"'{words[0]}' and '{words[^1]} {Current}' stand on one line; put a comma or a new line between them"
                : $"'{text}{Current}' is a value and a setting at once; quote it, or put a comma or a new line before the next setting");
        }

        if (text.Length == 0)
        {
            throw Error("a value is missing");
        }

        return text.Contains(' ', StringComparison.Ordinal) || text.Contains('\t', StringComparison.Ordinal)
            ? throw Error($"'{text}' is more than one word; put it in quotes, or a comma where another value or setting begins")
            : text;
    }

    private string ReadVariable()
    {
        int end = _text.IndexOf('}', _at);
        string inside = end > _at + 2 && _text[_at + 1] == '{' ? _text[(_at + 2)..end] : "";
        string name = inside.TrimStart('?');
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw Error("a $ is followed by no {NAME}; quote the value, or write ${NAME} for a variable of the environment");
        }

        _at = end + 1;
        return Environment.GetEnvironmentVariable(name)
            ?? throw Error($"the environment variable {name} is not set");
    }

    private string ReadQuoted()
    {
        int line = _line;
        if (string.CompareOrdinal(_text, _at, "\"\"\"", 0, 3) == 0)
        {
            int end = _text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
            if (end < 0)
            {
                throw Error($"the triple quotes opened in line {line} are never closed");
            }

            string raw = _text[(_at + 3)..end];
            _line += raw.Count(c => c == '\n');
            _at = end + 3;
            return raw;
        }

        StringBuilder text = new();
        Advance();
        while (Current != '"')
        {
            if (AtEnd || Current == '\n')
            {
                throw Error("a quote is opened here and never closed in this line");
            }

            text.Append(Current == '\\' ? ReadEscape() : Current);
            Advance();
        }

        Advance();
        return text.ToString();
    }

    private char ReadEscape()
    {
        Advance();
        switch (Current)
        {
            case '"' or '\\' or '/':
                return Current;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u' when _at + 4 < _text.Length && ushort.TryParse(_text.AsSpan(_at + 1, 4), System.Globalization.NumberStyles.HexNumber, null, out ushort code):
                _at += 4;
                return (char)code;
            default:
                throw Error($"\\{Current} means nothing in a quoted text; write \\\\ for a backslash");
        }
    }

    // After an entry or item: a comma, a new line, or what closes the block or list.
    private void ReadSeparator(char closing, string next)
    {
        SkipSpaces();
        bool newLine = false;
        while (Current == '\n' || StartsComment())
        {
            newLine = true;
            SkipLineOrComment();
            SkipSpaces();
        }

        if (Current == ',')
        {
            Advance();
            SkipBlank();
            if (Current == ',')
            {
                throw Error("two commas follow each other; take one out");
            }

            return;
        }

        if (!newLine && !AtEnd && Current != closing)
        {
            throw Error(Current is '}' or ']'
                ? $"a {Current} closes what was opened by another kind of bracket"
                : $"'{Rest()}' follows a value; put a comma or a new line before {next}");
        }
    }

    private void SkipBlankBefore(string key)
    {
        SkipSpaces();
        if (AtEnd || Current is '\n' or ',' or '}' or ']' || StartsComment())
        {
            throw Error($"{key}: the value is missing after =");
        }
    }

    private void SkipSpaces()
    {
        while (Current is ' ' or '\t' || (Current == '\uFEFF' && _at == 0))
        {
            Advance();
        }
    }

    private void SkipBlank()
    {
        while (!AtEnd && (Current is ' ' or '\t' or '\n' or '\uFEFF' || StartsComment()))
        {
            if (Current == '\n' || StartsComment())
            {
                SkipLineOrComment();
            }
            else
            {
                Advance();
            }
        }
    }

    private void SkipLineOrComment()
    {
        while (!AtEnd && Current != '\n')
        {
            Advance();
        }

        if (!AtEnd)
        {
            Advance();
        }
    }

    private bool StartsComment() => Current == '#' || (Current == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/');

    private void Advance()
    {
        if (Current == '\n')
        {
            _line++;
        }

        _at++;
    }

    private string Rest()
    {
        int end = _text.IndexOf('\n', Math.Min(_at, _text.Length));
        string rest = _text[Math.Min(_at, _text.Length)..(end < 0 ? _text.Length : end)].Trim();
        return rest.Length <= 40 ? rest : rest[..40] + "…";
    }

    private ExperimentFileException Error(string problem) => new($"{Here}: {problem}");
}
