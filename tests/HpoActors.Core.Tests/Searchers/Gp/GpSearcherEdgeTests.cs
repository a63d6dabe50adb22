using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Gp;

/// <summary>Spaces and values that are not as one would like them.</summary>
public sealed class GpSearcherEdgeTests
{
    private static readonly SearchSpace Line = new(new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("lr", 1e-4, 1, Scale.Log));

    private static readonly SearchSpace Network = new(
        [
            new FloatHyperparameter("lr", 1e-6, 1e-1, Scale.Log),
            new IntHyperparameter("batch", 8, 256, Scale.Log),
            new FloatHyperparameter("momentum", 0, 0.9, step: 0.1),
            new ChoiceHyperparameter("activation", HyperparameterValue.Of("tanh"), HyperparameterValue.Of("relu")),
            new OrdinalHyperparameter("width", HyperparameterValue.Of(16L), HyperparameterValue.Of(64L), HyperparameterValue.Of(1024L)),
            new ConstantHyperparameter("epochs", HyperparameterValue.Of(3L)),
            new BoolHyperparameter("decay"),
            new FloatHyperparameter("rate", 0.1, 0.9) { When = "decay" },
            new IntHyperparameter("layers", 1, 3),
            new IntHyperparameter("units", 32, 1024, Scale.Log) { When = "layers >= 2" },
            new ChoiceHyperparameter("gate", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("c")) { When = "layers >= 2 && decay" },
        ],
        ["activation == tanh && layers == 3", "lr > 0.05 && batch < 16"]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Conditions_forbidden_clauses_steps_and_types_are_honoured(int seed)
    {
        GpRun run = new(Network, seed: seed);

        List<Proposal> proposals = run.Run(40, c => Math.Abs(Math.Log10(c.GetDouble("lr")) + 1) + c.GetDouble("rate", 0.5) + (c.GetText("activation") == "tanh" ? 0 : 0.3) - (0.1 * c.GetInt32("layers")));

        Assert.All(proposals, p => Assert.Null(Network.Problem(p.Configuration)));
        Assert.All(proposals.Skip(6), p => Assert.Equal("gp", p.Reason.Rule));
        Assert.True(proposals.Min(p => Math.Abs(Math.Log10(p.Configuration.GetDouble("lr")) + 1)) < 0.05);
    }

    [Fact]
    public void The_right_branch_of_a_condition_is_found()
    {
        SearchSpace space = new(
            new ChoiceHyperparameter("kind", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("c")),
            new FloatHyperparameter("p", 0, 1) { When = "kind == a" },
            new FloatHyperparameter("q", 0, 1) { When = "kind == b" },
            new FloatHyperparameter("r", 0, 1) { When = "kind == c" });

        List<Proposal> proposals = new GpRun(space).Run(35, c =>
            c.GetText("kind") switch { "a" => 0.5 + c.GetDouble("p"), "b" => Math.Pow(c.GetDouble("q") - 0.73, 2), _ => 0.2 + Math.Pow(c.GetDouble("r") - 0.5, 2) });

        Assert.True(proposals.Min(p => Math.Abs(p.Configuration.GetDouble("q", 9) - 0.73)) < 0.02);
    }

    [Fact]
    public void A_space_of_one_configuration_gives_it_again_and_again()
    {
        SearchSpace space = new(new ConstantHyperparameter("a", HyperparameterValue.Of(1L)), new FloatHyperparameter("b", 2, 2), new IntHyperparameter("c", 3, 3));

        Assert.Single(new GpRun(space).Run(10, _ => 1).Select(p => p.Configuration).Distinct());
        Assert.All(new GpRun(new SearchSpace()).Run(10, _ => 1), p => Assert.Equal(Configuration.Empty, p.Configuration));
    }

    [Theory]
    [InlineData(double.NaN, 20)]
    [InlineData(double.PositiveInfinity, 20)]
    [InlineData(double.NegativeInfinity, 20)]
    [InlineData(3.25, 20)]
    [InlineData(1e300, 20)]
    [InlineData(-1e300, 20)]
    [InlineData(double.MaxValue, 20)]
    public void Values_that_say_nothing_lead_to_a_search_all_the_same(double value, int trials)
    {
        List<Proposal> proposals = new GpRun(Line).Run(trials, _ => value);

        Assert.All(proposals, p => Assert.Null(Line.Problem(p.Configuration)));
        Assert.Equal(trials, proposals.Select(p => p.Configuration).Distinct().Count());
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_outlier_does_not_keep_it_from_the_minimum(double outlier)
    {
        GpRun run = new(Line);

        List<Proposal> proposals = run.Run(30, c => run.Trials % 4 == 0 ? outlier : Math.Pow(c.GetDouble("x") - 0.4, 2));

        Assert.Contains(proposals, p => Math.Abs(p.Configuration.GetDouble("x") - 0.4) < 0.02);
    }

    [Fact]
    public void Values_at_both_ends_of_the_doubles_do_no_harm()
    {
        GpRun run = new(Line);

        List<Proposal> proposals = run.Run(20, _ => run.Trials % 2 == 0 ? double.MaxValue : -double.MaxValue);

        Assert.All(proposals, p => Assert.Null(Line.Problem(p.Configuration)));
        Assert.All(proposals.Skip(6), p => Assert.Equal("gp", p.Reason.Rule));
    }

    [Fact]
    public void One_result_is_no_model()
    {
        GpRun run = new(Line, startup: 1);

        List<Proposal> proposals = run.Run(3, c => c.GetDouble("x"));

        Assert.Equal(["startup", "startup", "gp"], proposals.Select(p => p.Reason.Rule));
    }

    [Fact]
    public void With_failures_alone_it_goes_on_spreading()
    {
        GpRun run = new(Line);

        List<Proposal> proposals = run.Run(15, _ => double.NaN);

        Assert.All(proposals, p => Assert.Equal("startup", p.Reason.Rule));
    }

    [Fact]
    public void More_results_than_it_can_afford_are_thinned()
    {
        GpRun run = new(Line);
        for (int i = 0; i < 700; i++)
        {
            Configuration known = Line.Sample(RandomStream.For(1, "known", i));
            run.End(run.Start(known), known, Math.Pow(known.GetDouble("x") - 0.4, 2));
        }

        Proposal proposal = run.Ask();

        Assert.Equal("gp", proposal.Reason.Rule);
        Assert.Equal(0.4, proposal.Configuration.GetDouble("x"), 0.05);
        Assert.Equal(proposal, run.Ask());
    }

    [Fact]
    public void Very_many_pending_trials_do_no_harm()
    {
        GpRun run = new(Line);
        run.Run(8, c => c.GetDouble("x"));

        List<Configuration> pending = [.. Enumerable.Range(0, 70).Select(_ => run.Start().Proposal.Configuration)];

        Assert.Equal(70, pending.Distinct().Count());
    }
}
