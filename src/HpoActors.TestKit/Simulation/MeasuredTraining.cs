using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Training;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// Curves and times of the objective itself: real training, virtual time. A trial is trained for all of its epochs, alone and from its start, when it is first begun in a
/// simulation, and never again: other schedulers and other trainers get to see the same curve. A trial that starts from another's checkpoint gets the curve that its
/// configuration has from its own start.
/// </summary>
public sealed class MeasuredTraining : IDisposable
{
    private readonly ExperimentSpec _spec;
    private readonly IObjective _objective;
    private readonly Dictionary<(TrialId, Configuration), Run> _runs = [];

    /// <summary>Makes and prepares the objective.</summary>
    /// <param name="spec">The experiment; its seed is the seed of the training.</param>
    /// <param name="factory">Makes the objective.</param>
    /// <param name="progress">Takes lines of the objective's preparation. Default none.</param>
    /// <exception cref="Core.InvalidOptionException">A setting of the objective is wrong.</exception>
    public MeasuredTraining(ExperimentSpec spec, ObjectiveFactory factory, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(factory);
        _spec = spec;
        _objective = factory(spec);
        Description = (_objective as IPreparedObjective)?.Prepare(progress ?? new Progress<string>(_ => { }), CancellationToken.None) ?? ObjectiveDescription.None;
    }

    /// <summary>What the objective said of itself.</summary>
    public ObjectiveDescription Description { get; }

    /// <summary>How many trials were trained.</summary>
    public int Trained => _runs.Count;

    /// <summary>How an attempt goes: as its trial did when it was trained, each epoch with the time that it took.</summary>
    /// <param name="attempt">The attempt.</param>
    public SimulatedTrial Of(SimulatedAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (!_runs.TryGetValue((attempt.Trial, attempt.Configuration), out Run? run))
        {
            _runs.Add((attempt.Trial, attempt.Configuration), run = Train(attempt));
        }

        return new SimulatedTrial { Value = run.ValueAt, EpochTimes = run.TimeAt, Reports = run.Count, Outcome = run.Outcome };
    }

    /// <summary>Lets the objective go.</summary>
    public void Dispose() => (_objective as IDisposable)?.Dispose();

    private Run Train(SimulatedAttempt attempt)
    {
        Run run = new();
        TrialContext context = new(run)
        {
            Experiment = _spec.Name,
            Seed = _spec.Seed,
            Trial = attempt.Trial,
            Attempt = 1,
            Configuration = attempt.Configuration,
            Metric = _spec.Metric,
            Device = Device.Cpu(0),
            Epochs = attempt.Assignment.Epochs,
        };
        try
        {
            run.End(_objective.Run(context, CancellationToken.None), _spec.Metric);
        }
#pragma warning disable CA1031 // A user's code may throw anything; it is a fact about the trial.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            run.End(ObjectiveErrors.Outcome(exception), _spec.Metric);
        }

        return run;
    }

    /// <summary>What a trial reported. An epoch that the objective left out has the report after it, and its share of the time.</summary>
    private sealed class Run : ITrialReporter
    {
        private readonly List<(int Epoch, Metrics Metrics, TimeSpan Time)> _reports = [];
        private double[] _values = [];
        private TimeSpan[] _times = [];
        private long _last = Stopwatch.GetTimestamp();

        public int Count => _values.Length;

        public TrialOutcome Outcome { get; private set; } = TrialOutcome.Completed;

        public Verdict Report(int epoch, Metrics metrics)
        {
            long now = Stopwatch.GetTimestamp();
            _reports.Add((epoch, metrics, Stopwatch.GetElapsedTime(_last, now)));
            _last = now;
            return Verdict.Continue(int.MaxValue, new Reason("measured"));
        }

        public void End(TrialOutcome outcome, string metric)
        {
            // The state that it left is of no use: a simulated trial leaves one of its own.
            Outcome = outcome.Failure is null ? TrialOutcome.Completed : outcome;
            _values = new double[_reports.Count == 0 ? 0 : _reports[^1].Epoch];
            _times = new TimeSpan[_values.Length];
            int filled = 0;
            foreach ((int epoch, Metrics metrics, TimeSpan time) in _reports)
            {
                TimeSpan each = TimeSpan.FromTicks(Math.Max(1, time.Ticks / (epoch - filled)));
                for (; filled < epoch; filled++)
                {
                    _values[filled] = metrics[metric];
                    _times[filled] = each;
                }
            }

            _reports.Clear();
        }

        public double ValueAt(int epoch) => _values[epoch - 1];

        public TimeSpan TimeAt(int epoch) => _times[epoch - 1];
    }
}
