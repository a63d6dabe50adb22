using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Devices;
using HpoActors.Experiments;
using HpoActors.Files;
using HpoActors.Protocol;
using HpoActors.Searcher;
using HpoActors.Stores;
using HpoActors.Training;

namespace HpoActors;

/// <summary>
/// HpoActors in an ActorSystem, anybody's: <c>await Hpo.Get(system).RunAsync(spec)</c>. Its settings join the system's as a fallback, so that what the host
/// writes under <c>hpo { … }</c> wins. All experiments of a system share its trainers.
/// </summary>
public sealed class Hpo : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly IActorRef _guardian;

    internal Hpo(ExtendedActorSystem system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(HpoSettings.DefaultConfig());
        Settings = HpoSettings.Create(system);
        StartExecutor = TrialExecutors.Of(Settings);
        _guardian = system.ActorOf(HpoGuardian.Props(Settings, DetectMachine, StartExecutor), "hpo");
    }

    /// <summary>The objectives that this node can run.</summary>
    public ObjectiveRegistry Objectives { get; } = new();

    /// <summary>Tells the number of GPUs; set by packages that can use them. Default: none.</summary>
    public Func<int> CudaDevices { get; set; } = () => 0;

    /// <summary>What <c>hpo { … }</c> of the system says.</summary>
    public HpoSettings Settings { get; }

    internal Func<Device, IActorRef, ITrialExecutor> StartExecutor { get; }

    /// <summary>The extension of a system, started where it was not.</summary>
    public static Hpo Get(ActorSystem system) => (system ?? throw new ArgumentNullException(nameof(system))).WithExtension<Hpo, HpoProvider>();

    /// <summary>Runs an experiment to its end.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="options">How to run it; default: on all of the machine.</param>
    /// <param name="cancel">Interrupts the experiment. The task still completes, with all that was measured, as <see cref="ExperimentPhase.Interrupted"/>.</param>
    /// <exception cref="InvalidOptionException">The specification, the objective's options or the trainers do not fit.</exception>
    /// <exception cref="ExperimentFailedException">The experiment could not be prepared or begun, or another process took it over.</exception>
    /// <exception cref="ExperimentChangedException">The store has an experiment of this name that is another, or has ended.</exception>
    /// <exception cref="OfficeTakenException">Another process runs it.</exception>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public async Task<ExperimentResult> RunAsync(ExperimentSpec spec, RunOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        options ??= new RunOptions();
        if (Settings.Isolation == TrainerIsolation.Process)
        {
            RequireText(spec, options);
        }

        options = options with { Objective = options.Objective ?? Objectives.Find(spec) };

        using IOffice? office = options.Store is { } store ? await Task.Run(() => TakeOffice(store, spec), cancel).ConfigureAwait(false) : null;
        CheckpointKeeper? keeper = options.Store?.CheckpointsOf(spec.Name);
        TaskCompletionSource<ExperimentResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isOver = false;
        _guardian.Tell(new ExperimentProtocol.Run(spec, options, result)
        {
            Office = office?.Number ?? 0,
            Checkpoints = keeper is null ? null : new CheckpointShelf(keeper),
            Concluded = (_, over) => isOver = over,
        });
        using CancellationTokenRegistration? dismiss = office?.Lost.Register(() => _guardian.Tell(new ExperimentProtocol.Superseded(result)));
        using CancellationTokenRegistration interrupt = cancel.Register(
            () => _guardian.Tell(new ExperimentProtocol.Interrupt(spec.Name, result, new Reason("interrupted", "by the caller"))));
        if (await Task.WhenAny(result.Task, _system.WhenTerminated).ConfigureAwait(false) != result.Task)
        {
            throw new ExperimentFailedException($"the actor system {_system.Name} was shut down while the experiment {spec.Name} was running");
        }

        try
        {
            ExperimentResult done = await result.Task.ConfigureAwait(false);
            if (office is not null && isOver)
            {
                await Task.Run(() => End(office, done.Phase, keeper), CancellationToken.None).ConfigureAwait(false);
            }

            return done;
        }
        finally
        {
            if (office is not null && !isOver)
            {
                await Task.Run(office.Withdraw, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    internal Machine DetectMachine() => Machine.Detect(CudaDevices);

    // In this order: what the end needs is there until the end is written down.
    private static void End(IOffice office, ExperimentPhase phase, CheckpointKeeper? keeper)
    {
        office.End(phase);
        keeper?.DeleteAll();
    }

    private IOffice TakeOffice(IExperimentStore store, ExperimentSpec spec)
    {
        if (!Settings.KeepsFacts)
        {
            throw new ExperimentFailedException($"the actor system {_system.Name} does not journal in the store {store.Name}; make it with the store's Settings");
        }

        string definition = ExperimentText.Write(spec);
        if (store.Find(spec.Name) is { } known && store.HasFacts(spec.Name))
        {
            ExperimentChangedException.ThrowIfOther(known, definition, store);
        }

        return store.TakeOffice(spec.Name, definition, Officer.Current, Settings.Lease);
    }

    // What a trainer's process cannot be told is refused before the first trial.
    private static void RequireText(ExperimentSpec spec, RunOptions options)
    {
        if (options.Objective is not null)
        {
            throw new InvalidOptionException(
                "objective", "is given in code, which a process of its own (hpo.trainer.isolation = process) has not got; register it by name, in TrainerProcess.RunIfAsked too");
        }

        ExperimentText.Write(spec);
    }

    private sealed class HpoProvider : ExtensionIdProvider<Hpo>
    {
        public override Hpo CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
