using TorchSharp;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Numbers for TorchSharp's calls, held for good. An implicit conversion makes a <see cref="Scalar"/> that nobody holds while the native call reads it: a garbage
/// collection just then frees it, and the call takes whatever stands there (TorchSharp 0.107). Numbers that are not known here: <c>using Scalar n = x.ToScalar()</c>.
/// </summary>
internal static class Scalars
{
    public static readonly Scalar One = 1f.ToScalar();

    public static readonly Scalar MinusOne = (-1f).ToScalar();

    public static readonly Scalar NegativeInfinity = float.NegativeInfinity.ToScalar();
}
