using HpoActors.Core;

namespace HpoActors.Files;

/// <summary>Refuses keys of a file's block <c>hpo</c> that no setting has; Akka would pass over them in silence.</summary>
internal static class NodeKeys
{
    // A plugin's or a dispatcher's keys are its own affair.
    private static readonly string[] Open = ["journal", "snapshot-store", "thinker-dispatcher", "waiting-dispatcher"];

    /// <exception cref="InvalidOptionException">A key is unknown.</exception>
    public static void Check(HoconBlock root)
    {
        if (root.Entries.GetValueOrDefault("hpo") is HoconBlock hpo)
        {
            HoconBlock known = ExperimentDefaults.ReadNode();
            known.Entries.Remove("experiment");
            Check(hpo.ToOptions().Read("hpo"), known);
        }
    }

    private static void Check(OptionReader options, HoconBlock known)
    {
        options.Only([.. known.Entries.Keys]);
        foreach ((string key, HoconNode node) in known.Entries)
        {
            if (node is HoconBlock inner && !Open.Contains(key) && options.Section(key) is { } section)
            {
                Check(section, inner);
            }
        }
    }
}
