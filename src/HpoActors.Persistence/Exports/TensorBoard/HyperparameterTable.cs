using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Persistence.Exports.TensorBoard;

/// <summary>
/// What TensorBoard's HParams tab reads: the experiment, and each trial's configuration and end. Field numbers are those of the plugin's <c>plugin_data.proto</c> and
/// <c>api.proto</c>.
/// </summary>
internal static class HyperparameterTable
{
    public const string Plugin = "hparams";
    public const string ExperimentTag = "_hparams_/experiment";
    public const string StartTag = "_hparams_/session_start_info";
    public const string EndTag = "_hparams_/session_end_info";

    // The kinds of google.protobuf.Value.
    private const int NumberValue = 2;
    private const int TextValue = 3;
    private const int BoolValue = 4;

    private enum DataType
    {
        Text = 1,
        Bool = 2,
        Number = 3,
    }

    private enum Status
    {
        Success = 1,
        Failure = 2,
        Running = 3,
    }

    /// <summary>The columns of the table.</summary>
    public static byte[] Experiment(ExportedExperiment experiment, DateTimeOffset startedAt) => Data(2, writer =>
    {
        ExperimentSpec spec = experiment.Spec;
        writer.Text(1, $"{(spec.Direction == Direction.Minimize ? "minimize" : "maximize")} {spec.Metric}").Double(3, EventFile.Seconds(startedAt));
        foreach (Hyperparameter hyperparameter in spec.Space.Hyperparameters)
        {
            writer.Message(4, info => Column(info, hyperparameter));
        }

        foreach (string metric in experiment.Metrics)
        {
            writer.Message(5, info => info.Message(1, name => name.Text(2, metric)));
        }

        writer.Text(6, spec.Name);
    });

    /// <summary>A trial's configuration.</summary>
    public static byte[] Start(ExportedExperiment experiment, TrialResult trial, DateTimeOffset at) => Data(3, writer =>
    {
        foreach ((string name, HyperparameterValue value) in trial.Configuration)
        {
            DataType type = TypeOf(experiment.Spec.Space.Hyperparameters.First(h => h.Name == name));
            writer.Message(1, entry => entry.Text(1, name).Message(2, v => Value(v, value, type)));
        }

        writer.Double(5, EventFile.Seconds(at));
    });

    /// <summary>How a trial stands: one that the scheduler stopped did well, one that was cancelled did not.</summary>
    public static byte[] End(TrialResult trial, DateTimeOffset at) => Data(4, writer => writer
        .Varint(1, (long)(trial.State switch
        {
            TrialState.Completed or TrialState.Stopped => Status.Success,
            TrialState.Failed or TrialState.Cancelled => Status.Failure,
            _ => Status.Running,
        }))
        .Double(2, trial.State.IsFinal() ? EventFile.Seconds(at) : 0));

    private static byte[] Data(int field, Action<ProtoWriter> write) => ProtoWriter.Message(writer => writer.Message(field, write));

    private static void Column(ProtoWriter info, Hyperparameter hyperparameter)
    {
        DataType type = TypeOf(hyperparameter);
        info.Text(1, hyperparameter.Name).Text(3, hyperparameter.Describe()).Varint(4, (long)type);
        switch (hyperparameter)
        {
            case FloatHyperparameter range:
                info.Message(6, interval => interval.Double(1, range.Min).Double(2, range.Max));
                break;
            case IntHyperparameter range:
                info.Message(6, interval => interval.Double(1, range.Min).Double(2, range.Max));
                break;
            default:
                info.Message(5, list =>
                {
                    foreach (HyperparameterValue value in hyperparameter.Grid(1))
                    {
                        list.Message(1, v => Value(v, value, type));
                    }
                });
                break;
        }
    }

    // A column has one type: numbers, bools, or texts for all else.
    private static DataType TypeOf(Hyperparameter hyperparameter) => hyperparameter switch
    {
        FloatHyperparameter or IntHyperparameter => DataType.Number,
        _ when hyperparameter.Grid(1).All(value => value.IsNumber) => DataType.Number,
        _ when hyperparameter.Grid(1).All(value => value.Kind == ValueKind.Bool) => DataType.Bool,
        _ => DataType.Text,
    };

    private static void Value(ProtoWriter writer, HyperparameterValue value, DataType type)
    {
        switch (type)
        {
            case DataType.Number:
                writer.Double(NumberValue, value.AsDouble(), always: true);
                break;
            case DataType.Bool:
                writer.Bool(BoolValue, value.AsBool());
                break;
            default:
                writer.Text(TextValue, value.ToString());
                break;
        }
    }
}
