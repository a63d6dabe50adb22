using HpoActors.Core;
using HpoActors.Core.Schedulers;

namespace HpoActors.Files;

/// <summary>A trial scheduler as a flag names it: <c>asha</c>, or <c>asha{eta=4}</c> with options as in an experiment's file.</summary>
internal static class SchedulerText
{
    private const string Key = "scheduler";

    /// <param name="text">The name, with a block of options behind it or not.</param>
    /// <param name="flag">The flag that it stands behind, for messages.</param>
    /// <exception cref="InvalidOptionException">There is no such scheduler, or an option of it is wrong.</exception>
    /// <exception cref="ExperimentFileException">The block is not well formed.</exception>
    public static SchedulerSettings Parse(string text, string flag)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string name, object scheduler) = PolicyText.Read(text, flag, Key);
        try
        {
            return PolicyReader.Scheduler(new OptionSet([new(Key, scheduler)]).Read(flag));
        }
        catch (InvalidOptionException e)
        {
            throw PolicyText.Located(e, name, flag, Key);
        }
    }
}
