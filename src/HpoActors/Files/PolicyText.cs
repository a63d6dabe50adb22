using HpoActors.Core;

namespace HpoActors.Files;

/// <summary>What searchers and schedulers have in common where a flag names them: <c>name</c>, or <c>name{option=value}</c>.</summary>
internal static class PolicyText
{
    /// <summary>The name, and what stands in a file for the whole: the name alone, or a block with the type.</summary>
    /// <exception cref="ExperimentFileException">The block is not well formed.</exception>
    public static (string Name, object Value) Read(string text, string flag, string key)
    {
        int brace = text.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0)
        {
            return (text.Trim(), text.Trim());
        }

        string name = text[..brace].Trim();
        HoconNode options = HoconReader.ReadValue(text[brace..], new Origin($"{flag} {text}", 0), key);
        return (name, new OptionSet([new("type", name), .. ((HoconBlock)options).ToOptions().Entries]));
    }

    /// <summary>The error with the flag as its place.</summary>
    public static InvalidOptionException Located(InvalidOptionException error, string name, string flag, string key)
    {
        string option = error.Key[$"{flag}.{key}".Length..];
        return new InvalidOptionException(option is "" or ".type" ? flag : $"{flag} {name}{option}", error.Problem);
    }
}
