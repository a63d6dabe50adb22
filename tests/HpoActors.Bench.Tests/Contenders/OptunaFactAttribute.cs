using HpoActors.Bench.Contenders;

namespace HpoActors.Bench.Tests.Contenders;

/// <summary>A test with Optuna's samplers; visibly skipped where Python does not have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OptunaFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsThere = new(() => Peers.Find(["optuna-random"], Peers.DefaultPython, []).Count > 0);

    public OptunaFactAttribute()
    {
        if (!IsThere.Value)
        {
            Skip = "needs Optuna in Python: apt-get install python3-optuna";
        }
    }
}
