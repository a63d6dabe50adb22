using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Results;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cli.Progress;

/// <summary>A line for each trial that ends, for files and pipes; with <c>--verbose</c> one for each epoch too.</summary>
internal sealed class LinesView : IProgressView
{
    // Where trials take microseconds, nobody reads a line for each.
    private const int LinesPerSecond = 20;

    private readonly ExperimentSpec _spec;
    private readonly TextWriter _error;
    private readonly bool _verbose;
    private readonly Leaderboard _board;
    private readonly Eta _eta;
    private long _second = Stopwatch.GetTimestamp();
    private int _lines;
    private int _skipped;

    public LinesView(ExperimentSpec spec, TextWriter error, bool verbose)
    {
        _spec = spec;
        _error = error;
        _verbose = verbose;
        _board = new Leaderboard(spec with { KeepTrials = 1 });
        _eta = new Eta(spec);
        Preparation = new Lines(error.WriteLine);
    }

    public IProgress<string> Preparation { get; }

    public void OnFact(ExperimentEvent fact)
    {
        TrialResult? before = fact is TrialEnded about ? _board.Find(about.Trial) : null;
        _board.Apply(fact);
        if (_eta.IsEarlier(fact, _board))
        {
            return;
        }

        switch (fact)
        {
            case Reported reported when _verbose:
                Write($"trial {reported.Trial} epoch {reported.Epoch}: {reported.Metrics}");
                break;
            case AttemptFailed failed:
                Write($"trial {failed.Trial} attempt {failed.Attempt} failed and is tried again: {failed.Failure}");
                break;
            case AttemptReturned returned when _verbose:
                Write($"trial {returned.Trial} attempt {returned.Attempt} was given back and goes on elsewhere{(returned.IsSaved ? ", from its checkpoint" : "")}");
                break;
            case TrialEnded ended:
                Write(Line(ended, before!));
                break;
            case Ended when _skipped > 0:
                _error.WriteLine($"({_skipped} trials more, too quick for a line each)");
                break;
        }
    }

    public void Dispose() => _error.Flush();

    private string Line(TrialEnded ended, TrialResult trial)
    {
        int done = TrialText.Ended(_board);
        string progress = _spec.Budget.Trials is { } trials ? $"[{done}/{trials}]" : $"[{done}]";
        string what = ended.Failure is { } failure
            ? failure.ToString()
            : $"{_spec.Metric} {TrialText.Value(ended.Value)} after {Plural(TrialText.Epoch(trial), "epoch")}, {Eta.Show(TimeSpan.FromSeconds(trial.Seconds + ended.Seconds))} on {trial.Trainer}";
        string why = ended.State == TrialState.Stopped && trial.Verdict is { } verdict ? $"; {verdict.Reason}" : "";
        string best = TrialText.Best(_board, "; ");
        string left = _eta.Left(_board) is { } time && time > TimeSpan.Zero ? $"; {Eta.Show(time)} left" : "";
        return $"{progress} trial {ended.Trial} {ResultDocument.NameOf(ended.State)}: {what}{why}  ({TrialText.Configuration(trial.Configuration)}){best}{left}";
    }

    private void Write(string line)
    {
        if (Stopwatch.GetElapsedTime(_second) > TimeSpan.FromSeconds(1))
        {
            _second = Stopwatch.GetTimestamp();
            _lines = 0;
        }

        if (_verbose || _lines++ < LinesPerSecond)
        {
            _error.WriteLine(line);
        }
        else
        {
            _skipped++;
        }
    }

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
