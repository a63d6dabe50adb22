using Newtonsoft.Json.Linq;

namespace HpoActors.Files;

/// <summary>
/// A format in which another program keeps its results, for <c>warm-start = ["study.db"]</c>. It turns them into the document of <c>hpo run --json</c>, so that they are
/// checked and taken over as an experiment's own.
/// </summary>
public interface IWarmStartFormat
{
    /// <summary>
    /// The results as a document: <c>experiment.direction</c>, and <c>trials</c> with <c>id</c>, <c>state</c>, <c>value</c> and <c>configuration</c>;
    /// <c>experiment.metric</c> where the program knows one. Null where the location is not of this format.
    /// </summary>
    /// <param name="location">A path or URL, as it stands in the experiment's file.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    /// <exception cref="FormatException">It is of this format and cannot be used; the message continues the location: <c>has two studies, …</c>.</exception>
    JObject? Read(string location, string folder);
}
