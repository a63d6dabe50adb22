namespace HpoActors.Torch.Tests.Data;

/// <summary>A test that uses something only Linux has; visibly skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "needs Linux's /dev/full, a disk that is always full";
        }
    }
}
