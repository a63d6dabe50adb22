using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HpoActors.Telemetry;

/// <summary>
/// The names under which HpoActors emits telemetry, for <c>AddSource</c> and <c>AddMeter</c>. Spans: <c>experiment</c> → <c>trial</c> → <c>attempt</c> → <c>epoch</c>, beside
/// <c>suggest</c> and <c>persist</c>. Nothing is emitted, and nothing spent, while nobody listens.
/// </summary>
public static class HpoTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "HpoActors";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> TrialsEnded = Meter.CreateCounter<long>("hpo.trials", "{trial}", "Trials ended, by state.");
    internal static readonly UpDownCounter<long> TrialsRunning = Meter.CreateUpDownCounter<long>("hpo.trials.running", "{trial}", "Trials in the hands of trainers.");
    internal static readonly UpDownCounter<long> QueueDepth = Meter.CreateUpDownCounter<long>("hpo.trials.waiting", "{trial}", "Trials that wait for a trainer.");
    internal static readonly Counter<long> Epochs = Meter.CreateCounter<long>("hpo.epochs", "{epoch}", "Epochs reported.");
    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>("hpo.retries", "{attempt}", "Failed attempts whose trial is tried again, by kind of failure.");
    internal static readonly Histogram<double> TrialDuration = Meter.CreateHistogram<double>("hpo.trial.duration", "s", "Seconds that the objective spent on a trial.");
    internal static readonly Gauge<double> BestValue = Meter.CreateGauge<double>("hpo.best_value", null, "The best trial's value so far.");
    internal static readonly Histogram<double> SuggestDuration = Meter.CreateHistogram<double>("hpo.suggest.duration", "s", "Seconds to find the next trial.");
    internal static readonly Counter<double> TrainerBusy = Meter.CreateCounter<double>("hpo.trainer.busy", "s", "Seconds that trainers' threads spent in objectives.");
    internal static readonly Counter<double> TrainerIdle = Meter.CreateCounter<double>("hpo.trainer.idle", "s", "Seconds that trainers' threads waited between two attempts of one experiment.");

    internal static class Tags
    {
        public const string Experiment = "hpo.experiment.name";
        public const string Trial = "hpo.trial.id";
        public const string TrialState = "hpo.trial.state";
        public const string Attempt = "hpo.attempt";
        public const string Epoch = "hpo.epoch";
        public const string Trainer = "hpo.trainer";
        public const string Failure = "hpo.failure.kind";
        public const string Value = "hpo.trial.value";
        public const string Hyperparameter = "hpo.hyperparameter.";
        public const string Metric = "hpo.metric.";
    }
}
