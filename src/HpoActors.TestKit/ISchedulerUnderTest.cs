using HpoActors.Core.Schedulers;

namespace HpoActors.TestKit;

/// <summary>Names a scheduler so that a fresh process can make it too: the class needs a constructor without arguments.</summary>
public interface ISchedulerUnderTest
{
    /// <summary>The scheduler with its options.</summary>
    SchedulerSettings Settings { get; }
}
