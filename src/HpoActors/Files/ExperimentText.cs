using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Files.Writing;

namespace HpoActors.Files;

/// <summary>
/// The text of everything that defines an experiment: what a store keeps, and a client sends to a cluster. It is an experiment file with every default written out, in a
/// fixed order, and results to learn from in place of the documents that they came from; so that a later version, whose defaults may be others, reads the same experiment.
/// </summary>
/// <remarks>
/// Equal specifications have equal texts. Options of the objective stand in the order of their names, whatever the specification's; its assembly by a full path. What is
/// about one run only, such as the trainers, is no part of it.
/// </remarks>
public static class ExperimentText
{
    private const string Place = "experiment's text";

    /// <summary>Writes a specification.</summary>
    /// <param name="spec">What to write. A searcher or a scheduler of a program's own has no text; of an objective it is the name.</param>
    /// <exception cref="InvalidOptionException">The specification is wrong, or something in it has no text; the key says what.</exception>
    public static string Write(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        return HoconWriter.Write(Nodes.Block(("experiment", ExperimentWriter.Write(spec))));
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and any experiment file's text that needs no other file.</summary>
    /// <exception cref="ExperimentFileException">Something in the text is wrong, or unknown to this version.</exception>
    public static ExperimentSpec Read(string text) => ExperimentFile.Parse(text, Place).Spec;

    /// <summary>What differs between two texts, one line a key, such as <c>budget.trials: 20, was 10</c>. Empty where both define the same experiment.</summary>
    /// <param name="before">The earlier text.</param>
    /// <param name="now">The later text.</param>
    /// <exception cref="ExperimentFileException">One of them is no such text.</exception>
    public static IReadOnlyList<string> Differences(string before, string now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return TextDifferences.Between(Experiment(before), Experiment(now));
    }

    // As it was written: a text of another version has other keys and can still be compared.
    private static HoconBlock Experiment(string text) => HoconReader.ReadFile(text, Place).Entries.GetValueOrDefault("experiment") as HoconBlock
        ?? throw new ExperimentFileException(Place, null, "has no block experiment { … }");
}
