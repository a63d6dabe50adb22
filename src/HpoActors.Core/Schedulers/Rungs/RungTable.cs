using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>
/// The rungs of successive halving, by whole numbers only: min·η^k for k = 0, 1, … below the last epoch R, and R. A logarithm in floating point would lose a
/// rung where it falls just short of a whole number, as it does for R = 243 and η = 3.
/// </summary>
internal sealed class RungTable
{
    private RungTable(int eta, ImmutableArray<int> epochs)
    {
        Eta = eta;
        Epochs = epochs;
    }

    /// <summary>The reduction factor: of η trials one goes on.</summary>
    public int Eta { get; }

    /// <summary>The epochs of the rungs, rising; the last one is R, where trials complete.</summary>
    public ImmutableArray<int> Epochs { get; }

    /// <summary>The number of rungs at which somebody decides: all but the last.</summary>
    public int Decisions => Epochs.Length - 1;

    /// <summary>The rungs from <paramref name="min"/> to <paramref name="max"/> epochs.</summary>
    /// <param name="min">The first rung's epochs, from 1 to <paramref name="max"/>.</param>
    /// <param name="max">R.</param>
    /// <param name="eta">η, at least 2.</param>
    public static RungTable Of(int min, int max, int eta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(eta, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(min, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        ImmutableArray<int>.Builder epochs = ImmutableArray.CreateBuilder<int>();
        for (long rung = min; rung < max; rung *= eta)
        {
            epochs.Add((int)rung);
        }

        epochs.Add(max);
        return new RungTable(eta, epochs.ToImmutable());
    }

    /// <summary>The rungs of an experiment, checked.</summary>
    /// <exception cref="InvalidOptionException">η is below 2, or the first rung is none of a trial's epochs.</exception>
    public static RungTable Of(ExperimentSpec spec, int eta, int minEpochs)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (eta < 2)
        {
            throw new InvalidOptionException("scheduler.eta", $"must be a whole number of at least 2 (is {eta})");
        }

        int most = MostEpochs(spec);
        return minEpochs >= 1 && minEpochs <= most
            ? Of(minEpochs, most, eta)
            : throw new InvalidOptionException("scheduler.min-epochs", $"must be at least 1 and at most the {most} epochs of a trial (is {minEpochs})");
    }

    /// <summary>The epoch at which rung <paramref name="rung"/> decides; for R and beyond there is none, which the greatest number says.</summary>
    public int Milestone(int rung) => rung < Decisions ? Epochs[rung] : int.MaxValue;

    /// <summary>Refuses a report that is not at its rung.</summary>
    public void Check(TrialId trial, int rung, int epoch)
    {
        if (epoch != Milestone(rung))
        {
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, $"trial {trial} was to be asked about at epoch {Milestone(rung)}");
        }
    }

    /// <summary>
    /// The brackets of Hyperband (Li et al. 2017, algorithm 1), the one that explores most first. Bracket s starts n = ⌈(s_max + 1)·η^s/(s + 1)⌉ trials s rungs
    /// below R and lets ⌊n/η^i⌋ reach its rung i; s_max is the number of rungs below R.
    /// </summary>
    public ImmutableArray<Bracket> Brackets()
    {
        ImmutableArray<Bracket>.Builder brackets = ImmutableArray.CreateBuilder<Bracket>();
        for (int s = Decisions; s >= 0; s--)
        {
            long power = 1;
            for (int i = 0; i < s; i++)
            {
                power = Math.Min(power * Eta, int.MaxValue);
            }

            brackets.Add(BracketOf(s, (int)Math.Min((((Decisions + 1) * power) + s) / (s + 1), int.MaxValue)));
        }

        return brackets.ToImmutable();
    }

    /// <summary>A bracket that starts <paramref name="trials"/> trials <paramref name="s"/> rungs below R.</summary>
    public Bracket BracketOf(int s, int trials)
    {
        ImmutableArray<RungSize>.Builder rungs = ImmutableArray.CreateBuilder<RungSize>();
        for (int rung = Decisions - s; rung <= Decisions; rung++)
        {
            rungs.Add(new RungSize(trials, Epochs[rung]));
            trials /= Eta;
        }

        return new Bracket(s, rungs.ToImmutable());
    }

    // Where a configuration says how many epochs its trial has, the most that it can say.
    private static int MostEpochs(ExperimentSpec spec)
    {
        if (spec.Space.Hyperparameters.FirstOrDefault(h => h.Name == "epochs") is not { } epochs)
        {
            return spec.Budget.Epochs;
        }

        int most = epochs is IntHyperparameter whole ? (int)whole.Max : epochs.Grid(1).Max(v => (int)v.AsInt64());
        return epochs.When is null ? most : Math.Max(most, spec.Budget.Epochs);
    }
}

/// <summary>A bracket of Hyperband.</summary>
/// <param name="S">How often it decides before R.</param>
/// <param name="Rungs">Its rungs, rising; the last one is R.</param>
internal sealed record Bracket(int S, ImmutableArray<RungSize> Rungs);

/// <summary>How many trials reach a rung, and its epochs.</summary>
internal readonly record struct RungSize(int Trials, int Epochs);
