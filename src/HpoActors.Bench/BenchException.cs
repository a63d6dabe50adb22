namespace HpoActors.Bench;

/// <summary>A contender failed; the message says which and where.</summary>
internal sealed class BenchException(string message, Exception inner) : Exception(message, inner);
