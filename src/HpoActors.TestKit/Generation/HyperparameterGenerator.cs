using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Generation;

/// <summary>Random hyperparameters, the awkward ones included.</summary>
internal static class HyperparameterGenerator
{
    private const long LargestInt = 1L << 53;

    private static readonly HyperparameterValue[] Pool =
    [
        HyperparameterValue.Of("relu"), HyperparameterValue.Of("tanh"), HyperparameterValue.Of(""), HyperparameterValue.Of("a b"), HyperparameterValue.Of("it's"),
        HyperparameterValue.Of(16L), HyperparameterValue.Of(-3L), HyperparameterValue.Of(0.5), HyperparameterValue.Of(1e-8), HyperparameterValue.Of(true), HyperparameterValue.Of(false),
    ];

    public static Hyperparameter Next(RandomStream random, string name) => random.NextInt32(12) switch
    {
        < 4 => Float(random, name),
        < 8 => Int(random, name),
        8 => new ChoiceHyperparameter(name, Values(random, Between(random, 1, 6))),
        9 => new OrdinalHyperparameter(name, Values(random, Between(random, 1, 6))),
        10 => new BoolHyperparameter(name),
        _ => random.NextInt32(3) == 0 ? new ConstantHyperparameter(name, Pool[random.NextInt32(Pool.Length)]) : new ChoiceHyperparameter(name, Values(random, Between(random, 1, 6))),
    };

    /// <summary>One of at most four values.</summary>
    public static Hyperparameter NextFinite(RandomStream random, string name)
    {
        int count = Between(random, 1, 4);
        int min = Between(random, 1, 9);
        return random.NextInt32(7) switch
        {
            0 => new IntHyperparameter(name, min, min + count - 1),
            1 => new IntHyperparameter(name, min, min + count - 1, Scale.Log, prior: random.NextInt32(2) == 0 ? Prior.Beta(2, 1) : null),
            2 => new FloatHyperparameter(name, min, min + (0.1 * (count - 1)), step: 0.1),
            3 => new BoolHyperparameter(name),
            4 => new OrdinalHyperparameter(name, Values(random, count)),
            5 => new ConstantHyperparameter(name, Pool[random.NextInt32(Pool.Length)]),
            _ => new ChoiceHyperparameter(name, Values(random, count)),
        };
    }

    /// <summary>A whole number in [low, high], both included.</summary>
    public static int Between(RandomStream random, int low, int high) => low + random.NextInt32(high - low + 1);

    private static FloatHyperparameter Float(RandomStream random, string name)
    {
        (double min, double max) = FloatRange(random);
        if (random.NextInt32(4) == 0 && Step(random, min, max) is { } step)
        {
            return new FloatHyperparameter(name, min, max, step: step, prior: PriorOver(random, min, max));
        }

        Scale scale = min > 0 && random.NextInt32(2) == 0 ? Scale.Log : Scale.Linear;
        return new FloatHyperparameter(name, min, max, scale, prior: PriorOver(random, min, max));
    }

    private static (double Min, double Max) FloatRange(RandomStream random)
    {
        double x = random.NextDouble();
        switch (random.NextInt32(9))
        {
            case 0:
                return (0, 1);
            case 1:
                return (-10.2, 10.2);
            case 2:
                return (1e-6, 1e-1);
            case 3:
                return (x, x);
            case 4:
                // A few units in the last place.
                return (1 + x, Enumerable.Range(0, Between(random, 1, 20)).Aggregate(1 + x, (y, _) => Math.BitIncrement(y)));
            case 5:
                return (-1e300 * x, 1e300);
            case 6:
                return (1e-300, Math.Pow(10, Between(random, -200, 200)));
            default:
                double low = (x - 0.5) * Math.Pow(10, Between(random, -3, 6));
                return (low, low + (random.NextDouble() * Math.Pow(10, Between(random, -3, 6))));
        }
    }

    private static double? Step(RandomStream random, double min, double max)
    {
        double step = random.NextInt32(3) switch
        {
            0 when max - min < 1e4 => 0.1,
            1 when max - min < 1e4 => 1 / 3.0,
            _ => (max - min) / Between(random, 1, 40),
        };

        // Neighbours have to be different numbers.
        double largest = Math.Max(Math.Abs(min), Math.Abs(max));
        return step >= 2 * (Math.BitIncrement(largest) - largest) && step > 0 ? step : null;
    }

    private static IntHyperparameter Int(RandomStream random, string name)
    {
        (long min, long max) = random.NextInt32(7) switch
        {
            0 => (1, 6),
            1 => (8, 256),
            2 => (-LargestInt, LargestInt),
            3 => (1, 1L << Between(random, 1, 52)),
            4 => Same(random.NextInt32(100)),
            _ => Range(random),
        };
        if (random.NextInt32(4) == 0)
        {
            return new IntHyperparameter(name, min, max, step: Between(random, 1, 20), prior: PriorOver(random, min, max));
        }

        Scale scale = min >= 1 && random.NextInt32(2) == 0 ? Scale.Log : Scale.Linear;
        return new IntHyperparameter(name, min, max, scale, prior: PriorOver(random, min, max));

        static (long Min, long Max) Same(long value) => (value, value);
    }

    private static (long Min, long Max) Range(RandomStream random)
    {
        int min = Between(random, -50, 50);
        return (min, min + random.NextInt32(200));
    }

    // Means inside the range, at its ends, and so far outside that only a tail is left.
    private static Prior? PriorOver(RandomStream random, double min, double max)
    {
        double width = Math.Max(max - min, 1e-3);
        double sd = width * Math.Pow(10, (random.NextDouble() * 3) - 2);
        double mean = min + (width * ((random.NextDouble() * 5) - 2));
        return random.NextInt32(min > 0 ? 9 : 7) switch
        {
            0 => Prior.Uniform,
            1 => Prior.Normal(mean, sd),
            2 => Prior.Beta(0.2 + (random.NextDouble() * 5), 0.2 + (random.NextDouble() * 5)),
            7 => Prior.LogUniform,
            8 => Prior.LogNormal(Math.Log(min) + (random.NextDouble() * 4), 0.05 + (random.NextDouble() * 3)),
            _ => null,
        };
    }

    private static HyperparameterValue[] Values(RandomStream random, int count)
    {
        HyperparameterValue[] values = [.. Pool];
        random.Shuffle<HyperparameterValue>(values);
        return values[..count];
    }
}
