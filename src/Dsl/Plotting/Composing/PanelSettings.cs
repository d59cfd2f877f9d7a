using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>The settings of a panel's axes. What is null is chosen by the layers.</summary>
internal sealed record PanelSettings
{
    public string? Title { get; init; }

    /// <summary>The label of the row, of a panel in rows and columns, whose title is the label of its column.</summary>
    public string? RowTitle { get; init; }

    public string? XLabel { get; init; }

    public string? YLabel { get; init; }

    public (double Low, double High)? XLimits { get; init; }

    public (double Low, double High)? YLimits { get; init; }

    public bool? XLog { get; init; }

    public bool? YLog { get; init; }

    public bool? YIncrease { get; init; }

    public string? RightLabel { get; init; }

    public (double Low, double High)? RightLimits { get; init; }

    public bool? RightLog { get; init; }

    public bool? RightIncrease { get; init; }

    public MapFrame? Map { get; init; }

    /// <summary>Whether the panel has neither ticks nor a frame, as a Taylor diagram.</summary>
    public bool? IsBare { get; init; }

    /// <summary>The width over the height of a bare panel.</summary>
    public double? Shape { get; init; }

    /// <summary>Returns these settings with those of the left axis as those of the right one.</summary>
    public PanelSettings OnRight() =>
        this with
        {
            YLabel = null,
            YLimits = null,
            YLog = null,
            YIncrease = null,
            RightLabel = YLabel,
            RightLimits = YLimits,
            RightLog = YLog,
            RightIncrease = YIncrease,
        };

    /// <summary>Returns these settings, and where they are null, those of another.</summary>
    public PanelSettings Or(PanelSettings other) =>
        new()
        {
            Title = Title ?? other.Title,
            RowTitle = RowTitle ?? other.RowTitle,
            XLabel = XLabel ?? other.XLabel,
            YLabel = YLabel ?? other.YLabel,
            XLimits = XLimits ?? other.XLimits,
            YLimits = YLimits ?? other.YLimits,
            XLog = XLog ?? other.XLog,
            YLog = YLog ?? other.YLog,
            YIncrease = YIncrease ?? other.YIncrease,
            RightLabel = RightLabel ?? other.RightLabel,
            RightLimits = RightLimits ?? other.RightLimits,
            RightLog = RightLog ?? other.RightLog,
            RightIncrease = RightIncrease ?? other.RightIncrease,
            Map = Map ?? other.Map,
            IsBare = IsBare ?? other.IsBare,
            Shape = Shape ?? other.Shape,
        };
}
