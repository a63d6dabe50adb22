using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Tests.Training;

/// <summary>A real thread that trains lanes, and what it told so far.</summary>
internal sealed class LaneBench : IDisposable
{
    private readonly Inbox _inbox = new();
    private readonly InTestLanes _objective;

    public LaneBench(InTestLanes? objective = null)
    {
        _objective = objective ?? new InTestLanes();
        Thread = new TrainerThread(Device.Cpu(Machine.Detect().AllowedCores[^1]), _inbox);
    }

    public TrainerThread Thread { get; }

    /// <summary>The reports of each trial, in order.</summary>
    public Dictionary<int, List<TrialReport>> Reports { get; } = [];

    public Dictionary<int, JobEnded> Ends { get; } = [];

    public List<SessionLimit> Limits { get; } = [];

    public List<object> Others { get; } = [];

    /// <summary>The most lanes that were told to be in use.</summary>
    public int MostLanes { get; private set; }

    /// <summary>Keeps the thread busy, so that what is submitted until it is let go comes together.</summary>
    public IDisposable Hold()
    {
        ManualResetEventSlim released = new();
        Assignment assignment = new(new AttemptId(new TrialId(999), 1), Configuration.Empty, 1, 1, 1, null);
        Thread.Submit(new TrialJob(Specs.Of("hold"), _ => new InTestObjective((_, _) =>
        {
            released.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            return TrialOutcome.Completed;
        }), assignment, null));
        return new Release(released);
    }

    public TrialJob Submit(int trial, int epochs = 1, int? until = null, string? key = null, int? most = null, ExperimentSpec? spec = null)
    {
        Configuration configuration = key is null ? Configuration.Empty : new Configuration([new("key", HyperparameterValue.Of(key))]);
        Assignment assignment = new(new AttemptId(new TrialId(trial), 1), configuration, 1, until ?? epochs, epochs, null);
        TrialJob job = new(spec ?? Specs.Of(), _ => _objective, assignment, null, new PackKey(key ?? "one"), most);
        Thread.Submit(job);
        return job;
    }

    /// <summary>Takes what the thread tells until the condition holds.</summary>
    public void Until(Func<bool> condition)
    {
        while (!condition())
        {
            Take(_inbox.Next());
        }
    }

    public void UntilEnded(params IEnumerable<int> trials) => Until(() => trials.All(Ends.ContainsKey));

    public int Epochs(int trial) => Reports.TryGetValue(trial, out List<TrialReport>? reports) ? reports.Count : 0;

    public FailureKind? FailureOf(int trial) => Ends[trial].Outcome!.Failure?.Kind;

    /// <summary>A trial reported each epoch once, with what it learns alone, and ended well with its state.</summary>
    public void AssertLearned(int trial, int epochs)
    {
        Assert.Equal(Enumerable.Range(1, epochs), Reports[trial].Select(r => r.Epoch));
        Assert.All(Reports[trial], r => Assert.Equal(InTestLanes.ValueOf(trial, r.Epoch), r.Metrics[Specs.Metric]));
        Assert.Equal([(byte)trial, (byte)epochs], Ends[trial].Outcome!.Checkpoint!.Content.ToArray());
    }

    public void Dispose() => Thread.Abandon();

    private void Take(object message)
    {
        switch (message)
        {
            case LanesNews news:
                MostLanes = Math.Max(MostLanes, news.Lanes);
                foreach (JobReported reported in news.Reports)
                {
                    int trial = reported.Job.Attempt.Trial.Value;
                    Reports.TryAdd(trial, []);
                    Reports[trial].Add(reported.Report);
                }

                foreach (JobEnded ended in news.Ends)
                {
                    Take(ended);
                }

                break;
            case JobEnded { Job.Spec.Name: "hold" }:
                break;
            case JobEnded ended:
                Ends.Add(ended.Job.Attempt.Trial.Value, ended);
                break;
            case SessionLimit limit:
                Limits.Add(limit);
                break;
            default:
                Others.Add(message);
                break;
        }
    }

    private sealed class Release(ManualResetEventSlim released) : IDisposable
    {
        public void Dispose() => released.Set();
    }
}
