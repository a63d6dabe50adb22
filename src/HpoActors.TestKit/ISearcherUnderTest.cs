using HpoActors.Core.Searchers;

namespace HpoActors.TestKit;

/// <summary>Names a searcher so that a fresh process can make it too: the class needs a constructor without arguments.</summary>
public interface ISearcherUnderTest
{
    /// <summary>The searcher with its options.</summary>
    SearcherSettings Settings { get; }
}
