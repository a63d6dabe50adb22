using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.De;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.De;

public sealed class DePopulationTests
{
    private readonly DePopulation _population = new(4, seed: 1);

    [Fact]
    public void A_trial_takes_its_targets_place_where_it_is_no_worse()
    {
        Tell(0, 3);
        Tell(1, 5);
        Tell(4, 3.5);
        Tell(5, 5);

        Assert.Equal([0, 5], _population.Members.Select(m => m.Trial.Value));
        Assert.Equal(5, _population.TargetOf(9)!.Trial.Value);
        Assert.Null(_population.TargetOf(2));
        Assert.Equal(2, _population.Count);
    }

    [Fact]
    public void A_new_value_of_a_member_takes_the_place_of_the_first()
    {
        Tell(0, 3);
        Tell(0, 7);
        Assert.Equal(7, _population.TargetOf(0)!.Value);
        Tell(4, 6);

        Assert.Equal(4, _population.TargetOf(0)!.Trial.Value);
        Assert.Equal(1, _population.Count);
    }

    [Fact]
    public void Earlier_results_fill_the_places_and_then_replace_the_worst()
    {
        foreach ((int trial, double value) in new[] { (-1, 4.0), (-2, 9.0), (-3, 2.0), (-4, 3.0), (-5, 5.0), (-6, 8.0) })
        {
            Tell(trial, value);
        }

        Assert.Equal([-1, -5, -3, -4], _population.Members.Select(m => m.Trial.Value));
    }

    [Fact]
    public void What_a_configuration_lacks_keeps_the_members_coordinate()
    {
        Tell(0, 3, 0.25, 0.75);
        Tell(4, 2, 0.5, double.NaN);
        Tell(1, 1, double.NaN, 0.5);

        Assert.Equal([0.5, 0.75], _population.TargetOf(0)!.Unit);
        Assert.InRange(_population.TargetOf(1)!.Unit[0], 0, 1);
    }

    private void Tell(int trial, double value, params double[] unit) =>
        _population.Tell(new SearchedTrial(new TrialId(trial), Configuration.Empty, unit, value));
}
