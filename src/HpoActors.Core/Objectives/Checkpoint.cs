namespace HpoActors.Core.Objectives;

/// <summary>What an objective needs to go on with a trial, or to use the trained model: opaque bytes with a name for their format.</summary>
/// <param name="Format">The objective's own name and version of the format, such as <c>softmax/1</c>.</param>
/// <param name="Content">The bytes.</param>
public sealed record Checkpoint(string Format, ReadOnlyMemory<byte> Content);
