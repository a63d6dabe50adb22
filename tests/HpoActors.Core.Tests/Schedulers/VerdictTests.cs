using HpoActors.Core.Schedulers;

namespace HpoActors.Core.Tests.Schedulers;

public sealed class VerdictTests
{
    private static readonly Reason Why = new("rule", "3 of 9");

    [Fact]
    public void A_verdict_is_a_kind_with_a_reason()
    {
        Assert.Equal(new Verdict(VerdictKind.Continue, 9, Why), Verdict.Continue(9, Why));
        Assert.Equal(new Verdict(VerdictKind.Pause, 0, Why), Verdict.Pause(Why));
        Assert.Equal(new Verdict(VerdictKind.Stop, 0, Why), Verdict.Stop(Why));
        Assert.Equal(VerdictKind.Stop, Verdict.LastEpoch.Kind);
    }

    [Fact]
    public void Reasons_read_well()
    {
        Assert.Equal("rule: 3 of 9", Why.ToString());
        Assert.Equal("random", new Reason("random").ToString());
    }
}
