using HpoActors.Benchmarks.Lanes;
using HpoActors.Benchmarks.Sweep;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace HpoActors.Benchmarks.Plots;

/// <summary>What an epoch costs each configuration against the number of lanes, beside what a user would run instead. Both axes are logarithmic.</summary>
internal static class FusionPlot
{
    private const int Width = 900;
    private const int Height = 520;
    private const int TextSize = 15;
    private static readonly double[] SecondsTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>Draws the numbers in a directory; the path's ending says SVG or PNG.</summary>
    public static void Write(string directory, string path)
    {
        MeasuredFile lanes = MeasuredFile.Of(Arguments.Lanes, directory);
        MeasuredFile sweep = MeasuredFile.Of(Arguments.Sweep, directory);
        Plot plot = Draw(lanes, sweep);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (Path.GetExtension(path) == ".svg")
        {
            plot.SaveSvg(path, Width, Height);
        }
        else
        {
            plot.SavePng(path, Width, Height);
        }
    }

    private static Plot Draw(MeasuredFile lanes, MeasuredFile sweep)
    {
        Plot plot = new();
        int[] counts = [.. LanesBenchmark.SoftmaxLanes];
        double[] seconds = [.. counts.Select(n => lanes[LanesBenchmark.RowOf(LaneShape.Softmax, n)])];
        var ours = plot.Add.Scatter(counts.Select(n => Math.Log2(n)).ToArray(), seconds.Select(Math.Log10).ToArray());
        ours.Color = Colors.C0;
        ours.LineWidth = 3;
        ours.MarkerSize = 10;
        for (int i = 0; i < counts.Length; i++)
        {
            Label(plot, Math.Log2(counts[i]), seconds[i], $"{seconds[i]:0.000}", Colors.C0, Alignment.LowerLeft);
        }

        Line(plot, lanes[$"{LaneShape.Softmax.Name}: {LanesBenchmark.PlainLoop}"], "plain TorchSharp loop", Colors.C2);
        Line(plot, lanes[$"{LaneShape.Softmax.Name}: {LanesBenchmark.Limit}"], "the core's matrix products alone", Colors.Gray);
        Peer(SweepBenchmark.InMemory, "in-memory PyTorch", Colors.C1);
        Peer(SweepBenchmark.Textbook, "textbook PyTorch", Colors.C3);

        plot.Title("Softmax regression on 60 000 images, mini-batches of 16, one core", TextSize + 2);
        plot.XLabel("lanes: configurations trained in one pass", TextSize);
        plot.YLabel("seconds of an epoch for each configuration", TextSize);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. counts.Select(n => Math.Log2(n))], [.. counts.Select(n => $"{n}")]);
        plot.Axes.Left.TickGenerator = new NumericManual([.. SecondsTicks.Select(Math.Log10)], [.. SecondsTicks.Select(s => $"{s}")]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TextSize;
        plot.Axes.SetLimits(-0.3, Math.Log2(counts[^1]) + 0.6, Math.Log10(0.012), Math.Log10(8));
        return plot;

        void Peer(string name, string text, Color color)
        {
            string row = $"{name}: {SweepBenchmark.EpochRow}";
            if (sweep.Has(row))
            {
                Line(plot, sweep[row], text, color);
            }
        }
    }

    private static void Line(Plot plot, double seconds, string text, Color color)
    {
        var line = plot.Add.HorizontalLine(Math.Log10(seconds));
        line.Color = color;
        line.LineWidth = 2;
        line.LinePattern = LinePattern.Dashed;
        Label(plot, -0.2, seconds, $"{text}: {seconds:0.00#}", color, Alignment.LowerLeft);
    }

    private static void Label(Plot plot, double x, double seconds, string text, Color color, Alignment alignment)
    {
        var label = plot.Add.Text(text, x, Math.Log10(seconds));
        label.LabelFontColor = color;
        label.LabelFontSize = TextSize;
        label.LabelAlignment = alignment;
    }
}
