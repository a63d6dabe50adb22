namespace HpoActors.Files;

/// <summary>Lays settings over each other: defaults below, the file above, flags on top.</summary>
internal static class Layers
{
    // Their options belong to one type: another type's are not mixed in.
    private static readonly string[] Typed = ["searcher", "scheduler"];

    /// <summary>Adds what the block does not say from the defaults, which carry no place of their own in the user's files.</summary>
    public static void AddDefaults(HoconBlock block, HoconBlock defaults)
    {
        foreach ((string key, HoconNode value) in defaults.Entries)
        {
            if (!block.Entries.TryGetValue(key, out HoconNode? present))
            {
                block.Entries.Add(key, WithoutOrigin(value));
            }
            else if (present is HoconBlock inner && value is HoconBlock innerDefaults && !Typed.Contains(key))
            {
                AddDefaults(inner, innerDefaults);
            }
        }
    }

    /// <summary>Sets a value below <c>experiment</c>, or one of the blocks <c>hpo</c> and <c>akka</c>; what stood there is replaced, not merged.</summary>
    public static void Override(HoconBlock root, HoconBlock experiment, ExperimentOverride setting)
    {
        string[] segments = setting.Key.Split('.');
        bool isOfNode = segments.Length > 1 && segments[0] is "hpo" or "akka";
        Origin flag = new(setting.Label, 0, isOfNode ? setting.Key : $"experiment.{setting.Key}");
        if (segments.Any(s => s.Length == 0 || s.Trim() != s))
        {
            throw flag.Error(flag.Subject, "the key has an empty part; write names with single dots between");
        }

        if (segments[0] == "experiment")
        {
            throw flag.Error(flag.Subject, "keys are counted from experiment on; leave 'experiment.' out");
        }

        HoconBlock block = isOfNode ? root : experiment;
        string path = isOfNode ? "" : "experiment";
        foreach (string segment in segments[..^1])
        {
            path = path.Length == 0 ? segment : $"{path}.{segment}";
            block = Inner(block, segment, path, flag);
        }

        block.Entries[segments[^1]] = Value(setting.Value, flag);
    }

    private static HoconBlock Inner(HoconBlock block, string key, string path, Origin flag)
    {
        switch (block.Entries.GetValueOrDefault(key))
        {
            case HoconBlock inner:
                return inner;
            case null:
                return Put(new HoconBlock(flag));
            case HoconText type when path is "experiment.searcher" or "experiment.scheduler":
                HoconBlock typed = Put(new HoconBlock(type.Origin));
                typed.Entries["type"] = type;
                return typed;
            default:
                throw flag.Error(flag.Subject, $"{path} is a value and has no keys of its own");
        }

        HoconBlock Put(HoconBlock created)
        {
            block.Entries[key] = created;
            return created;
        }
    }

    // Plain text needs no quotes here: the shell has its own.
    private static HoconNode Value(string text, Origin flag) => text switch
    {
        "" => throw flag.Error(flag.Subject, "has no value"),
        ['[' or '{' or '"', ..] => HoconReader.ReadValue(text, flag, flag.Subject!),
        _ => new HoconText(flag, text),
    };

    private static HoconNode WithoutOrigin(HoconNode node)
    {
        switch (node)
        {
            case HoconText text:
                return new HoconText(null, text.Value);
            case HoconList list:
                return new HoconList(null, [.. list.Items.Select(WithoutOrigin)]);
            default:
                HoconBlock copy = new(null);
                AddDefaults(copy, (HoconBlock)node);
                return copy;
        }
    }
}
