namespace HpoActors.Torch.Lanes;

/// <summary>The names of <see cref="Activation"/> in experiments, keys and checkpoints.</summary>
internal static class Activations
{
    private const string Tanh = "tanh";
    private const string Relu = "relu";

    /// <summary>The activation of a name, or null where there is none.</summary>
    public static Activation? Parse(string? name) => name switch { Tanh => Activation.Tanh, Relu => Activation.Relu, _ => null };

    /// <summary>An activation's name.</summary>
    public static string NameOf(Activation activation) => activation switch
    {
        Activation.Tanh => Tanh,
        Activation.Relu => Relu,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };
}
