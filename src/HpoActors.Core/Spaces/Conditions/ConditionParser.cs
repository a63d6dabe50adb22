using System.Text;

namespace HpoActors.Core.Spaces.Conditions;

/// <summary>Reads conditions by recursive descent: <c>or</c> binds weaker than <c>and</c>, <c>and</c> weaker than <c>not</c>.</summary>
internal sealed class ConditionParser
{
    // Deeper nesting is a slip or an attack; the descent would run out of stack.
    private const int Deepest = 100;

    private readonly string _text;
    private int _at;
    private int _depth;

    private ConditionParser(string text) => _text = text;

    public static ConditionNode Parse(string text)
    {
        ConditionParser parser = new(text);
        ConditionNode condition = parser.Or();
        return parser.AtEnd ? condition : throw parser.Expected("'&&', '||' or the end");
    }

    private bool AtEnd
    {
        get
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }

            return _at == _text.Length;
        }
    }

    private ConditionNode Or()
    {
        List<ConditionNode> parts = [And()];
        while (Take("||") || TakeWord("or"))
        {
            parts.Add(And());
        }

        return parts.Count == 1 ? parts[0] : new OrNode(parts);
    }

    private ConditionNode And()
    {
        List<ConditionNode> parts = [Not()];
        while (Take("&&") || TakeWord("and"))
        {
            parts.Add(Not());
        }

        return parts.Count == 1 ? parts[0] : new AndNode(parts);
    }

    private ConditionNode Not()
    {
        if (++_depth > Deepest)
        {
            throw new FormatException($"'{_text[..20]}…' nests deeper than {Deepest} levels");
        }

        ConditionNode node = Peek("!=") ? throw Expected("a hyperparameter's name")
            : Take("!") || TakeWord("not") ? new NotNode(Not())
            : Take("(") ? Parenthesised()
            : Statement();
        _depth--;
        return node;
    }

    private ConditionNode Parenthesised()
    {
        ConditionNode inner = Or();
        return Take(")") ? inner : throw Expected("')'");
    }

    private ConditionNode Statement()
    {
        string name = ReadWord("a hyperparameter's name").Text;
        foreach (string op in Comparison.Operators)
        {
            if (Take(op))
            {
                return new ComparisonNode(name, op, ReadWord("a value"));
            }
        }

        if (Peek("="))
        {
            throw Expected("'==' (one '=' says nothing here)");
        }

        return TakeWord("in") ? new MembershipNode(name, List()) : new FlagNode(name);
    }

    private List<Word> List()
    {
        if (!Take("["))
        {
            throw Expected("'[', as in [a, b]");
        }

        List<Word> words = [ReadWord("a value")];
        while (Take(","))
        {
            words.Add(ReadWord("a value"));
        }

        return Take("]") ? words : throw Expected("',' or ']'");
    }

    private bool Peek(string sign) => !AtEnd && string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0;

    private bool Take(string sign)
    {
        if (!Peek(sign))
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (!Peek(word) || (_at + word.Length < _text.Length && IsOfWord(_text[_at + word.Length])))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private Word ReadWord(string wanted)
    {
        if (AtEnd)
        {
            throw Expected(wanted);
        }

        if (_text[_at] is '"' or '\'')
        {
            return Quoted();
        }

        int start = _at;
        while (_at < _text.Length && IsOfWord(_text[_at]))
        {
            _at++;
        }

        return _at > start ? new Word(_text[start.._at], false) : throw Expected(wanted);
    }

    private Word Quoted()
    {
        char quote = _text[_at];
        int start = _at++;
        StringBuilder word = new();
        while (_at < _text.Length && _text[_at] != quote)
        {
            word.Append(_text[_at++]);
        }

        if (_at == _text.Length)
        {
            _at = start;
            throw Expected($"a closing {quote} for the one");
        }

        _at++;
        return new Word(word.ToString(), true);
    }

    // Numbers, names with dashes and dots, letters of any script.
    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '+' or '.' or '/' or ':' or '%' or '@';

    private FormatException Expected(string what) => AtEnd
        ? new FormatException($"'{_text}' ends too early: {what} is expected")
        : new FormatException($"'{_text}': {what} is expected at '{_text[_at..]}'");
}
