namespace HpoActors.Torch.Lanes;

/// <summary>What a hidden unit makes of its sum.</summary>
internal enum Activation
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The positive part.</summary>
    Relu,
}
