using System.Collections.Immutable;
using System.Globalization;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Mlp;

/// <summary>What trials of the MLP must have in common to be trained in one pass: what shapes their arithmetic. Rates, weight decay and dropout are each lane's own.</summary>
/// <param name="Hidden">The units of the hidden layers, 1 to 6 of them.</param>
/// <param name="Activation">Of the hidden units.</param>
/// <param name="BatchSize">Images of a mini-batch.</param>
/// <param name="Momentum">Whether there is any: lanes without it keep no velocity.</param>
internal sealed record MlpArchitecture(ImmutableArray<int> Hidden, Activation Activation, int BatchSize, bool Momentum)
{
    private const string Model = "mlp";
    private const string Batch = "batch=";
    private const string Widths = "hidden=";
    private const string Function = "activation=";
    private const string WithMomentum = "momentum";

    /// <summary>The layers.</summary>
    public NetworkShape Shape => new(Hidden, Activation);

    /// <summary>The architecture that a configuration describes.</summary>
    public static MlpArchitecture Of(Configuration configuration, MlpOptions options)
    {
        int layers = (int)options.Of(configuration, "layers").AsInt64();
        return new MlpArchitecture(
            [.. Enumerable.Range(1, layers).Select(layer => options.Units(configuration, layer))],
            Activations.Parse(options.Of(configuration, "activation").AsText()) ?? throw new InvalidOperationException("the activation is neither tanh nor relu"),
            checked((int)options.Of(configuration, "batch_size").AsInt64()),
            options.Of(configuration, "momentum").AsDouble() != 0);
    }

    /// <summary>The pack's key, such as <c>mlp batch=32 hidden=64,64 activation=relu momentum</c>.</summary>
    public PackKey ToKey() => new(string.Create(CultureInfo.InvariantCulture,
        $"{Model} {Batch}{BatchSize} {Widths}{string.Join(',', Hidden)} {Function}{Activations.NameOf(Activation)}{(Momentum ? $" {WithMomentum}" : "")}"));

    /// <summary>Reads what <see cref="ToKey"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static MlpArchitecture Parse(PackKey key)
    {
        string[] parts = key.Value.Split(' ');
        if (parts.Length is 4 or 5 && parts[0] == Model && (parts.Length == 4 || parts[4] == WithMomentum)
            && Numbers(parts[1], Batch) is [int batchSize]
            && Numbers(parts[2], Widths) is { Length: >= 1 and <= MlpOptions.MostLayers } hidden
            && parts[3].StartsWith(Function, StringComparison.Ordinal) && Activations.Parse(parts[3][Function.Length..]) is { } activation)
        {
            return new MlpArchitecture([.. hidden], activation, batchSize, parts.Length == 5);
        }

        throw new FormatException($"'{key}' is no key of the mlp objective");
    }

    /// <summary>Equal in all four, the widths one by one.</summary>
    public bool Equals(MlpArchitecture? other) =>
        other is not null && BatchSize == other.BatchSize && Momentum == other.Momentum && Shape.Equals(other.Shape);

    public override int GetHashCode() => HashCode.Combine(Shape, BatchSize, Momentum);

    // The positive numbers behind the name, or null where the part has another form.
    private static int[]? Numbers(string part, string name)
    {
        if (!part.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        int?[] numbers = Array.ConvertAll(
            part[name.Length..].Split(','),
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 ? number : (int?)null);
        return Array.TrueForAll(numbers, n => n is not null) ? Array.ConvertAll(numbers, n => n!.Value) : null;
    }
}
