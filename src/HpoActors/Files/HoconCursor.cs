using System.Text;

namespace HpoActors.Files;

/// <summary>A position in a text: skips blanks and comments, reads words and quoted texts, and knows its line.</summary>
internal sealed class HoconCursor(string text, Origin origin)
{
    public const char End = '\0';

    private int _position;
    private int _line = 1;

    public char Current => Peek(0);

    /// <summary>The line of the position; in a flag, the flag.</summary>
    public Origin Here => origin.Line == 0 ? origin : origin with { Line = _line };

    public bool AtLineEnd => Current is '\n' or End;

    public bool AtComment => Current == '#' || (Current == '/' && Peek(1) == '/');

    public bool AtQuote => Current == '"';

    public bool AtWord => IsWord(Current) && !AtComment;

    /// <summary>The blanks before the first thing on this line.</summary>
    public int Indentation
    {
        get
        {
            int start = LineStart;
            int i = start;
            while (i < text.Length && IsBlank(text[i]))
            {
                i++;
            }

            return i - start;
        }
    }

    public int Column => _position - LineStart;

    private int LineStart => _position == 0 ? 0 : text.LastIndexOf('\n', _position - 1) + 1;

    public static bool IsKey(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Whether a key in quotes may be that.</summary>
    public static bool CanBeKey(string key) => key.Length > 0 && key.Trim() == key && !key.Any(c => char.IsControl(c) || c is '"' or '\\');

    /// <summary>What a value without quotes may be made of: numbers, names, times, paths.</summary>
    public static bool IsWord(char c) => IsKey(c) || c is '.' or '+' or '/' or '%';

    public bool StartsWith(string what) => string.CompareOrdinal(text, _position, what, 0, what.Length) == 0;

    public void Next()
    {
        if (Current == '\n')
        {
            _line++;
        }

        _position++;
    }

    /// <summary>Takes the character where it is the current one.</summary>
    public bool Take(char c)
    {
        if (Current != c)
        {
            return false;
        }

        Next();
        return true;
    }

    /// <summary>Skips blanks and a comment up to the end of the line.</summary>
    public void SkipInLine()
    {
        while (IsBlank(Current))
        {
            Next();
        }

        if (AtComment)
        {
            while (!AtLineEnd)
            {
                Next();
            }
        }
    }

    /// <summary>Skips blanks, comments and line breaks.</summary>
    public void SkipLines()
    {
        SkipInLine();
        while (Current == '\n')
        {
            Next();
            SkipInLine();
        }
    }

    /// <summary>Reads characters of a kind.</summary>
    public string Read(Func<char, bool> kind)
    {
        int start = _position;
        while (Current != End && kind(Current))
        {
            Next();
        }

        return text[start.._position];
    }

    /// <summary>What stands from <paramref name="count"/> characters back to the next blank, comma or bracket, for messages.</summary>
    public string Shown(int count)
    {
        int end = _position;
        while (end < text.Length && !IsBlank(text[end]) && text[end] is not ('\n' or ',' or '}' or ']'))
        {
            end++;
        }

        return text[(_position - count)..end];
    }

    /// <summary>What stands from <paramref name="count"/> characters back to the end of the value, for messages.</summary>
    public string ShownValue(int count)
    {
        int end = _position;
        while (end < text.Length && text[end] is not ('\n' or ',' or '}' or ']' or '#' or '"'))
        {
            end++;
        }

        return text[(_position - count)..end].Trim();
    }

    /// <summary>Reads a quoted text, single or triple.</summary>
    public string ReadQuoted(string? key) => StartsWith("\"\"\"") ? ReadTriple(key) : ReadSingle(key);

    private static bool IsBlank(char c) => c != '\n' && char.IsWhiteSpace(c);

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : End;

    private string ReadTriple(string? key)
    {
        Origin start = Here;
        int end = text.IndexOf("\"\"\"", _position + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            throw start.Error(key, "the quote \"\"\" is never closed; add \"\"\" at its end");
        }

        string content = text[(_position + 3)..end].Replace("\r\n", "\n", StringComparison.Ordinal);
        while (_position < end + 3)
        {
            Next();
        }

        // HOCON counts a fourth quote to the text, Akka's parser does not.
        return AtQuote ? throw Here.Error(key, "has more than three quotes in a row; put something between them") : content;
    }

    private string ReadSingle(string? key)
    {
        Next();
        StringBuilder content = new();
        while (!Take('"'))
        {
            if (AtLineEnd)
            {
                throw Here.Error(key, "the quote is not closed on its line; add a \" (a text of several lines stands in \"\"\"…\"\"\")");
            }

            char c = Current;
            Next();
            content.Append(c == '\\' ? ReadEscape(key) : c);
        }

        return content.ToString();
    }

    private char ReadEscape(string? key)
    {
        char c = Current;
        if (c == 'u' && _position + 5 <= text.Length
            && ushort.TryParse(text.AsSpan(_position + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort code)
            && code != 0)
        {
            _position += 5;
            return (char)code;
        }

        int known = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (known < 0 || c == End)
        {
            throw Here.Error(key, "has an unknown escape after \\; write \\\\ for a backslash (known: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0041)");
        }

        Next();
        return "\"\\/\b\f\n\r\t"[known];
    }
}
