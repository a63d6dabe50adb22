using HpoActors.Bench.Simulations;
using HpoActors.Bench.Statistics;
using HpoActors.Core.Experiments;
using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.Plottables;

namespace HpoActors.Bench.Reports;

/// <summary>
/// The best value so far over virtual time: a panel for each choice of trainers, for each scheduler the median over the seeds and, of several, the middle half as a
/// band. A line ends where the last of its experiments did.
/// </summary>
internal static class SimulationPlot
{
    private const int Columns = 3;
    private const int Samples = 400;

    /// <summary>Draws it as a PNG.</summary>
    public static void Write(string path, ComparisonResult result)
    {
        Multiplot plots = new();
        int panels = result.Options.Trainers.Count;
        int columns = Math.Min(Columns, panels);
        int rows = (panels + columns - 1) / columns;
        plots.AddPlots(rows * columns);
        plots.Layout = new Grid(rows, columns);
        for (int i = 0; i < rows * columns; i++)
        {
            Plot plot = plots.GetPlot(i);
            plot.Font.Set(PlotStyle.Font);
            if (i < panels)
            {
                Panel(plot, result, result.Options.Trainers[i]);
            }
            else
            {
                plot.Layout.Frameless();
                plot.HideGrid();
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        plots.SavePng(path, columns * PlotStyle.PanelWidth, rows * PlotStyle.PanelHeight);
    }

    private static void Panel(Plot plot, ComparisonResult result, SimulatedTrainers trainers)
    {
        ExperimentSpec spec = result.Options.Spec;
        ComparisonRow[] rows = [.. result.Rows.Where(r => r.Trainers == trainers)];
        List<double> shown = [];
        for (int i = 0; i < rows.Length; i++)
        {
            Color color = PlotStyle.ColorOf(i);
            (double[] times, Quartiles[] values) = Curve(rows[i]);
            if (times.Length == 0)
            {
                continue;
            }

            if (rows[i].Runs.Count > 1)
            {
                FillY band = plot.Add.FillY(times, Array.ConvertAll(values, q => q.Lower), Array.ConvertAll(values, q => q.Upper));
                band.FillColor = color.WithAlpha(PlotStyle.BandOpacity);
                band.LineWidth = 0;
            }

            Scatter line = plot.Add.ScatterLine(times, Array.ConvertAll(values, q => q.Median));
            line.Color = color;
            line.LineWidth = PlotStyle.LineWidth;
            line.ConnectStyle = ConnectStyle.StepHorizontal;
            line.LegendText = rows[i].Policy.Name;

            // The first reports, all at random, may lie outside.
            shown.AddRange(values.Skip(values.Length / 20).SelectMany(q => new[] { q.Lower, q.Upper }));
        }

        plot.Title($"{spec.Name}, {trainers.Text} trainer{(trainers.Text == "1" ? "" : "s")}", PlotStyle.TextSize + PlotStyle.Scale);
        plot.XLabel("virtual time, s", PlotStyle.TextSize);
        plot.YLabel($"best {spec.Metric} so far", PlotStyle.TextSize);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = PlotStyle.TextSize - PlotStyle.Scale;
        plot.Legend.FontSize = PlotStyle.TextSize;
        plot.Legend.FontName = PlotStyle.Font;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(spec.Direction == Direction.Minimize ? Alignment.UpperRight : Alignment.LowerRight);
        if (shown.Count > 0)
        {
            double room = Math.Max(1e-9, 0.04 * (shown.Max() - shown.Min()));
            plot.Axes.SetLimits(0, rows.Max(r => r.Runs.Max(run => run.Seconds)), shown.Min() - room, shown.Max() + room);
        }
    }

    // From the time at which all runs have a report.
    private static (double[] Times, Quartiles[] Values) Curve(ComparisonRow row)
    {
        if (row.Runs.Any(r => r.BestOverTime.Count == 0))
        {
            return ([], []);
        }

        double first = row.Runs.Max(r => r.BestOverTime[0].Seconds);
        double last = row.Runs.Max(r => r.Seconds);
        double[] times = [.. Enumerable.Range(0, Samples).Select(i => first + (i * (last - first) / (Samples - 1)))];
        return (times, Array.ConvertAll(times, t => Quartiles.Of(row.Runs.Select(r => r.BestOverTime.Last(b => b.Seconds <= t).Value))));
    }
}
