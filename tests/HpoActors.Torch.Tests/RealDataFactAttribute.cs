using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests;

/// <summary>A test on the real Fashion-MNIST files; visibly skipped where they are not to be found.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (FashionMnist.Find() is null)
        {
            Skip = "needs the real Fashion-MNIST files: set HPO_DATA, see README";
        }
    }
}
