using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>The points of a grid in rising order.</summary>
internal interface IGridPoints
{
    /// <summary>How many there are, or null where they cannot be counted without walking over very many.</summary>
    long? Count { get; }

    /// <summary>The point of that index, from 0 on; null beyond the last.</summary>
    Configuration? At(int index);
}
