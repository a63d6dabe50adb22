using System.Diagnostics.CodeAnalysis;
using HpoActors.Core;
using HpoActors.Core.Objectives;

namespace HpoActors.Devices;

/// <summary>
/// Which devices train, as the setting <c>trainers</c> and the flag <c>--trainers</c> say it. <c>cpu:2</c> are two trainers, each pinned to a core
/// of its own (the first two that the process may use); <c>cpu:0-3</c> and <c>cpu:0,2</c> are those cores, <c>cpu:0-0</c> one core by its number;
/// <c>cuda:0,1</c> are those GPUs; <c>auto</c> is all GPUs, or all cores where there is no GPU. <c>+</c> joins parts, and <c>/32</c> behind one
/// gives each of its trainers up to 32 lanes. Immutable.
/// </summary>
public sealed class TrainersSpec
{
    private const string Key = "trainers";

    private readonly TrainersPart[] _parts;

    private TrainersSpec(TrainersPart[] parts) => _parts = parts;

    /// <summary><c>auto</c>: all GPUs, or all cores where there is no GPU.</summary>
    public static TrainersSpec Auto { get; } = Parse("auto");

    /// <summary>Reads a specification.</summary>
    /// <exception cref="InvalidOptionException">The text is no such specification; the message says what would be.</exception>
    public static TrainersSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out TrainersSpec? spec, out string? problem) ? spec : throw new InvalidOptionException(Key, problem);
    }

    /// <summary>Reads a specification, or says in one line what is wrong with it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TrainersSpec? spec, [NotNullWhen(false)] out string? problem)
    {
        spec = null;
        problem = null;
        List<TrainersPart> parts = [];
        foreach (string written in (text ?? "").Split('+', StringSplitOptions.TrimEntries))
        {
            if (!TrainersPart.TryParse(written, out TrainersPart? part, out problem))
            {
                return false;
            }

            parts.Add(part);
        }

        spec = new TrainersSpec([.. parts]);
        return true;
    }

    /// <summary>The devices on a machine, in the order in which they are written, each once.</summary>
    /// <exception cref="InvalidOptionException">The machine lacks one of them, or one stands twice with different lanes.</exception>
    public IReadOnlyList<TrainerDevice> Resolve(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        List<TrainerDevice> trainers = [];
        Dictionary<Device, int?> seen = [];
        foreach (TrainersPart part in _parts)
        {
            foreach (Device device in part.On(machine))
            {
                if (!seen.TryGetValue(device, out int? lanes))
                {
                    seen[device] = part.Lanes;
                    trainers.Add(new TrainerDevice(device, part.Lanes));
                }
                else if (lanes != part.Lanes)
                {
                    throw new InvalidOptionException(Key, $"{device} stands twice in '{this}', with different lanes; name each device once");
                }
            }
        }

        return trainers;
    }

    /// <summary>The specification as it is written.</summary>
    public override string ToString() => string.Join("+", _parts.Select(p => p.ToString()));
}
