using CsCheck;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>Random hyperparameters, the awkward ones included.</summary>
internal static class SpaceGen
{
    public const double AlmostOne = 1 - (1.0 / (1L << 53));

    /// <summary>Numbers in [0, 1) as a stream gives them, the ends often.</summary>
    public static Gen<double> Unit { get; } = Gen.Frequency(
        (1, Gen.Const(0.0)),
        (1, Gen.Const(AlmostOne)),
        (1, Gen.Int[1, 60].Select(k => Math.Pow(2, -k))),
        (8, Gen.Long[0, (1L << 53) - 1].Select(k => k * (1.0 / (1L << 53)))));

    /// <summary>Finite doubles: decimals as people write them, thirds, any bits, neighbours of those.</summary>
    public static Gen<double> Finite { get; } = Gen.Frequency(
        (4, Gen.Select(Gen.Int[-10_000, 10_000], Gen.Int[0, 6], (n, digits) => (double)(n / (decimal)Math.Pow(10, digits)))),
        (2, Gen.Int[-1000, 1000].Select(n => n / 3.0)),
        (1, Gen.Int[-40, 40].Select(e => Math.Pow(10, e))),
        (2, Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(x => Math.Abs(x) < double.MaxValue / 2)));

    /// <summary>min ≤ max.</summary>
    public static Gen<(double Min, double Max)> Range { get; } = Gen.OneOf(
        Gen.Select(Finite, Finite, (a, b) => (Math.Min(a, b), Math.Max(a, b))),
        Gen.Select(Finite, Gen.Int[0, 20], (a, ulps) => (a, Up(a, ulps))));

    public static Gen<(double Min, double Max)> PositiveRange { get; } =
        Range.Select(r => (Math.Abs(r.Min), Math.Abs(r.Max))).Where(r => r.Item1 > 0 && r.Item2 > 0).Select(r => (Math.Min(r.Item1, r.Item2), Math.Max(r.Item1, r.Item2)));

    public static Gen<FloatHyperparameter> Floats { get; } = Gen.OneOf(
        Gen.Select(Range, AnyPrior(positive: false), (r, prior) => new FloatHyperparameter("x", r.Min, r.Max, prior: prior)),
        Gen.Select(PositiveRange, Gen.Enum<Scale>(), AnyPrior(positive: true), (r, scale, prior) => new FloatHyperparameter("x", r.Min, r.Max, scale, prior: prior)),
        Stepped(Range, AnyPrior(positive: false)),
        Stepped(PositiveRange, AnyPrior(positive: true)));

    private static Gen<long> Whole { get; } = Gen.Frequency(
        (3, Gen.Long[-20, 20]),
        (2, Gen.Long[-1_000_000, 1_000_000]),
        (1, Gen.Long[-(1L << 53), 1L << 53]),
        (1, Gen.Long[0, 3].Select(d => (1L << 53) - d)),
        (1, Gen.Long[0, 3].Select(d => -(1L << 53) + d)));

    private static Gen<(long Min, long Max)> WholeRange { get; } = Gen.Select(Whole, Whole, (a, b) => (Math.Min(a, b), Math.Max(a, b)));

    private static Gen<(long Min, long Max)> PositiveWholeRange { get; } =
        WholeRange.Select(r => (Math.Max(1, Math.Abs(r.Min)), Math.Max(1, Math.Abs(r.Max)))).Select(r => (Math.Min(r.Item1, r.Item2), Math.Max(r.Item1, r.Item2)));

    public static Gen<IntHyperparameter> Ints { get; } = Gen.OneOf(
        Gen.Select(WholeRange, Gen.OneOf(Gen.Const(1L), Gen.Long[1, 50], Gen.Long[1, 1L << 54]), AnyPrior(positive: false), (r, step, prior) => new IntHyperparameter("n", r.Min, r.Max, step: step, prior: prior)),
        Gen.Select(PositiveWholeRange, Gen.Enum<Scale>(), AnyPrior(positive: true), (r, scale, prior) => new IntHyperparameter("n", r.Min, r.Max, scale, prior: prior)),
        Gen.Select(PositiveWholeRange, Gen.Long[1, 50], AnyPrior(positive: true), (r, step, prior) => new IntHyperparameter("n", r.Min, r.Max, step: step, prior: prior)));

    public static Gen<Hyperparameter> Numeric { get; } = Gen.OneOf(Floats.Select(h => (Hyperparameter)h), Ints.Select(h => (Hyperparameter)h));

    /// <summary>At most 61 values, equally likely.</summary>
    public static Gen<Hyperparameter> Few { get; } = Gen.OneOf(
        Gen.Select(Gen.Long[-(1L << 53), (1L << 53) - 6000], Gen.Long[0, 60], Gen.Long[1, 100], (min, count, step) => (Hyperparameter)new IntHyperparameter("n", min, min + (count * step), step: step)),
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 60], Gen.OneOf(Gen.Const(0.1), Gen.Const(0.25), Gen.Const(1 / 3.0), Gen.Const(7.0)), (min, count, step) =>
            (Hyperparameter)new FloatHyperparameter("x", min / 10.0, (min / 10.0) + (count * step), step: step)));

    public static double Up(double x, int ulps)
    {
        for (int i = 0; i < ulps; i++)
        {
            x = Math.BitIncrement(x);
        }

        return x;
    }

    private static Gen<Prior?> AnyPrior(bool positive)
    {
        Gen<double> sd = Gen.OneOf(Gen.Double[1e-3, 10], Gen.Int[-300, 300].Select(e => Math.Pow(10, e)));
        Gen<double> shape = Gen.OneOf(Gen.Double[0.1, 10], Gen.Double[0.5, 200]);
        List<(int, Gen<Prior?>)> kinds =
        [
            (4, Gen.Const((Prior?)null)),
            (1, Gen.Const((Prior?)Prior.Uniform)),
            (2, Gen.Select(Finite, sd, (m, s) => (Prior?)Prior.Normal(m, s))),
            (1, Gen.Select(shape, shape, (a, b) => (Prior?)Prior.Beta(a, b))),
        ];
        if (positive)
        {
            kinds.Add((1, Gen.Const((Prior?)Prior.LogUniform)));
            kinds.Add((2, Gen.Select(Gen.Double[-40, 40], sd, (m, s) => (Prior?)Prior.LogNormal(m, s))));
        }

        return Gen.Frequency([.. kinds]);
    }

    private static Gen<FloatHyperparameter> Stepped(Gen<(double Min, double Max)> range, Gen<Prior?> prior) =>
        Gen.Select(range, Gen.OneOf(Gen.Int[1, 300].Select(n => (double)n), Gen.Double[0.3, 1000], Gen.Const(1e6)), Gen.OneOf(Gen.Const(0.0), Gen.Const(0.1), Gen.Const(0.25)), prior, (r, parts, written, p) =>
        {
            double step = written > 0 && r.Max - r.Min < 1e9 ? written : (r.Max - r.Min) / parts;
            bool fits = step > 0 && double.IsFinite(step) && step >= 2 * (Math.BitIncrement(Math.Max(Math.Abs(r.Min), Math.Abs(r.Max))) - Math.Max(Math.Abs(r.Min), Math.Abs(r.Max)));
            return new FloatHyperparameter("x", r.Min, r.Max, step: fits ? step : null, prior: p);
        });
}
