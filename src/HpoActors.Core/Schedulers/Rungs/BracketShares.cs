using System.Collections.Immutable;
using HpoActors.Core.Experiments;

namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>
/// Gives trials to brackets in the proportion in which Hyperband starts trials in them. A trial's bracket follows from its id alone: the fractional parts of
/// id·0.618… fill [0, 1) evenly at every moment, so that no bracket has to wait for its turn.
/// </summary>
internal sealed class BracketShares
{
    private const uint Golden = 2654435769;

    private readonly ulong[] _upTo;

    public BracketShares(RungTable table, int brackets)
    {
        ImmutableArray<Bracket> all = table.Brackets();
        _upTo = new ulong[brackets];
        ulong sum = 0;
        for (int i = 0; i < brackets; i++)
        {
            sum += (ulong)all[i].Rungs[0].Trials;
            _upTo[i] = sum;
        }
    }

    /// <summary>The trial's bracket: 0 starts at the first rung, each next one a rung higher.</summary>
    public int Of(TrialId trial)
    {
        // 128 bits, because brackets of 2^31 trials each would not leave the product within 64.
        UInt128 place = (UInt128)unchecked((uint)trial.Value * Golden) * _upTo[^1] >> 32;
        int bracket = 0;
        while (place >= _upTo[bracket])
        {
            bracket++;
        }

        return bracket;
    }
}
