using HpoActors.Core;

namespace HpoActors.Files;

/// <summary>Knows where each key of an experiment was written.</summary>
internal sealed class Places
{
    private readonly Dictionary<string, Origin> _places = new(StringComparer.Ordinal);
    private readonly string _file;

    public Places(HoconBlock root, string file)
    {
        _file = file;
        Add(root, "");
    }

    /// <summary>The error with its place: that of the key, or of the nearest block or list around it that was written.</summary>
    public ExperimentFileException Locate(InvalidOptionException error)
    {
        for (string key = error.Key; key.Length > 0; key = key[..Math.Max(0, Math.Max(key.LastIndexOf('.'), key.LastIndexOf('[')))])
        {
            if (_places.TryGetValue(key, out Origin? origin))
            {
                return origin.Error(error.Key, error.Problem, error);
            }
        }

        return new ExperimentFileException(_file, error.Key.Length > 0 ? error.Key : null, error.Problem, error);
    }

    private void Add(HoconNode node, string path)
    {
        if (node.Origin is { } origin)
        {
            _places[path] = origin;
        }

        switch (node)
        {
            case HoconBlock block:
                foreach ((string key, HoconNode value) in block.Entries)
                {
                    Add(value, path.Length == 0 ? key : $"{path}.{key}");
                }

                break;
            case HoconList list:
                for (int i = 0; i < list.Items.Count; i++)
                {
                    Add(list.Items[i], $"{path}[{i}]");
                }

                break;
        }
    }
}
