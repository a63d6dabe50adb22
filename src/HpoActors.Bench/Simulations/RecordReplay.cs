using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Replays;

namespace HpoActors.Bench.Simulations;

/// <summary>A recorded experiment that was run again in virtual time.</summary>
/// <param name="Spec">The experiment.</param>
/// <param name="Record">The record's file.</param>
/// <param name="Trials">How many trials it has.</param>
/// <param name="Result">How far the decisions are the same.</param>
internal sealed record RecordReplay(ExperimentSpec Spec, string Record, int Trials, ReplayResult Result)
{
    private const string Option = "--replay";

    /// <exception cref="InvalidOptionException">The file is no record of this experiment.</exception>
    public static RecordReplay Run(ExperimentSpec spec, string path)
    {
        string text = RecordFile.Text(Option, path);
        try
        {
            ExperimentRecord record = ExperimentRecord.Read(text);
            record.RequireExperimentOf(spec);
            return new RecordReplay(spec, path, record.Trials, ExperimentReplay.Run(spec, record.History()));
        }
        catch (FormatException error)
        {
            throw new InvalidOptionException($"{Option} {path}", error.Message, error);
        }
    }
}
