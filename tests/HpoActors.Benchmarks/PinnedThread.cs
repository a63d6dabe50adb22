using HpoActors.Devices;

namespace HpoActors.Benchmarks;

/// <summary>Work on a thread of its own that stays on one core, as a trainer's does.</summary>
internal static class PinnedThread
{
    public static T Run<T>(int core, Func<T> work)
    {
        T result = default!;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                CpuAffinity.Pin(core);
                result = work();
            }
#pragma warning disable CA1031 // Thrown again on the thread that waits.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException(failure.Message, failure);
    }
}
