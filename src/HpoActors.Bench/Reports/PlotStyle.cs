using ScottPlot;

namespace HpoActors.Bench.Reports;

/// <summary>How all plots look.</summary>
internal static class PlotStyle
{
    // Twice the size at which it is looked at, for dense screens.
    public const int Scale = 2;
    public const int PanelWidth = 420 * Scale;
    public const int PanelHeight = 300 * Scale;
    public const int TextSize = 12 * Scale;
    public const int LineWidth = 2 * Scale;
    public const string Font = "DejaVu Sans";
    public const double BandOpacity = 0.10;

    private static readonly ScottPlot.Palettes.Category10 Palette = new();

    /// <summary>The color of the line at a place.</summary>
    public static Color ColorOf(int place) => Palette.GetColor(place);
}
