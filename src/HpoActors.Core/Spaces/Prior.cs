namespace HpoActors.Core.Spaces;

/// <summary>Where good values are expected before anything is measured, on the whole range of a numeric hyperparameter.</summary>
public abstract record Prior
{
    private protected Prior()
    {
    }

    /// <summary>The distribution's name in experiment files: <c>uniform</c>, <c>log-uniform</c>, <c>normal</c>, <c>log-normal</c> or <c>beta</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its parameters by their names in experiment files, such as <c>mean</c> and <c>sd</c>, in the order in which the methods here take them.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, double>> Parameters => [];

    /// <summary>Every value equally likely.</summary>
    public static Prior Uniform { get; } = new UniformPrior();

    /// <summary>Every order of magnitude equally likely. The range has to be positive.</summary>
    public static Prior LogUniform { get; } = new LogUniformPrior();

    /// <summary>A normal distribution of the value, truncated to the range.</summary>
    /// <param name="mean">Its mean before truncation, in the hyperparameter's own unit.</param>
    /// <param name="sd">Its standard deviation before truncation, above 0.</param>
    public static Prior Normal(double mean, double sd) => new NormalPrior(Finite(mean, nameof(mean)), Positive(sd, nameof(sd)));

    /// <summary>A normal distribution of the value's natural logarithm, truncated to the range, which has to be positive.</summary>
    /// <param name="mean">The mean of ln(value) before truncation.</param>
    /// <param name="sd">The standard deviation of ln(value) before truncation, above 0.</param>
    public static Prior LogNormal(double mean, double sd) => new LogNormalPrior(Finite(mean, nameof(mean)), Positive(sd, nameof(sd)));

    /// <summary>A beta distribution over the range, after mapping it to [0, 1] on the hyperparameter's scale.</summary>
    /// <param name="alpha">First shape, above 0: larger moves mass up.</param>
    /// <param name="beta">Second shape, above 0: larger moves mass down.</param>
    public static Prior Beta(double alpha, double beta) => new BetaPrior(Positive(alpha, nameof(alpha)), Positive(beta, nameof(beta)));

    /// <summary>Whether the prior speaks of logarithms, so that the range has to be positive.</summary>
    internal virtual bool NeedsPositiveRange => false;

    /// <summary>The value below which a share <paramref name="u"/> in [0, 1) of the prior's mass lies, within [min, max].</summary>
    internal double Quantile(double u, double min, double max, Scale scale) =>
        min == max ? min : Math.Clamp(QuantileCore(u, min, max, scale), min, max);

    /// <summary>The share of the prior's mass on [min, max] that lies below <paramref name="x"/>; the inverse of <see cref="Quantile"/>.</summary>
    internal double Share(double x, double min, double max, Scale scale) =>
        x <= min ? 0 : x >= max ? 1 : Math.Clamp(ShareCore(x, min, max, scale), 0, 1);

    private protected abstract double ShareCore(double x, double min, double max, Scale scale);

    private protected abstract double QuantileCore(double u, double min, double max, Scale scale);

    private static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0");

