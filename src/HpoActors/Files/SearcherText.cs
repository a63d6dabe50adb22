using HpoActors.Core;
using HpoActors.Core.Searchers;

namespace HpoActors.Files;

/// <summary>A searcher as a flag names it: <c>tpe</c>, or <c>tpe{multivariate=false}</c> with options as in an experiment's file.</summary>
internal static class SearcherText
{
    private const string Key = "searcher";

    /// <summary>The searchers' names.</summary>
    public static IReadOnlyCollection<string> Names => PolicyReader.SearcherNames;

    /// <param name="text">The name, with a block of options behind it or not.</param>
    /// <param name="flag">The flag that it stands behind, for messages.</param>
    /// <exception cref="InvalidOptionException">There is no such searcher, or an option of it is wrong.</exception>
    /// <exception cref="ExperimentFileException">The block is not well formed.</exception>
    public static SearcherSettings Parse(string text, string flag)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string name, object searcher) = PolicyText.Read(text, flag, Key);
        try
        {
            return PolicyReader.Searcher(new OptionSet([new(Key, searcher)]).Read(flag));
        }
        catch (InvalidOptionException e)
        {
            throw PolicyText.Located(e, name, flag, Key);
        }
    }
}
