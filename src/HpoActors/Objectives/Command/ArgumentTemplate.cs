using System.Text;
using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Objectives.Command;

/// <summary>One text of a command, with <c>{learning_rate}</c> where a value goes. <c>{{</c> and <c>}}</c> are single braces.</summary>
internal sealed class ArgumentTemplate
{
    // Literal texts and the names between them, in turn.
    private readonly string[] _literals;
    private readonly string[] _names;

    private ArgumentTemplate(string[] literals, string[] names)
    {
        _literals = literals;
        _names = names;
    }

    /// <summary>Reads a text of the option <c>command</c>.</summary>
    /// <exception cref="InvalidOptionException">A brace stands alone, or the space has no such hyperparameter.</exception>
    public static ArgumentTemplate Parse(string text, SearchSpace space)
    {
        List<string> literals = [];
        List<string> names = [];
        StringBuilder literal = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '{' && text.IndexOf('}', i) is >= 0 and int end)
            {
                names.Add(Known(text[(i + 1)..end], text, space));
                literals.Add(literal.ToString());
                literal.Clear();
                i = end;
            }
            else if (c is '{' or '}')
            {
                throw Wrong($"'{text}' has a single '{c}'; write {{name}} for a hyperparameter's value, or '{c}{c}' for the brace itself");
            }
            else
            {
                literal.Append(c);
            }
        }

        literals.Add(literal.ToString());
        return new ArgumentTemplate([.. literals], [.. names]);
    }

    /// <summary>The text with the values of a configuration.</summary>
    /// <exception cref="KeyNotFoundException">The configuration lacks a hyperparameter.</exception>
    public string Fill(Configuration configuration)
    {
        if (_names.Length == 0)
        {
            return _literals[0];
        }

        StringBuilder filled = new(_literals[0]);
        for (int i = 0; i < _names.Length; i++)
        {
            filled.Append(configuration[_names[i]].ToString()).Append(_literals[i + 1]);
        }

        return filled.ToString();
    }

    private static string Known(string name, string text, SearchSpace space)
    {
        string[] known = [.. space.Hyperparameters.Select(h => h.Name)];
        return known.Contains(name) ? name : throw Wrong(
            $"'{text}' asks for {{{name}}}, which is no hyperparameter{Nearest.Hint(name, known)}; the space has {(known.Length == 0 ? "none" : string.Join(", ", known))} (write {{{{ and }}}} for braces)");
    }

    private static InvalidOptionException Wrong(string problem) => new("objective.command", problem);
}
