using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Cluster.Coordinator;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Files;
using HpoActors.Stores;
using HpoActors.TestKit.Simulation;
using static HpoActors.Cluster.Coordinator.RegistryAnswers;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>The table of experiments that all coordinators share, in virtual time: what is asked takes a while to arrive, and as long to come back.</summary>
internal sealed class SimulatedRegistry
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    private readonly SimulatedSystem _simulated;
    private readonly TimeSpan _term;
    private readonly RandomStream _draw;
    private readonly Func<string, IReadOnlyList<ExperimentEvent>> _factsOf;
    private readonly Func<string, CheckpointKeeper> _keeperOf;

    public SimulatedRegistry(SimulatedSystem simulated, TimeSpan term, long seed, Func<string, IReadOnlyList<ExperimentEvent>> factsOf, Func<string, CheckpointKeeper> keeperOf)
    {
        _simulated = simulated;
        _term = term;
        _draw = RandomStream.For(seed, "registry");
        _factsOf = factsOf;
        _keeperOf = keeperOf;
    }

    /// <summary>The experiments.</summary>
    public SortedDictionary<string, Row> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it is not to be reached for now.</summary>
    public bool IsOut { get; set; }

    /// <summary>Changes the offices that are given out, for a bug that is put in on purpose. Default: as they are.</summary>
    public Func<IOffice, IOffice> Falsified { get; set; } = office => office;

    /// <summary>The table as a process sees it.</summary>
    public IRegistry For(SimulatedProcess process) => new View(this, process);

    private TimeSpan Delay() => TimeSpan.FromTicks((long)(_draw.NextDouble() * LongestDelay.Ticks));

    private Row RowOf(string experiment) => Rows.GetValueOrDefault(experiment) ?? throw new StoreException($"there is no experiment {experiment}");

    /// <summary>An experiment in the table.</summary>
    public sealed class Row(string text)
    {
        public string Text { get; } = text;

        public long Office { get; set; }

        public bool IsHeld { get; set; }

        public TimeSpan SeenAt { get; set; }

        /// <summary>How it ended, once that is written down.</summary>
        public ExperimentPhase? Ended { get; set; }
    }

    private sealed class View(SimulatedRegistry registry, SimulatedProcess process) : IRegistry
    {
        public void List(IActorRef to) => Answer(RegistryQuestion.List, "", to, () => new Listed([.. registry.Rows.Where(row => row.Value.Ended is null).Select(row => row.Key)]));

        public void Make(string request, ExperimentSpec spec, IActorRef to) => Answer(RegistryQuestion.Make, request, to, () =>
        {
            string text = ExperimentText.Write(spec);
            Row row = registry.Rows.GetValueOrDefault(spec.Name) ?? (registry.Rows[spec.Name] = new Row(text));
            return row.Text == text ? new Made(request, spec.Name) : throw new StoreException("another experiment has this name");
        });

        public void Take(string experiment, IActorRef to, CancellationToken gone) => Answer(RegistryQuestion.Take, experiment, to, () =>
        {
            Row row = registry.RowOf(experiment);
            if (row.Ended is { } phase)
            {
                throw new StoreException($"experiment {experiment} is over ({phase})");
            }

            if (row.IsHeld && registry._simulated.Now < row.SeenAt + registry._term)
            {
                throw new StoreException($"experiment {experiment} is run by another process");
            }

            row.Office++;
            row.IsHeld = true;
            row.SeenAt = registry._simulated.Now;
            Office office = new(registry, process, experiment, row.Office);
            gone.Register(() => Free(office));
            return new Taken(registry.Falsified(office), ExperimentText.Read(row.Text), registry._keeperOf(experiment));
        });

        public void Close(IOffice office, ExperimentPhase phase, IActorRef to) => Answer(RegistryQuestion.Close, office.Experiment, to, () =>
        {
            office.End(phase);
            office.Dispose();
            registry._keeperOf(office.Experiment).DeleteAll();
            return new Closed(office.Experiment);
        });

        public void Free(IOffice office) => Later(office.Dispose);

        public void Look(string experiment, IActorRef to) => Answer(RegistryQuestion.Look, experiment, to, () => new Looked(experiment, registry.Rows.GetValueOrDefault(experiment) is { Ended: null }));

        public void ReadFacts(string experiment, IActorRef to) =>
            Answer(RegistryQuestion.Read, experiment, to, () => new Read(experiment, ExperimentText.Read(registry.RowOf(experiment).Text), registry._factsOf(experiment), registry.RowOf(experiment).Ended is null));

        private void Answer(RegistryQuestion question, string about, IActorRef to, Func<object> ask) => Later(() =>
        {
            object answer;
            try
            {
                answer = registry.IsOut ? throw new StoreException("the store does not answer") : ask();
            }
            catch (StoreException exception)
            {
                answer = new Problem(question, about, exception.Message, true);
            }

            Later(() => to.Tell(answer, ActorRefs.NoSender));
        });

        private void Later(Action action) => registry._simulated.After(registry.Delay(), () =>
        {
            if (!process.IsDead)
            {
                action();
            }
        });
    }

    private sealed class Office : IOffice
    {
        private readonly SimulatedRegistry _registry;
        private readonly SimulatedProcess _process;
        private readonly CancellationTokenSource _lost = new();
        private readonly CancellationTokenSource _silent = new();
        private bool _isLeft;
        private TimeSpan _signedAt;

        public Office(SimulatedRegistry registry, SimulatedProcess process, string experiment, long number)
        {
            (_registry, _process, Experiment, Number) = (registry, process, experiment, number);
            Lost = _lost.Token;
            Silent = _silent.Token;
            _signedAt = registry._simulated.Now;
            SignSoon();
        }

        public string Experiment { get; }

        public long Number { get; }

        public CancellationToken Lost { get; }

        public CancellationToken Silent { get; }

        public void Withdraw() => throw new NotSupportedException("a coordinator forgets no experiment");

        public void End(ExperimentPhase phase)
        {
            Row row = _registry.RowOf(Experiment);
            row.Ended = row.Office == Number ? phase : throw new StoreException($"experiment {Experiment} is run by another process by now");
        }

        public void Dispose()
        {
            _isLeft = true;
            Row row = _registry.RowOf(Experiment);
            row.IsHeld &= row.Office != Number || _registry.IsOut;
        }

        private void SignSoon() => _registry._simulated.After(_registry._term / 3, () =>
        {
            if (_isLeft || _process.IsDead)
            {
                return;
            }

            Row row = _registry.RowOf(Experiment);
            if (_registry.IsOut && !_process.IsStopped && _registry._simulated.Now >= _signedAt + _registry._term)
            {
                _silent.Cancel();
                SignSoon();
            }
            else if (_process.IsStopped || _registry.IsOut)
            {
                SignSoon();
            }
            else if (row.Office == Number)
            {
                row.SeenAt = _signedAt = _registry._simulated.Now;
                SignSoon();
            }
            else
            {
                _lost.Cancel();
            }
        });
    }
}
