using System.Diagnostics.CodeAnalysis;
using HpoActors.Benchmarks.Lanes;
using HpoActors.Benchmarks.Sweep;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace HpoActors.Benchmarks.Plots;

/// <summary>What an epoch costs each configuration against the number of lanes, beside what a user would run instead. Both axes are logarithmic.</summary>
internal static class FusionPlot
{
    // Twice the size at which it is looked at, for dense screens.
    private const int Scale = 2;
    private const int Width = 900 * Scale;
    private const int Height = 520 * Scale;
    private const int TextSize = 15;
    private const float Gap = 3 * Scale;
    private const string Font = "DejaVu Sans";

    // Room below the lowest number and above the highest.
    private const double Below = 0.6;
    private const double Above = 2;
    private static readonly double[] SecondsTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>Draws the numbers in a directory as a PNG: in an SVG, text would depend on the viewer's fonts. Where they are missing it says so in <paramref name="problem"/>.</summary>
    public static bool TryWrite(string directory, string path, [NotNullWhen(false)] out string? problem)
    {
        foreach (string benchmark in new[] { Arguments.Lanes, Arguments.Sweep })
        {
            if (MeasuredFile.PathOf(benchmark, directory) is var file && !File.Exists(file))
            {
                problem = $"{file}: there are no numbers to plot; run the benchmark '{benchmark}' first";
                return false;
            }
        }

        problem = null;
        MeasuredFile lanes = MeasuredFile.Read(MeasuredFile.PathOf(Arguments.Lanes, directory));
        MeasuredFile sweep = MeasuredFile.Read(MeasuredFile.PathOf(Arguments.Sweep, directory));
        Plot plot = Draw(lanes, sweep);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        plot.SavePng(path, Width, Height);
        return true;
    }

    private static Plot Draw(MeasuredFile lanes, MeasuredFile sweep)
    {
        Plot plot = new() { ScaleFactor = Scale };
        int[] counts = [.. LanesBenchmark.SoftmaxLanes];
        double[] seconds = [.. counts.Select(n => lanes[LaneShape.Softmax.RowOf(n)])];
        double limit = lanes[$"{LaneShape.Softmax.Name}: {LanesBenchmark.Limit}"];
        List<double> shown = [limit, .. seconds];
        Line(limit, "the core's matrix products alone", Colors.Gray, Alignment.UpperLeft);
        Line(lanes[$"{LaneShape.Softmax.Name}: {LanesBenchmark.PlainLoop}"], "plain TorchSharp loop", Colors.C2, Alignment.UpperLeft);
        Peer(SweepBenchmark.InMemory, "in-memory PyTorch", Colors.C1);
        Peer(SweepBenchmark.Textbook, "textbook PyTorch", Colors.C3);
        Scatter ours = plot.Add.Scatter(counts.Select(n => Math.Log2(n)).ToArray(), seconds.Select(Math.Log10).ToArray());
        ours.Color = Colors.C0;
        ours.LineWidth = 3;
        ours.MarkerSize = 10;
        for (int i = 0; i < counts.Length; i++)
        {
            Label(Math.Log2(counts[i]), seconds[i], $"{(i == 0 ? "HpoActors: " : "")}{seconds[i]:0.000}", Colors.C0, Alignment.LowerLeft);
        }

        plot.Font.Set(Font);
        plot.Title("Softmax regression on 60 000 images, mini-batches of 16, on one core", TextSize + 1);
        plot.XLabel("lanes: configurations trained in one pass", TextSize);
        plot.YLabel("seconds of an epoch for each configuration", TextSize);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. counts.Select(n => Math.Log2(n))], [.. counts.Select(n => $"{n}")]);
        plot.Axes.Left.TickGenerator = new NumericManual([.. SecondsTicks.Select(Math.Log10)], [.. SecondsTicks.Select(s => $"{s}")]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.SetLimits(-0.3, Math.Log2(counts[^1]) + 0.6, Math.Log10(Below * shown.Min()), Math.Log10(Above * shown.Max()));
        return plot;

        void Peer(string name, string text, Color color)
        {
            string row = $"{name}: {SweepBenchmark.EpochRow}";
            if (sweep.Has(row))
            {
                Line(sweep[row], text, color, Alignment.LowerLeft);
            }
        }

        void Line(double height, string text, Color color, Alignment alignment)
        {
            shown.Add(height);
            HorizontalLine line = plot.Add.HorizontalLine(Math.Log10(height));
            line.Color = color;
            line.LineWidth = 2;
            line.LinePattern = LinePattern.Dashed;
            Label(-0.25, height, $"{text}: {height:0.00#}", color, alignment);
        }

        void Label(double x, double height, string text, Color color, Alignment alignment)
        {
            Text label = plot.Add.Text(text, x, Math.Log10(height));
            label.LabelFontColor = color;
            label.LabelFontSize = TextSize;
            label.LabelFontName = Font;
            label.LabelAlignment = alignment;
            label.OffsetY = alignment == Alignment.UpperLeft ? Gap : -Gap;
        }
    }
}
