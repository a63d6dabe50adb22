using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training.Isolation;

/// <content>What becomes of the jobs when the process ends, or cannot begin.</content>
internal sealed partial class ProcessExecutor
{
    private void OnGone(ChildProcess child)
    {
        ChildEnd end = child.AwaitEnd();
        bool isCurrent = child == _child;
        child.Dispose();
        if (!isCurrent)
        {
            return;
        }

        _child = null;
        TellRestOfNews();
        if (!child.IsReady)
        {
            NotStarted(
                end.Failure.Kind,
                _hasStarted ? end.Failure.Message
                : $"the program {child.Program} is no trainer's process ({child.Problem ?? $"it {end.How}"}); call TrainerProcess.RunIfAsked first in its Main, "
                    + "or name another one in hpo.trainer.isolation-program");
            return;
        }

        RemoteJob[] sent = [.. _jobs.Values.Where(job => job.IsSent).OrderBy(job => job.Number)];
        RemoteJob[] suspects = Array.FindAll(sent, job => job.IsAtWork);
        if (suspects.Length == 0 && !child.HasDoneWork)
        {
            // Nothing ever got anywhere with these: not to try for ever, the first one has failed.
            suspects = sent[..Math.Min(1, sent.Length)];
        }

        LinkedListNode<RemoteJob>? last = null;
        foreach (RemoteJob job in sent)
        {
            bool isCulprit = suspects.Length == 1 && suspects[0] == job;
            TrialOutcome outcome = TrialOutcome.Failed(end.Failure.Kind, end.Failure.Message);
            job.Lost(outcome);
            if (isCulprit || job.Job.IsCancelled)
            {
                End(job, job.Job.IsCancelled ? null : outcome);
            }
            else if (suspects.Contains(job))
            {
                _suspects.Enqueue(job);
            }
            else
            {
                last = last is null ? _waiting.AddFirst(job) : _waiting.AddAfter(last, job);
            }
        }

        if (_measuring is { } experiment)
        {
            Measured(new Tested(experiment, new TrainerProtocol.BestTested(null, end.Failure.Message)));
        }

        Feed();
    }

    // What it had not said to the end.
    private void TellRestOfNews()
    {
        if (_news is var (news, reports))
        {
            _trainer.Tell(new LanesNews(news.Experiment, news.Lanes, reports, [.. _ends]));
            _news = null;
            _ends.Clear();
        }
    }

    // A program that never was a trainer's process will never be one. One that was may be short of memory: that costs an attempt.
    private void NotStarted(FailureKind kind, string problem)
    {
        if (_hasStarted && (_suspects.TryDequeue(out RemoteJob? first) || _waiting.First is not null))
        {
            first ??= _waiting.First!.Value;
            _waiting.Remove(first);
            End(first, first.Job.IsCancelled ? null : TrialOutcome.Failed(kind, problem));
            Feed();
            return;
        }

        _suspects.Clear();
        _waiting.Clear();
        foreach (RemoteJob remote in _jobs.Values.ToArray())
        {
            End(remote, remote.Job.IsCancelled ? null : TrialOutcome.Failed(FailureKind.UserError, problem));
        }

        foreach ((ExperimentSpec spec, _) in _tests)
        {
            _trainer.Tell(new Tested(spec.Name, new TrainerProtocol.BestTested(null, problem)));
        }

        _tests.Clear();
        _measuring = null;
    }
}
