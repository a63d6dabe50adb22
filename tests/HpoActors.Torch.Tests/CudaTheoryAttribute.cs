namespace HpoActors.Torch.Tests;

/// <summary>A theory that needs a GPU; visibly skipped where there is none that can be used.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CudaTheoryAttribute : TheoryAttribute
{
    public CudaTheoryAttribute()
    {
        if (TorchRuntime.CudaDeviceCount == 0)
        {
            Skip = "needs an NVIDIA GPU and a build with -p:HpoCuda=true, see README";
        }
    }
}
