using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training.Isolation;

/// <content>What the process says.</content>
internal sealed partial class ProcessExecutor
{
    private void Hear(ChildProcess child, (object Message, ReadOnlyMemory<byte> Blob)? said)
    {
        if (said is not var (message, blob))
        {
            OnGone(child);
        }
        else if (child == _child)
        {
            Hear(child, message, blob);
        }
        else if (message is NotClosed)
        {
            _trainer.Tell(message);
        }
    }

    private void Hear(ChildProcess child, object message, ReadOnlyMemory<byte> blob)
    {
        switch (message)
        {
            case IsolationProtocol.Ready ready:
                child.IsReady = ready.Version == IsolationProtocol.Version;
                _hasStarted |= child.IsReady;
                child.KillAfter(child.IsReady ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
                Feed();
                break;
            case IsolationProtocol.At at:
                OnAt(at.Jobs);
                break;
            case IsolationProtocol.Started started when Find(started.Job) is { } remote:
                _trainer.Tell(new JobStarted(remote.Job));
                break;
            case IsolationProtocol.Waits waits when Find(waits.Job) is { } remote:
                _trainer.Tell(new JobWaits(remote.Job));
                break;
            case IsolationProtocol.Reported reported when Find(reported.Job) is { } remote:
                child.HasDoneWork = true;
                _trainer.Tell(Reported(remote, reported));
                break;
            case IsolationProtocol.Ended ended when Find(ended.Job) is { } remote:
                child.HasDoneWork = true;
                JobEnded end = Remove(remote, ended, blob);
                if (ended.IsNews)
                {
                    _ends.Add(end);
                    TellNews();
                }
                else
                {
                    _trainer.Tell(end);
                    Feed();
                }

                break;
            case IsolationProtocol.News news:
                child.HasDoneWork = true;
                _news = (news, [.. news.Reports.Where(r => Find(r.Job) is not null).Select(r => Reported(_jobs[r.Job], r))]);
                TellNews();
                break;
            case Tested tested:
                Measured(tested);
                break;
            case SessionLimit or NotPinned or NotClosed:
                _trainer.Tell(message);
                break;
        }
    }

    private RemoteJob? Find(int number) => _jobs.TryGetValue(number, out RemoteJob? remote) && remote.IsSent ? remote : null;

    private void OnAt(ImmutableArray<int> numbers)
    {
        foreach (RemoteJob remote in _jobs.Values)
        {
            if (remote.IsSent && remote.IsAt(numbers.Contains(remote.Number)))
            {
                _trainer.Tell(new JobBegan(remote.Job));
            }
        }
    }

    private static JobReported Reported(RemoteJob remote, IsolationProtocol.Reported reported)
    {
        remote.Reported(reported.Report, reported.Seconds);
        return new JobReported(remote.Job, reported.Report, reported.Seconds);
    }

    private void TellNews()
    {
        if (_news is var (news, reports) && _ends.Count == news.Ends)
        {
            _trainer.Tell(new LanesNews(news.Experiment, news.Lanes, reports, [.. _ends]));
            _news = null;
            _ends.Clear();
            Feed();
        }
    }

    private JobEnded Remove(RemoteJob remote, IsolationProtocol.Ended ended, ReadOnlyMemory<byte> blob)
    {
        if (ended.IsHandedBack)
        {
            remote.Job.HandedBack();
        }

        TrialOutcome? outcome = ended switch
        {
            { IsCancelled: true } => null,
            { Failure: { } failure } => TrialOutcome.Failed(failure.Kind, failure.Message),
            { Format: { } format } => remote.Job.Keep(TrialOutcome.CompletedWith(new Checkpoint(format, blob)), remote.Epoch),
            _ => TrialOutcome.Completed,
        };
        _jobs.Remove(remote.Number);
        remote.Over(outcome);
        _busy.Add(remote.Job.Spec.Name, ended.Seconds);
        return new JobEnded(remote.Job, outcome, ended.Seconds, ended.Attributes);
    }
}
