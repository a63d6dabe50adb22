using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Generation;
using HpoActors.TestKit.Processes;
using HpoActors.TestKit.Runs;

namespace HpoActors.TestKit.Checks;

/// <content>The same again: seeds, processes, replay.</content>
public static partial class SearcherChecks
{
    /// <summary>Asking changes nothing: asked again, the searcher says the same, and one that was asked often goes on as one that was not.</summary>
    public static void ProposeChangesNothing(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            SearcherRun asked = new(nameof(ProposeChangesNothing), settings, space, options.Seed);
            Storm storm = new(asked, RandomStream.For(options.Seed, "asked"));
            int observed = 0;
            SearcherRun quiet = new(nameof(ProposeChangesNothing), settings, space, options.Seed);
            do
            {
                Proposal? first = asked.Ask();
                if (asked.Ask() != first)
                {
                    throw asked.Breach($"gave two answers to one question, the first of which was {first}");
                }

                quiet.Replay(asked.Facts.Skip(observed));
                observed = asked.Facts.Count;
                if (asked.Next.Value % 5 == 0 && quiet.Ask() is { } never && never != first)
                {
                    throw asked.Breach($"proposed {first}, and where it had been asked less often {never}");
                }
            }
            while (storm.Step() && asked.Next.Value < options.Proposals);
        }
    }

    /// <summary>The same seed and the same facts bring the same proposals, also where another experiment of the same settings runs beside.</summary>
    public static void SameSeedSameProposals(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            List<string> first = Fingerprint.Proposals(nameof(SameSeedSameProposals), settings, space, options.Seed);
            Fingerprint.Proposals(nameof(SameSeedSameProposals), settings, TypicalSpaces.Mixed, options.Seed + 1);
            List<string> second = Fingerprint.Proposals(nameof(SameSeedSameProposals), settings, space, options.Seed);
            if (!first.SequenceEqual(second))
            {
                (string before, string after) = first.Zip(second).First(p => p.First != p.Second);
                throw new ConformanceException(nameof(SameSeedSameProposals), $"'{settings.Name}' proposed {before}, and the second time {after}\n  seed {options.Seed}, space:{SpaceText.Of(space)}");
            }
        }
    }

    /// <summary>
    /// A fresh process proposes the same: nothing hangs on the order of a hash table or on an object's address. Starts <c>dotnet</c> and takes a second.
    /// </summary>
    /// <typeparam name="T">Names the searcher.</typeparam>
    public static void SameInFreshProcess<T>(ConformanceOptions? options = null)
        where T : ISearcherUnderTest, new() => SameInFreshProcess(typeof(T), options);

    /// <inheritdoc cref="SameInFreshProcess{T}"/>
    /// <param name="searcher">An <see cref="ISearcherUnderTest"/> with a constructor without arguments.</param>
    /// <param name="options">How hard to look.</param>
    public static void SameInFreshProcess(Type searcher, ConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(searcher);
        options ??= new();
        SearcherSettings settings = FreshProcess.Make<ISearcherUnderTest>(searcher).Settings;
        string here = Fingerprint.Of(settings, options.Seed);
        string there = FreshProcess.FingerprintOf(searcher, options.Seed);
        if (here != there)
        {
            throw new ConformanceException(
                nameof(SameInFreshProcess),
                $"'{settings.Name}' proposed something else in a fresh process (here {here[..12]}, there {there[..12]}); does it walk through a HashSet or a Dictionary, or use GetHashCode?");
        }
    }

    /// <summary>Another seed brings other proposals.</summary>
    public static void OtherSeedOtherProposals(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        if (!options.DependsOnSeed)
        {
            return;
        }

        SearchSpace space = TypicalSpaces.Mixed;
        List<string> one = Fingerprint.Proposals(nameof(OtherSeedOtherProposals), settings, space, options.Seed);
        List<string> other = Fingerprint.Proposals(nameof(OtherSeedOtherProposals), settings, space, options.Seed + 1);
        if (one.SequenceEqual(other))
        {
            throw new ConformanceException(
                nameof(OtherSeedOtherProposals), $"'{settings.Name}' proposed the same with seed {options.Seed} and seed {options.Seed + 1}; where that is meant, say DependsOnSeed = false");
        }
    }

    /// <summary>A fresh searcher that is told the same facts goes on as the first one, at any point of a storm.</summary>
    public static void ReplayEqualsLive(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            SearcherRun live = new(nameof(ReplayEqualsLive), settings, space, options.Seed);
            Storm storm = new(live, RandomStream.For(options.Seed, "replay"));
            int step = 0;
            while (storm.Step() && live.Next.Value < options.Proposals)
            {
                if (step++ % 10 == 9)
                {
                    SearcherRun replayed = new(nameof(ReplayEqualsLive), settings, space, options.Seed);
                    replayed.Replay(live.Facts);
                    CompareNext(live, replayed);
                }
            }
        }
    }

    private static void CompareNext(SearcherRun live, SearcherRun replayed)
    {
        Proposal? expected = live.Ask();
        Proposal? next = replayed.Ask();
        if (expected != next)
        {
            throw live.Breach($"proposed {expected}, and after replay {next}");
        }
    }
}
