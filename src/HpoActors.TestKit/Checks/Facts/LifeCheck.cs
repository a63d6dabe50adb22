using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks.Facts;

/// <summary>
/// Every trial lives once and in order: attempts follow one another, epochs follow one another from where the attempt began, each milestone is judged once and at
/// once, what comes of a stale attempt does not count, and everybody ends.
/// </summary>
/// <param name="check">The check's name.</param>
/// <param name="mayEndAt">Whether an attempt may end well after that epoch, before its trial's last: as its objective chose.</param>
internal sealed class LifeCheck(string check, Func<AttemptId, int, bool> mayEndAt) : IFactCheck
{
    private WalkedTrial? _due;
    private bool _hasEnded;
    private bool _isTested;

    public void On(FactWalk walk, ExperimentEvent fact)
    {
        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                throw walk.Breach(check, problem);
            }
        }

        if (_hasEnded)
        {
            Require(fact is BestTested && !_isTested, "comes after the experiment's end");
            _isTested = true;
            return;
        }

        Require(walk.Index == 0 == fact is Started, "the start is the first fact, and no other one");
        if (_due is { } due)
        {
            bool answers = fact is VerdictGiven or AttemptFailed or TrialEnded { State: TrialState.Failed } && FactWalk.TrialOf(fact) == due.Id;
            Require(answers, $"trial {due.Id} reached its milestone, epoch {due.Epoch}, and something else came before the verdict");
            _due = null;
        }

        switch (fact)
        {
            case TrialProposed proposed:
                Require(proposed.Trial.Value == walk.Proposed, $"is not about the next trial, {walk.Proposed}");
                return;
            case Started or SpaceExhausted:
                return;
            case Ended:
                Require(walk.Live.Count == 0, $"the experiment ended and {walk.Live.Count} trials did not: {string.Join(", ", walk.Live.Keys)}");
                _hasEnded = true;
                return;
        }

        Require(walk.Trial is not null, "is about a trial that has ended or never was");
        WalkedTrial trial = walk.Trial!;
        bool runs = trial.State == TrialState.Running;
        switch (fact)
        {
            case AttemptStarted started:
                Require(trial.State == TrialState.Proposed, $"the trial does not wait for a trainer; it is {trial.State}");
                Require(started.Attempt == trial.Attempt + 1, $"follows attempt {trial.Attempt}");
                Require(started.FirstEpoch == (trial.StartFrom?.Epoch ?? 0) + 1, $"goes on from {trial.StartFrom?.ToString() ?? "nothing"}");
                Require(started.Until >= started.FirstEpoch && started.Until <= trial.Epochs, $"trains to no epoch from {started.FirstEpoch} to {trial.Epochs}");
                break;
            case Reported reported:
                Require(runs && reported.Attempt == trial.Attempt, $"is of a stale attempt; the trial is {trial.State}, its attempt {trial.Attempt}");
                Require(trial.Ending is null, $"comes after the verdict to {trial.Ending}");
                Require(reported.Epoch == trial.Epoch + 1, $"follows epoch {trial.Epoch}");
                Require(reported.Epoch <= trial.Until, $"the trial may train to epoch {trial.Until} only");
                break;
            case VerdictGiven { Verdict: var verdict } given when runs:
                Require(given.Attempt == trial.Attempt, $"is about a stale attempt; the present one is {trial.Attempt}");
                Require(given.Epoch == trial.Epoch && given.Epoch == trial.Until, $"the trial is at epoch {trial.Epoch} and its milestone is {trial.Until}");
                Require(trial.Ending is null, $"the trial was told to {trial.Ending} before");
                Require(given.Epoch < trial.Epochs, "the trial is at its last epoch");
                Require(verdict.Kind != VerdictKind.Continue || (verdict.Until > given.Epoch && verdict.Until <= trial.Epochs), "goes on to no epoch that is left");
                break;
            case VerdictGiven { Verdict: var verdict }:
                // In a strict order a trial pauses until its turn comes, when it may be told to stay where it is.
                bool may = verdict.Kind == VerdictKind.Stop || (verdict.Kind == VerdictKind.Pause && walk.Spec.Order == TrialOrder.Strict);
                Require(trial.State == TrialState.Paused && may && trial.Ending is null, $"the trial is {trial.State}, where it can only be ended, in a pause");
                break;
            case TrialPaused paused:
                Require(runs && paused.Attempt == trial.Attempt && trial.Ending == VerdictKind.Pause, $"the trial is {trial.State} in attempt {trial.Attempt} and was told to {trial.Ending}");
                break;
            case TrialResumed resumed:
                Require(trial.State == TrialState.Paused && trial.Ending is null, $"the trial is {trial.State}, not paused");
                Require(resumed.Until > trial.Epoch && resumed.Until <= trial.Epochs, $"goes on to no epoch after {trial.Epoch}");
                break;
            case CheckpointLost:
                Require(!runs && trial.StartFrom is not null, $"the trial is {trial.State} and goes on from {trial.StartFrom?.ToString() ?? "nothing"}");
                break;
            case AttemptFailed failed:
                Require(runs && failed.Attempt == trial.Attempt, $"is of a stale attempt; the trial is {trial.State}, its attempt {trial.Attempt}");
                Require(trial.Ending is null, $"the trial was told to {trial.Ending}: its value is known");
                Require(trial.Failures + 1 < walk.Spec.MaxAttempts && MayRetry(walk, failed.Failure), $"{trial.Failures} attempts failed before; the trial is not to be tried again");
                break;
            case AttemptReturned returned:
                Require(runs && returned.Attempt == trial.Attempt, $"is of a stale attempt; the trial is {trial.State}, its attempt {trial.Attempt}");
                Require(trial.Ending is null, $"the trial was told to {trial.Ending}, and had only to let go");
                Require(!returned.IsSaved || trial.Epoch >= trial.FirstEpoch, "the attempt reported nothing that could be saved");
                break;
            case TrialEnded ended:
                OnEnded(walk, ended, trial, Require);
                break;
        }
    }

    public void After(FactWalk walk, ExperimentEvent fact)
    {
        if (fact is Reported && walk.Trial is { Ending: null } trial
            && (!double.IsFinite(trial.Value) || (trial.Epoch == trial.Until && trial.Epoch < trial.Epochs)))
        {
            _due = trial;
        }
    }

    public void AtEnd(FactWalk walk)
    {
        if (!_hasEnded)
        {
            throw walk.Breach(check, $"the experiment has not ended; {walk.Live.Count} trials are alive");
        }
    }

    private static bool MayRetry(FactWalk walk, TrialFailure failure) => failure.Kind == FailureKind.TrainerLost || walk.Spec.RetryOn.Contains(failure.Kind);

    private void OnEnded(FactWalk walk, TrialEnded ended, WalkedTrial trial, Action<bool, string> require)
    {
        bool runs = trial.State == TrialState.Running;
        require(ended.Attempt == trial.Attempt, $"the trial's attempt is {trial.Attempt}");
        bool isLast = walk.Facts.Skip(walk.Index).SkipWhile(f => f is TrialEnded).FirstOrDefault() is Ended;
        switch (ended.State)
        {
            case TrialState.Completed:
                require(
                    runs && trial.Ending is null && (trial.Epoch == trial.Epochs || mayEndAt(new AttemptId(trial.Id, trial.Attempt), trial.Epoch)),
                    $"the trial is {trial.State} at epoch {trial.Epoch} of {trial.Epochs}, and its objective did not end by itself");
                break;
            case TrialState.Stopped:
                require(trial.Ending == VerdictKind.Stop || (trial.State == TrialState.Paused && isLast), $"the trial is {trial.State} and nobody had told it to stop");
                break;
            case TrialState.Failed:
                require(runs && ended.Failure is not null && trial.Ending is null, $"the trial is {trial.State}, was told to {trial.Ending?.ToString() ?? "nothing"}, and failed by {ended.Failure}");
                require(
                    trial.Failures + 1 >= walk.Spec.MaxAttempts || !MayRetry(walk, ended.Failure!),
                    $"{trial.Failures + 1} of {walk.Spec.MaxAttempts} attempts failed; the trial was to be tried again");
                break;
            default:
                require(ended.State == TrialState.Cancelled && isLast, "was cancelled before the experiment ended");
                break;
        }

        if (ended.State != TrialState.Failed)
        {
            require(ended.Value.Equals(trial.Value), $"the trial's value is {trial.Value:R}");
        }
    }
}
