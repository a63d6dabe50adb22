using System.Globalization;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Persistence.Exports.TensorBoard;

/// <summary>
/// TensorBoard's event files: a run a trial (<c>trial-007</c>) with every metric by epoch, and the table of the HParams tab. <c>tensorboard --logdir</c> shows the folder.
/// </summary>
internal sealed class TensorBoardExporter : IExporter
{
    public string Name => "tensorboard";

    public void Write(ExportedExperiment experiment, string path) => ExportTarget.Folder(path, folder =>
    {
        DateTimeOffset startedAt = experiment.StartedAt ?? DateTimeOffset.UnixEpoch;
        using (EventFile file = new(folder, startedAt))
        {
            file.PluginData(startedAt, HyperparameterTable.ExperimentTag, HyperparameterTable.Plugin, HyperparameterTable.Experiment(experiment, startedAt));
        }

        // Names of equal length stand in the order of their numbers.
        int last = experiment.Result.Trials.Select(t => t.Id.Value).DefaultIfEmpty().Max();
        string digits = "D" + Math.Max(3, last.ToString(CultureInfo.InvariantCulture).Length);
        foreach (TrialResult trial in experiment.Result.Trials)
        {
            Write(experiment, trial, Path.Combine(folder, $"trial-{trial.Id.Value.ToString(digits, CultureInfo.InvariantCulture)}"), startedAt);
        }
    });

    private static void Write(ExportedExperiment experiment, TrialResult trial, string folder, DateTimeOffset startedAt)
    {
        DateTimeOffset first = trial.StartedAt ?? experiment.ProposedAt(trial) ?? startedAt;
        using EventFile file = new(folder, first);
        file.PluginData(first, HyperparameterTable.StartTag, HyperparameterTable.Plugin, HyperparameterTable.Start(experiment, trial, first));
        DateTimeOffset at = first;
        foreach (TrialReport report in trial.Reports)
        {
            at = experiment.ReportedAt(trial, report) ?? at;
            foreach ((string metric, double value) in report.Metrics)
            {
                file.Scalar(at, report.Epoch, metric, value);
            }
        }

        DateTimeOffset end = experiment.EndedAt(trial) ?? at;
        file.PluginData(end, HyperparameterTable.EndTag, HyperparameterTable.Plugin, HyperparameterTable.End(trial, end));
    }
}
