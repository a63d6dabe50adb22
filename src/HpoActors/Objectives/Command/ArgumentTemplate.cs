using System.Text;
using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Objectives.Command;

/// <summary>
/// One text of a command, with <c>{learning_rate}</c> where a value goes. Braces around anything but a name are themselves, as in JSON or a script, and so is a
/// shell's <c>${name}</c>; <c>{{name}}</c> is a name in braces. Where a conditional hyperparameter does not exist, nothing goes there.
/// </summary>
internal sealed class ArgumentTemplate
{
    // Literal texts and the names between them, in turn.
    private readonly string[] _literals;
    private readonly string[] _names;
    private readonly HashSet<string> _conditional;

    private ArgumentTemplate(string[] literals, string[] names, IEnumerable<string> conditional)
    {
        _literals = literals;
        _names = names;
        _conditional = [.. conditional];
    }

    /// <summary>Reads a text of the option <c>command</c>.</summary>
    /// <exception cref="InvalidOptionException">The space has no hyperparameter of a name in braces.</exception>
    public static ArgumentTemplate Parse(string text, SearchSpace space)
    {
        List<string> literals = [];
        List<string> names = [];
        StringBuilder literal = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            int end = c == '{' ? EndOfName(text, i + 1) : -1;
            if (end < 0)
            {
                literal.Append(c);
            }
            else if (i > 0 && text[i - 1] == '$')
            {
                literal.Append(text, i, end + 1 - i);
                i = end;
            }
            else if (i > 0 && text[i - 1] == '{' && end + 1 < text.Length && text[end + 1] == '}')
            {
                // The first of the two braces is there already.
                literal.Append(text, i + 1, end - i);
                i = end + 1;
            }
            else
            {
                names.Add(Known(text[(i + 1)..end], text, space));
                literals.Add(literal.ToString());
                literal.Clear();
                i = end;
            }
        }

        literals.Add(literal.ToString());
        return new ArgumentTemplate([.. literals], [.. names], space.Hyperparameters.Where(h => h.When is not null).Select(h => h.Name));
    }

    /// <summary>The text with the values of a configuration.</summary>
    /// <exception cref="KeyNotFoundException">The configuration lacks a hyperparameter that every one has.</exception>
    public string Fill(Configuration configuration)
    {
        if (_names.Length == 0)
        {
            return _literals[0];
        }

        StringBuilder filled = new(_literals[0]);
        for (int i = 0; i < _names.Length; i++)
        {
            bool absent = _conditional.Contains(_names[i]) && !configuration.Contains(_names[i]);
            filled.Append(absent ? "" : configuration[_names[i]].ToString()).Append(_literals[i + 1]);
        }

        return filled.ToString();
    }

    // Where the brace closes that a name ends with, or −1 where what stands there is no name in braces.
    private static int EndOfName(string text, int start)
    {
        int end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
        {
            end++;
        }

        return end > start && end < text.Length && text[end] == '}' && !char.IsAsciiDigit(text[start]) ? end : -1;
    }

    private static string Known(string name, string text, SearchSpace space)
    {
        string[] known = [.. space.Hyperparameters.Select(h => h.Name)];
        return known.Contains(name) ? name : throw Wrong(
            $"'{text}' asks for {{{name}}}, which is no hyperparameter{Nearest.Hint(name, known)}; the space has {(known.Length == 0 ? "none" : string.Join(", ", known))} (write {{{{{name}}}}} for the word in braces)");
    }

    private static InvalidOptionException Wrong(string problem) => new("objective.command", problem);
}
