using HpoActors.Files;

namespace HpoActors.Stores;

/// <summary>A store has an experiment of this name that is another, or that has ended. The message is one line: what, and what to do.</summary>
public sealed class ExperimentChangedException : Exception
{
    private ExperimentChangedException(string message)
        : base(message)
    {
    }

    internal static void ThrowIfOther(StoredExperiment known, string definition, IExperimentStore store)
    {
        IReadOnlyList<string> changes = ExperimentText.Differences(known.Definition, definition);
        if (changes.Count > 0)
        {
            throw new ExperimentChangedException(
                $"the experiment {known.Name} in {store.Name} is another one: {string.Join("; ", changes)}; change that back, or give this one another name (--name)");
        }

        if (!known.CanGoOn)
        {
            throw new ExperimentChangedException($"the experiment {known.Name} in {store.Name} has ended; give this one another name (--name)");
        }
    }
}
