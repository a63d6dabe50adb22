using System.Runtime.InteropServices;
using HpoActors.Core.Experiments;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>The results before a run of CMA-ES: trials drawn from the priors, and those of earlier experiments. Keeps the best, as many as a run may start from.</summary>
internal sealed class StartupPool
{
    private const int MostKept = 100;

    // By value; equal ones in the order in which they came.
    private readonly List<Member> _best = [];

    /// <summary>The number of results with a finite value.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a result in, and forgets an earlier value of its trial. A failure counts for nothing: nobody starts from it.</summary>
    public void Add(in Member member)
    {
        if (!double.IsFinite(member.Value))
        {
            return;
        }

        Count++;
        TrialId trial = member.Trial;
        int revised = _best.RemoveAll(m => m.Trial == trial);
        for (int i = 0; i <= revised; i++)
        {
            Insert(member);
        }
    }

    /// <summary>
    /// The results to start from, the best first: the better half of a few, and the best tenth of many (γ = 0.1 of Nomura et al., "Warm starting CMA-ES for hyperparameter
    /// optimization", AAAI 2021), at most 100.
    /// </summary>
    /// <param name="startup">How many are a few.</param>
    public ReadOnlySpan<Member> Parents(int startup) =>
        CollectionsMarshal.AsSpan(_best)[..Math.Min(_best.Count, Math.Max((startup + 1) / 2, (Count + 9) / 10))];

    private void Insert(in Member member)
    {
        int place = _best.Count;
        while (place > 0 && _best[place - 1].Value > member.Value)
        {
            place--;
        }

        _best.Insert(place, member);
        if (_best.Count > MostKept)
        {
            _best.RemoveAt(MostKept);
        }
    }
}
