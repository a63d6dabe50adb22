using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;

namespace HpoActors.Bench.Tests.Contenders;

public sealed class IncumbentCurveTests
{
    [Fact]
    public void The_incumbent_is_picked_by_what_was_reported_and_judged_by_what_is_true()
    {
        IncumbentCurve curve = new(FunctionProblems.Sphere, 4);
        curve.Add(new Evaluation(3, 3));
        curve.Add(new Evaluation(1, 5));
        curve.Add(new Evaluation(2, 0.5));
        Assert.Equal([3, 5, 5, 5], curve.ToArray());
    }

    [Fact]
    public void A_search_that_never_began_has_nothing() => Assert.Equal([double.PositiveInfinity], new IncumbentCurve(FunctionProblems.Sphere, 1).ToArray());
}
