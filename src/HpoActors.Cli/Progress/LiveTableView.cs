using HpoActors.Core.Experiments;
using HpoActors.Results;
using Spectre.Console;
using Spectre.Console.Rendering;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cli.Progress;

/// <summary>A table that is drawn again a few times a second: what runs, what ended last, the best so far and the time left.</summary>
internal sealed class LiveTableView : IProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ExperimentSpec _spec;
    private readonly IAnsiConsole _console;
    private readonly Leaderboard _board;
    private readonly Eta _eta;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<TrialId, TrialResult> _running = [];

    // When their present attempts began; a trial's own start may lie before many pauses.
    private readonly Dictionary<TrialId, DateTimeOffset> _since = [];
    private readonly LinkedList<TrialResult> _ended = [];
    private readonly ManualResetEventSlim _over = new();
    private Task? _drawing;

    public LiveTableView(ExperimentSpec spec, IAnsiConsole console)
    {
        _spec = spec;
        _console = console;
        _board = new Leaderboard(spec with { KeepTrials = 1 });
        _eta = new Eta(spec);
        Preparation = new Lines(line => console.WriteLine(line));
    }

    public IProgress<string> Preparation { get; }

    public void OnFact(ExperimentEvent fact)
    {
        lock (_gate)
        {
            TrialResult? before = fact is TrialEnded about ? _board.Find(about.Trial) : null;
            _board.Apply(fact);
            switch (fact)
            {
                case Started:
                    _drawing = Task.Factory.StartNew(Draw, TaskCreationOptions.LongRunning);
                    break;
                case AttemptStarted started:
                    _running[started.Trial] = _board.Find(started.Trial)!;
                    _since[started.Trial] = started.At;
                    break;
                case Reported reported:
                    _running[reported.Trial] = _board.Find(reported.Trial)!;
                    break;
                case AttemptFailed failed:
                    Leave(failed.Trial);
                    break;
                case AttemptReturned returned:
                    Leave(returned.Trial);
                    break;
                case TrialPaused paused:
                    Leave(paused.Trial);
                    break;
                case TrialEnded ended:
                    Leave(ended.Trial);
                    _ended.AddLast(before! with
                    {
                        State = ended.State, Value = ended.Value, Failure = ended.Failure, Seconds = before.Seconds + ended.Seconds,
                    });
                    if (_ended.Count > 50)
                    {
                        _ended.RemoveFirst();
                    }

                    break;
            }
        }
    }

    public void Dispose()
    {
        _over.Set();
        _drawing?.Wait();
        _over.Dispose();
    }

    /// <summary>The table as it stands.</summary>
    internal IRenderable Render()
    {
        lock (_gate)
        {
            Table table = new Table().Border(TableBorder.Simple).Title($"{Markup.Escape(_spec.Name)}: {Markup.Escape(_spec.Metric)}");
            foreach (string column in new[] { "trial", "configuration", "epoch", "error", "trainer", "time", "state" })
            {
                table.AddColumn(new TableColumn(column == "error" ? Markup.Escape(_spec.Metric) : column));
            }

            // Running trials may be hundreds of lanes: then the best of them stand for all, and some room is kept for those that ended.
            int room = Math.Max(6, _console.Profile.Height - 9);
            int ended = Math.Min(_ended.Count, Math.Max(room / 3, room - _running.Count));
            foreach (TrialResult trial in _ended.Skip(_ended.Count - ended))
            {
                table.AddRow(Row(trial, TimeSpan.FromSeconds(trial.Seconds)));
            }

            TrialResult[] shown = Shown(room - ended);
            foreach (TrialResult trial in shown)
            {
                table.AddRow(Row(trial, TimeSpan.FromSeconds(trial.Seconds) + (DateTimeOffset.UtcNow - _since[trial.Id])));
            }

            string others = _running.Count > shown.Length ? $"… and {_running.Count - shown.Length} more running; " : "";
            return new Rows(table, new Markup(Markup.Escape(others + Status())));
        }
    }

    private void Leave(TrialId trial)
    {
        _running.Remove(trial);
        _since.Remove(trial);
    }

    private TrialResult[] Shown(int room) => _running.Count <= room
        ? [.. _running.Values]
        :
        [
            .. _running.Values
                .OrderBy(t => TrialText.LastValue(t, _spec.Metric) is var value && double.IsNaN(value) ? double.PositiveInfinity : _spec.ToMinimize(value))
                .Take(room).OrderBy(t => t.Id),
        ];

    private void Draw() => _console.Live(Render()).Start(context =>
    {
        bool over;
        do
        {
            over = _over.Wait(Interval);
            context.UpdateTarget(Render());
        }
        while (!over);
    });

    private Text[] Row(TrialResult trial, TimeSpan time)
    {
        bool best = trial.Id == _board.Best?.Id;
        Style style = best ? new Style(Color.Green) : trial.State switch
        {
            TrialState.Failed => new Style(Color.Red),
            TrialState.Running => new Style(Color.Blue),
            _ => Style.Plain,
        };
        string epoch = $"{TrialText.Epoch(trial)}/{_spec.EpochsOf(trial.Configuration)}";
        string state = trial.Failure?.ToString() ?? ResultDocument.NameOf(trial.State) + (best ? ", best" : "");
        return
        [
            .. new[]
            {
                $"{trial.Id}", TrialText.Configuration(trial.Configuration), epoch, TrialText.Value(TrialText.LastValue(trial, _spec.Metric)),
                trial.Trainer ?? "", Eta.Show(time), state,
            }.Select(text => new Text(text, style)),
        ];
    }

    private string Status()
    {
        int done = TrialText.Ended(_board);
        string of = _spec.Budget.Trials is { } trials ? $"{done} of {trials} trials" : $"{done} trials";
        string paused = _board.CountOf(TrialState.Paused) is > 0 and var resting ? $" ({resting} paused)" : "";
        string best = TrialText.Best(_board, ", ");
        string left = _eta.Left(_board) is { } time && time > TimeSpan.Zero && !_board.Phase.IsFinal() ? $", about {Eta.Show(time)} left" : "";
        return $"{of}{paused}, {Eta.Show(_eta.Elapsed)}{best}{left}";
    }
}
