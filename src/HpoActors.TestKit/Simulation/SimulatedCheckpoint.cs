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
    private const int Size = 16;

    /// <summary>What a trial leaves after an epoch: its state where it was told to pause, or leaves it in any case.</summary>
    public static TrialOutcome Leave(SimulatedTrial trial, in Verdict verdict, TrialJob job, int epoch) =>
        (verdict.Kind == VerdictKind.Pause || trial.LeavesState) && trial.Outcome is { Failure: null, Checkpoint: null }
            ? job.Keep(TrialOutcome.CompletedWith(Of(job.Attempt.Trial, epoch, job.Assignment.Configuration)), epoch)
            : trial.Outcome;

    /// <summary>Whose it is, after which epoch; null where it is none of these.</summary>
    public static CheckpointId? Read(Checkpoint checkpoint)
    {
        ReadOnlySpan<byte> content = checkpoint.Content.Span;
        return checkpoint.Format == Format && content.Length == Size
            ? new CheckpointId(new TrialId(BinaryPrimitives.ReadInt32LittleEndian(content)), BinaryPrimitives.ReadInt32LittleEndian(content[4..]))
            : null;
    }

    /// <summary>Notices where a trainer was not given what its attempt is to go on from.</summary>
    /// <exception cref="InvalidOperationException">It was given none, or another's, or another epoch's.</exception>
    public static void Check(TrialJob job)
    {
        Assignment assignment = job.Assignment;
        if (assignment.StartFrom is not { } wanted)
        {
            if (assignment.FirstEpoch != 1 || job.StartFrom is not null)
            {
                throw new InvalidOperationException($"attempt {job.Attempt} is to train from epoch {assignment.FirstEpoch} on with no word of a checkpoint, and has {(job.StartFrom is null ? "none" : "one")}");
            }

            return;
        }

        ReadOnlySpan<byte> content = job.StartFrom is { Format: Format } given ? given.Content.Span : [];
        if (content.Length != Size)
        {
            throw new InvalidOperationException($"attempt {job.Attempt} was to go on from {wanted}, and its trainer was given {job.StartFrom?.Format ?? "no checkpoint"}");
        }

        CheckpointId has = new(new TrialId(BinaryPrimitives.ReadInt32LittleEndian(content)), BinaryPrimitives.ReadInt32LittleEndian(content[4..]));
        if (has != wanted || assignment.FirstEpoch != wanted.Epoch + 1)
        {
            throw new InvalidOperationException($"attempt {job.Attempt} was to go on from {wanted} at epoch {assignment.FirstEpoch}, and its trainer was given {has}");
        }

        if (has.Trial == assignment.Trial && BinaryPrimitives.ReadUInt64LittleEndian(content[8..]) != TokenOf(assignment.Configuration))
        {
            throw new InvalidOperationException($"attempt {job.Attempt} has another configuration than when it was paused: {assignment.Configuration}");
        }
    }

    /// <summary>The state of a trial after an epoch.</summary>
    public static Checkpoint Of(TrialId trial, int epoch, Configuration configuration)
    {
        byte[] content = new byte[Size];
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
