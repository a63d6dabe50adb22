using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary><c>searcher = gp</c> or <c>searcher { type = gp, startup = 10 }</c>.</summary>
/// <param name="Startup">The number of trials spread over the space before the first model, 1 to 10 000. Default 10.</param>
public sealed record GpSearcherSettings(int Startup = 10) : SearcherSettings
{
    /// <summary>The most startup trials.</summary>
    public const int MostStartup = 10_000;

    /// <inheritdoc/>
    public override string Name => "gp";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new GpSearcher(space, seed, this);

    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    internal GpSearcherSettings Validated() => Startup is >= 1 and <= MostStartup
        ? this
        : throw new InvalidOptionException("searcher.startup", $"must be from 1 to {MostStartup} (is {Startup})");
}
