using HpoActors.Core.Spaces;

namespace HpoActors.Files.Writing;

/// <summary>Writes configurations as <see cref="PointReader"/> reads them, in the space's order.</summary>
internal static class ConfigurationWriter
{
    public static HoconBlock Write(SearchSpace space, Configuration configuration)
    {
        HoconBlock block = new(null) { Opened = true };
        foreach (Hyperparameter hyperparameter in space.Hyperparameters)
        {
            if (configuration.TryGet(hyperparameter.Name, out HyperparameterValue value))
            {
                block.Entries.Add(hyperparameter.Name, Of(hyperparameter, value));
            }
        }

        return block;
    }

    // Where two values look the same, such as a text "1" and the number, the kind tells them apart.
    private static HoconNode Of(Hyperparameter hyperparameter, HyperparameterValue value)
    {
        string text = ValueTexts.Of(hyperparameter.Name, value);
        return WrittenValue.For(hyperparameter, text) == value ? Nodes.Text(text) : Nodes.Block(("kind", ValueTexts.NameOf(value.Kind)), ("value", text));
    }
}
