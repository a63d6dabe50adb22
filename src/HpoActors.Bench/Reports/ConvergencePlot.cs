using HpoActors.Bench.Problems;
using HpoActors.Bench.Statistics;
using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using static HpoActors.Bench.Reports.PlotStyle;

namespace HpoActors.Bench.Reports;

/// <summary>
/// What the incumbents of a comparison are judged by against the trials: a panel for each problem, for each contender the median over the seeds and the middle
/// half as a band. A regret is drawn on a logarithmic axis, a loss on a linear one that does not begin at 0. The first trials, all at random, may lie above the panel.
/// </summary>
internal static class ConvergencePlot
{
    private const int Columns = 3;

    // As in the test: below nobody looks.
    private const double SmallestRegret = 1e-6;

    /// <summary>Draws it as a PNG; in an SVG, text would depend on the viewer's fonts.</summary>
    public static void Write(string path, Summary summary)
    {
        SuiteResult result = summary.Result;
        int[] shown = [.. summary.Own, .. summary.Peers];
        Multiplot plots = new();
        int panels = result.Problems.Count + 1;
        int columns = Math.Min(Columns, panels);
        int rows = (panels + columns - 1) / columns;
        plots.AddPlots(rows * columns);
        plots.Layout = new Grid(rows, columns);
        for (int i = 0; i < rows * columns; i++)
        {
            Plot plot = plots.GetPlot(i);
            plot.Font.Set(Font);
            if (i < result.Problems.Count)
            {
                Panel(plot, summary, i, shown);
            }
            else
            {
                plot.Layout.Frameless();
                plot.HideGrid();
                if (i == result.Problems.Count)
                {
                    Legend(plot, summary, shown);
                }
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        plots.SavePng(path, columns * PanelWidth, rows * PanelHeight);
    }

    private static void Panel(Plot plot, Summary summary, int place, int[] shown)
    {
        SuiteResult result = summary.Result;
        BenchProblem problem = result.Problems[place];
        bool isLog = problem.Optimum is not null;
        double[] trials = [.. Enumerable.Range(1, result.Length.Trials).Select(t => (double)t)];
        Quartiles[][] curves =
        [
            .. shown.Select(c => trials.Select(t => Quartiles.Of(result.Runs[place][c].Select(r => Shown(r.Curve[(int)t - 1], isLog)))).ToArray()),
        ];
        for (int i = 0; i < shown.Length; i++)
        {
            FillY band = plot.Add.FillY(trials, Array.ConvertAll(curves[i], q => q.Lower), Array.ConvertAll(curves[i], q => q.Upper));
            band.FillColor = ColorOf(i).WithAlpha(BandOpacity);
            band.LineWidth = 0;
        }

        for (int i = 0; i < shown.Length; i++)
        {
            Scatter line = plot.Add.ScatterLine(trials, Array.ConvertAll(curves[i], q => q.Median));
            line.Color = ColorOf(i);
            line.LineWidth = LineWidth;
            line.LinePattern = PatternOf(summary, shown[i]);
        }

        plot.Title($"{problem.Name}, {problem.Space.Hyperparameters.Count} hyperparameters", TextSize + Scale);
        plot.XLabel("trials", TextSize);
        plot.YLabel(problem.Measure, TextSize);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = TextSize - Scale;
        double low = curves.Min(c => c.Min(q => q.Lower));
        double high = curves.Max(c => c.Skip(c.Length / 20).Max(q => q.Upper));
        double room = Math.Max(1e-9, 0.04 * (high - low));
        plot.Axes.SetLimits(0, result.Length.Trials + 1, low - room, high + room);
        if (isLog)
        {
            int[] exponents = [.. Enumerable.Range((int)Math.Ceiling(low - room), Math.Max(1, (int)Math.Floor(high + room) - (int)Math.Ceiling(low - room) + 1))];
            plot.Axes.Left.TickGenerator = new NumericManual([.. exponents.Select(e => (double)e)], [.. exponents.Select(LabelOf)]);
        }
    }

    private static void Legend(Plot plot, Summary summary, int[] shown)
    {
        plot.Legend.FontSize = TextSize;
        plot.Legend.FontName = Font;
        plot.Legend.SymbolWidth = 30 * Scale;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        for (int i = 0; i < shown.Length; i++)
        {
            plot.Legend.ManualItems.Add(new LegendItem
            {
                LabelText = summary.Result.Contenders[shown[i]],
                LineColor = ColorOf(i),
                LineWidth = LineWidth,
                LinePattern = PatternOf(summary, shown[i]),
            });
        }

        plot.Legend.ManualItems.Add(new LegendItem { LabelText = $"median of {summary.Result.Seeds} seeds; bands: the middle half" });
        plot.ShowLegend(Alignment.MiddleCenter);
    }

    private static string LabelOf(int exponent) =>
        exponent is >= -2 and <= 3 ? $"{Math.Pow(10, exponent):0.##}" : exponent == Math.Log10(SmallestRegret) ? $"≤ 1e{exponent}" : $"1e{exponent}";

    private static double Shown(double score, bool isLog) => isLog ? Math.Log10(Math.Max(score, SmallestRegret)) : score;

    private static LinePattern PatternOf(Summary summary, int contender) => summary.Peers.Contains(contender) ? LinePattern.Dashed : LinePattern.Solid;
}
