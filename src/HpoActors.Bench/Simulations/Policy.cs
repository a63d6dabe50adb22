using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Files;

namespace HpoActors.Bench.Simulations;

/// <summary>A trial scheduler that takes part in a comparison.</summary>
/// <param name="Name">How it was written.</param>
/// <param name="Settings">The scheduler.</param>
internal sealed record Policy(string Name, SchedulerSettings Settings)
{
    public const string Option = "--compare";

    /// <summary>What every other one is measured against.</summary>
    public const string Reference = "fifo";

    /// <summary>
    /// Schedulers as in <c>fifo,asha{eta=4}</c>; a name alone that is the experiment's own scheduler is that one, with its options. Null: fifo and the experiment's own.
    /// </summary>
    /// <exception cref="InvalidOptionException">One of them is unknown, stands twice, or does not fit the experiment.</exception>
    /// <exception cref="ExperimentFileException">A block of options is not well formed.</exception>
    public static IReadOnlyList<Policy> ParseAll(string? text, ExperimentSpec spec)
    {
        string[] names = text is null ? [.. new[] { Reference, spec.Scheduler.Name }.Distinct()] : [.. BenchArguments.Split(text)];
        if (names.Length == 0 || names.Distinct().Count() < names.Length)
        {
            throw new InvalidOptionException(Option, names.Length == 0 ? "names none; write schedulers such as fifo,asha,hyperband" : "names one twice");
        }

        Policy[] all = [.. names.Select(name => new Policy(name, name == spec.Scheduler.Name ? spec.Scheduler : SchedulerText.Parse(name, Option)))];
        foreach (Policy policy in all)
        {
            try
            {
                (spec with { Scheduler = policy.Settings }).Validate();
            }
            catch (InvalidOptionException error)
            {
                throw new InvalidOptionException($"{Option} {policy.Name}", $"{error.Key} {error.Problem}", error);
            }
        }

        return all;
    }
}