    private static double Finite(double value, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number");

    // Rises with u whatever is rounded, which min (1 - u) + max u does not.
    private static double Interpolate(double u, double min, double max) => min + (u * (max - min));

    private static double Part(double x, double min, double max) => (x - min) / (max - min);

    // Within a factor of two the logarithms of the bounds are too much alike to be subtracted.
    private static bool IsClose(double min, double max) => max - min < min;

    private static double PartLog(double x, double min, double max) => IsClose(min, max)
        ? LogRatio(min, x) / LogRatio(min, max)
        : Part(Math.Log(x), Math.Log(min), Math.Log(max));

    private static double InterpolateLog(double u, double min, double max) => IsClose(min, max)
        ? min * Math.Exp(u * LogRatio(min, max))
        : Math.Exp(Interpolate(u, Math.Log(min), Math.Log(max)));

    // ln(high / low) to the last digits where that is near 0: what 1 + x loses by rounding, the quotient takes out again.
    private static double LogRatio(double low, double high)
    {
        double x = (high - low) / low;
        double rounded = 1 + x;
        return rounded == 1 ? x : x * Math.Log(rounded) / (rounded - 1);
    }

    private sealed record UniformPrior : Prior
    {
        public override string Name => "uniform";

        private protected override double QuantileCore(double u, double min, double max, Scale scale) => Interpolate(u, min, max);

        private protected override double ShareCore(double x, double min, double max, Scale scale) => Part(x, min, max);

        public override string ToString() => "uniform";
    }

    private sealed record LogUniformPrior : Prior
    {
        public override string Name => "log-uniform";

        internal override bool NeedsPositiveRange => true;

        private protected override double QuantileCore(double u, double min, double max, Scale scale) => InterpolateLog(u, min, max);

        private protected override double ShareCore(double x, double min, double max, Scale scale) => PartLog(x, min, max);

        public override string ToString() => "log-uniform";
    }

    private sealed record NormalPrior(double Mean, double Sd) : Prior
    {
        public override string Name => "normal";

        public override IReadOnlyList<KeyValuePair<string, double>> Parameters => [new("mean", Mean), new("sd", Sd)];

        private protected override double QuantileCore(double u, double min, double max, Scale scale) =>
            TruncatedNormal.Quantile(u, Mean, Sd, min, max);

        private protected override double ShareCore(double x, double min, double max, Scale scale) => TruncatedNormal.Share(x, Mean, Sd, min, max);

        public override string ToString() => $"normal (mean {Mean:R}, sd {Sd:R})";
    }

    private sealed record LogNormalPrior(double Mean, double Sd) : Prior
    {
        public override string Name => "log-normal";

        public override IReadOnlyList<KeyValuePair<string, double>> Parameters => [new("mean", Mean), new("sd", Sd)];

        internal override bool NeedsPositiveRange => true;

        private protected override double QuantileCore(double u, double min, double max, Scale scale) =>
            Math.Log(min) == Math.Log(max) ? Interpolate(u, min, max) : Math.Exp(TruncatedNormal.Quantile(u, Mean, Sd, Math.Log(min), Math.Log(max)));

        private protected override double ShareCore(double x, double min, double max, Scale scale) =>
            Math.Log(min) == Math.Log(max) ? Part(x, min, max) : TruncatedNormal.Share(Math.Log(x), Mean, Sd, Math.Log(min), Math.Log(max));

        public override string ToString() => $"log-normal (mean {Mean:R}, sd {Sd:R})";
    }

    private sealed record BetaPrior(double Alpha, double BetaShape) : Prior
    {
        public override string Name => "beta";

        public override IReadOnlyList<KeyValuePair<string, double>> Parameters => [new("alpha", Alpha), new("beta", BetaShape)];

        private protected override double QuantileCore(double u, double min, double max, Scale scale)
        {
            double share = InverseShare(u);
            return scale == Scale.Log ? InterpolateLog(share, min, max) : Interpolate(share, min, max);
        }

        private protected override double ShareCore(double x, double min, double max, Scale scale) =>
            MathNet.Numerics.Distributions.Beta.CDF(Alpha, BetaShape, Math.Clamp(scale == Scale.Log ? PartLog(x, min, max) : Part(x, min, max), 0, 1));

        // Halves the numbers between, not the distance: the library's inverse stops 1e-12 from the root, and such a stretch at an end of the range may hold a percent of the mass.
        private double InverseShare(double u)
        {
            long low = 0, high = BitConverter.DoubleToInt64Bits(1);
            while (high - low > 1)
            {
                long middle = low + ((high - low) / 2);
                if (MathNet.Numerics.Distributions.Beta.CDF(Alpha, BetaShape, BitConverter.Int64BitsToDouble(middle)) < u)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            return BitConverter.Int64BitsToDouble(high);
        }

        public override string ToString() => $"beta (alpha {Alpha:R}, beta {BetaShape:R})";
    }
}
