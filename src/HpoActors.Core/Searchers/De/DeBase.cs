namespace HpoActors.Core.Searchers.De;

/// <summary>The member to which a mutant adds the difference of two others.</summary>
public enum DeBase
{
    /// <summary>Any member (rand/1/bin).</summary>
    Random,

    /// <summary>The best member (best/1/bin).</summary>
    Best,
}
