using System.Text;

namespace HpoActors.Core.Spaces.Binding;

/// <summary>Names as experiment files write them: <c>LearningRate</c> is <c>learning_rate</c>, <c>Units2</c> <c>units_2</c>, <c>HTTPPort</c> <c>http_port</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        StringBuilder snake = new(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && BeginsWord(name, i))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    private static bool BeginsWord(string name, int i)
    {
        char before = name[i - 1];
        char here = name[i];
        return before != '_' && here != '_'
            && (char.IsDigit(here) ? !char.IsDigit(before)
                : char.IsUpper(here) ? !char.IsUpper(before) || (i + 1 < name.Length && char.IsLower(name[i + 1]))
                : char.IsDigit(before));
    }
}
