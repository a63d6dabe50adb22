using System.Buffers.Binary;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Training;

namespace HpoActors.TestKit.Simulation;

/// <summary>A simulated trial's trained state: whose it is, after which epoch, and a token of its configuration, so that a wrong one is noticed.</summary>
internal static class SimulatedCheckpoint
{
    private const string Format = "simulated/1";

    /// <summary>What a trial leaves that was told to pause; one that was told to stop leaves nothing.</summary>
    public static TrialOutcome Leave(TrialOutcome outcome, in Verdict verdict, TrialJob job, int epoch) =>
        verdict.Kind == VerdictKind.Pause && outcome is { Failure: null, Checkpoint: null }
            ? TrialOutcome.CompletedWith(Of(job.Attempt.Trial, epoch, job.Assignment.Configuration))
            : outcome;

    /// <summary>The state of a trial after an epoch.</summary>
    public static Checkpoint Of(TrialId trial, int epoch, Configuration configuration)
    {
        byte[] content = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(content, trial.Value);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(8), TokenOf(configuration));
        return new Checkpoint(Format, content);
    }

    // FNV-1a over the configuration's text, the same in every process.
    private static ulong TokenOf(Configuration configuration)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in configuration.ToString())
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return hash;
    }
}
