using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Spaces;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class GpContainmentTests
{
    // Awkward ranges, steps and priors, under a condition, in every pair of a float and an int.
    private static readonly Gen<SearchSpace> Spaces = Gen.Select(SpaceGen.Floats, SpaceGen.Ints, Gen.Bool, (x, n, nested) => new SearchSpace(
        [
            new BoolHyperparameter("flag"),
            x with { When = "flag" },
            nested ? n : n with { When = "!flag" },
            new ChoiceHyperparameter("kind", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("c")),
        ],
        ["kind == b && flag"]));

    [Fact]
    public void No_proposal_leaves_the_space_whatever_it_is() => Gen.Select(Spaces, Gen.Long[1, 1000]).Sample(
        (space, seed) =>
        {
            GpRun run = new(space, startup: 3, seed);
            List<Proposal> proposals = run.Run(6, c => c.Count + (c.GetText("kind") == "a" ? 1 : 0) + (run.Trials % 3));
            Assert.All(proposals, p => Assert.Null(space.Problem(p.Configuration)));
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void With_trials_pending_neither() => Gen.Select(Spaces, Gen.Long[1, 1000]).Sample(
        (space, seed) =>
        {
            GpRun run = new(space, startup: 3, seed);
            run.Run(4, c => c.Count + (run.Trials % 3));
            for (int i = 0; i < 3; i++)
            {
                (_, Proposal proposal) = run.Start();
                Assert.Null(space.Problem(proposal.Configuration));
            }
        },
        iter: 30,
        threads: 1);
}
