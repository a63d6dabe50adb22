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

    /// <summary>The error with its place: that of the key, or of the nearest block around it that was written.</summary>
    public ExperimentFileException Locate(InvalidOptionException error)
    {
        for (string key = error.Key; key.Length > 0; key = key[..Math.Max(0, key.LastIndexOf('.'))])
        {
            if (_places.TryGetValue(key, out Origin? origin))
            {
                return origin.Error(error.Key, error.Problem, error);
            }
        }

        return new ExperimentFileException(_file, error.Key.Length > 0 ? error.Key : null, error.Problem, error);
    }

    private void Add(HoconBlock block, string path)
    {
        foreach ((string key, HoconNode value) in block.Entries)
        {
            string full = path.Length == 0 ? key : $"{path}.{key}";
            if (value.Origin is { } origin)
            {
                _places[full] = origin;
            }

            if (value is HoconBlock inner)
            {
                Add(inner, full);
            }
        }
    }
}
