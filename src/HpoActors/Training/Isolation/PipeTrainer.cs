using System.Collections.Concurrent;
using Akka.Actor;
using HpoActors.Core.Objectives;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training.Isolation;

/// <summary>In a trainer's process, what its thread takes for the trainer's actor: says over the pipe what the thread tells.</summary>
internal sealed class PipeTrainer(Frames frames) : MinimalActorRef
{
    private readonly ConcurrentDictionary<TrialJob, int> _jobs = new(ReferenceEqualityComparer.Instance);

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "process")) / "trainer";

    public override IActorRefProvider Provider => throw new NotSupportedException("there is no actor system in a trainer's process");

    /// <summary>The jobs that did not end.</summary>
    public IEnumerable<TrialJob> Jobs => _jobs.Keys;

    public void Add(TrialJob job, int number) => _jobs[job] = number;

    /// <summary>The job of a number, or null where it has ended.</summary>
    public TrialJob? Find(int number) => _jobs.FirstOrDefault(job => job.Value == number).Key;

    /// <summary>The thread is at these jobs now.</summary>
    public void At(IReadOnlyCollection<TrialJob> jobs) =>
        Say(new IsolationProtocol.At([.. jobs.Where(_jobs.ContainsKey).Select(job => _jobs[job])]));

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case JobStarted started:
                Say(new IsolationProtocol.Started(_jobs[started.Job]));
                break;
            case JobWaits waits:
                Say(new IsolationProtocol.Waits(_jobs[waits.Job]));
                break;
            case JobReported reported:
                Say(Reported(reported));
                break;
            case JobEnded ended:
                End(ended, isNews: false);
                break;
            case LanesNews news:
                JobEnded[] ends = [.. news.Ends.Where(ended => _jobs.ContainsKey(ended.Job))];
                Say(new IsolationProtocol.News(news.Experiment, news.Lanes, [.. news.Reports.Where(r => _jobs.ContainsKey(r.Job)).Select(Reported)], ends.Length));
                Array.ForEach(ends, ended => End(ended, isNews: true));
                break;
            default:
                Say(message);
                break;
        }
    }

    private IsolationProtocol.Reported Reported(JobReported reported) => new(_jobs[reported.Job], reported.Report, reported.Seconds);

    private void End(JobEnded ended, bool isNews)
    {
        if (_jobs.TryRemove(ended.Job, out int number))
        {
            Checkpoint? checkpoint = ended.Outcome?.Checkpoint;
            Say(
                new IsolationProtocol.Ended(
                    number, ended.Outcome is null, ended.Job.IsHandedBack, ended.Outcome?.Failure, checkpoint?.Format, ended.Seconds, ended.Attributes, isNews),
                checkpoint?.Content ?? default);
        }
    }

    private void Say(object message, ReadOnlyMemory<byte> blob = default)
    {
        try
        {
            frames.Write(message, blob);
        }
        catch (IOException)
        {
            // The node is gone. Who reads from it knows too, and ends the process.
        }
    }
}
