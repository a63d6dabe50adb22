using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Pbt;

/// <summary>
/// Moves a configuration a little: each of the hyperparameters that may change is multiplied by a factor, or drawn from its prior. Always within the space:
/// numbers are kept within their bounds and on their step, an int moves by a step at least, an ordinal by one place; a choice or bool only ever changes by being
/// drawn. All others keep their value to the last bit.
/// </summary>
/// <param name="space">The space.</param>
/// <param name="mutable">The places of what may change.</param>
/// <param name="settings">The factors, and how often the prior decides.</param>
internal sealed class Exploration(SearchSpace space, IReadOnlyList<int> mutable, PbtSchedulerSettings settings)
{
    // Then everything around is forbidden, and the copy is a plain one.
    private const int MostDraws = 20;

    /// <summary>A configuration near <paramref name="origin"/>, or the same where all that was drawn is forbidden.</summary>
    public Configuration Explore(Configuration origin, RandomStream random)
    {
        IReadOnlyList<Hyperparameter> all = space.Hyperparameters;
        for (int draw = 0; draw < MostDraws; draw++)
        {
            HyperparameterValue[] values = new HyperparameterValue[all.Count];
            for (int i = 0; i < values.Length; i++)
            {
                // What comes into existence by the move has no value to move.
                values[i] = origin.TryGet(all[i].Name, out HyperparameterValue value) ? value : all[i].FromUnit(random.NextDouble());
            }

            foreach (int i in mutable)
            {
                if (origin.Contains(all[i].Name))
                {
                    values[i] = random.NextDouble() < settings.Resample
                        ? all[i].FromUnit(random.NextDouble())
                        : Moved(all[i], values[i], settings.Factors[random.NextInt32(settings.Factors.Count)]);
                }
            }

            bool[] every = [.. Enumerable.Repeat(true, values.Length)];
            Configuration moved = space.Assemble(values, every, [.. every]);
            if (space.Contains(moved))
            {
                return moved;
            }
        }

        return origin;
    }

    private static HyperparameterValue Moved(Hyperparameter hyperparameter, HyperparameterValue value, double factor) => hyperparameter switch
    {
        FloatHyperparameter number => Scaled(number, value.AsDouble(), factor),
        IntHyperparameter whole => Scaled(whole, value.AsInt64(), factor),
        OrdinalHyperparameter ordinal => ordinal.Values[Math.Clamp(IndexOf(ordinal, value) + (factor < 1 ? -1 : 1), 0, ordinal.Values.Count - 1)],
        _ => value,
    };

    private static HyperparameterValue Scaled(FloatHyperparameter number, double value, double factor)
    {
        double moved = Math.Clamp(value * factor, number.Min, number.Max);
        if (number.Step is not { } step)
        {
            return HyperparameterValue.Of(moved);
        }

        double distance = Math.Max(Math.Abs(moved - value), step) * Math.Sign(moved - value);
        return number.FromUnit(number.ToUnit(HyperparameterValue.Of(Math.Clamp(value + distance, number.Min, number.Max))).Middle);
    }

    private static HyperparameterValue Scaled(IntHyperparameter whole, long value, double factor)
    {
        double moved = Math.Clamp(value * factor, whole.Min, whole.Max);
        long steps = (long)Math.Round(Math.Abs(moved - value) / whole.Step);
        long target = value + (Math.Sign(moved - value) * Math.Max(steps, 1) * whole.Step);
        return HyperparameterValue.Of(target < whole.Min ? whole.Min : Math.Min(target, whole.Min + ((whole.Max - whole.Min) / whole.Step * whole.Step)));
    }

    private static int IndexOf(OrdinalHyperparameter ordinal, HyperparameterValue value)
    {
        int index = 0;
        while (ordinal.Values[index] != value)
        {
            index++;
        }

        return index;
    }
}
