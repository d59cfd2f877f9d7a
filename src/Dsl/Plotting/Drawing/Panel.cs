namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>A framed part of the picture with its axes: one plot of gnuplot's multiplot.</summary>
internal sealed record Panel(PixelBox Box, Interval X, Interval Y)
{
    /// <summary>The font size of tick labels, relative to the base font.</summary>
    public const double TickFont = 0.86;

    public string Title { get; init; } = "";

    public string BottomLabel { get; init; } = "";

    public string LeftLabel { get; init; } = "";

    public string RightLabel { get; init; } = "";

    public IReadOnlyList<Tick> BottomTicks { get; init; } = [];

    public IReadOnlyList<Tick> LeftTicks { get; init; } = [];

    public IReadOnlyList<Tick> RightTicks { get; init; } = [];

    /// <summary>The distance from the frame to the right label, in pixels, which leaves space for the ticks.</summary>
    public double RightLabelOffset { get; init; }

    /// <summary>The distance from the frame to the left label, in pixels, which leaves space for the ticks.</summary>
    public double LeftLabelOffset { get; init; }

    public bool HasFrame { get; init; } = true;

    public bool HasGrid { get; init; }

    public IReadOnlyList<IPlotElement> Elements { get; init; } = [];

    /// <summary>Texts in or beside the panel.</summary>
    public IReadOnlyList<PanelText> Texts { get; init; } = [];

    /// <summary>The width and height that the title and the labels may take; null for those of the canvas.</summary>
    public (double Width, double Height)? LabelSpace { get; init; }

    public void Draw(Canvas canvas, GnuplotScript script)
    {
        script.Line($"set lmargin at screen {canvas.X(Box.Left)}; set rmargin at screen {canvas.X(Box.Right)}");
        script.Line($"set tmargin at screen {canvas.Y(Box.Top)}; set bmargin at screen {canvas.Y(Box.Bottom)}");
        script.Line($"set xrange [{X.Low}:{X.High}]; set yrange [{Y.Low}:{Y.High}]; set y2range [{Y.Low}:{Y.High}]");
        script.Line($"{(HasFrame ? "set border 15 front linecolor rgb '#404040' linewidth 1.2" : "unset border"):L}");
        script.Line($"{(HasGrid ? "set grid back linetype 1 linecolor rgb '#e0e0e0' linewidth 1" : "unset grid"):L}");
        DrawTicks(canvas, script, "x", BottomTicks);
        DrawTicks(canvas, script, "y", LeftTicks);
        DrawTicks(canvas, script, "y2", RightTicks);
        double font = canvas.FontPixels;
        script.Line($"unset xlabel; unset ylabel; unset y2label; unset title; unset label");
        Label(
            canvas,
            script,
            Title,
            Box.Left + (Box.Width / 2.0),
            Box.Top - (0.9 * font),
            LabelSpace?.Width ?? (canvas.Width * 0.94),
            1.12,
            0
        );
        Label(
            canvas,
            script,
            BottomLabel,
            Box.Left + (Box.Width / 2.0),
            Box.Bottom + (2.8 * font),
            LabelSpace?.Width ?? (canvas.Width * 0.8),
            1,
            0
        );
        Label(
            canvas,
            script,
            LeftLabel,
            Box.Left - LeftLabelOffset - (1.9 * font),
            Box.Top + (Box.Height / 2.0),
            LabelSpace?.Height ?? (canvas.Height * 0.9),
            1,
            90
        );
        Label(
            canvas,
            script,
            RightLabel,
            Box.Right + RightLabelOffset + (2.1 * font),
            Box.Top + (Box.Height / 2.0),
            LabelSpace?.Height ?? (canvas.Height * 0.9),
            1,
            90
        );
        foreach (PanelText text in Texts)
        {
            script.Line(
                $"set label {text.Text} at first {text.X},{text.Y} {(text.Anchor.ToString().ToLowerInvariant()):L} rotate by {text.Turn:0.#} offset character {text.Shift},0 font {Font(canvas, text.Size)} textcolor rgb {text.Color} front noenhanced"
            );
        }

        string clauses = string.Join(", ", Elements.Select(e => e.Clause(this, script)));
        // gnuplot draws a frame and labels only with a plot.
        script.Line($"plot {(clauses.Length > 0 ? clauses : "NaN notitle"):L}");
        script.Line($"unset label");
    }

    private static void Label(
        Canvas canvas,
        GnuplotScript script,
        string label,
        double x,
        double y,
        double space,
        double size,
        int turn
    )
    {
        if (label.Length == 0)
            return;
        (string text, double fitted) = canvas.Fit(label, space, size);
        script.Line(
            $"set label {text} at screen {canvas.X(x)},{canvas.Y(y)} center rotate by {turn} font {Font(canvas, fitted)} noenhanced"
        );
    }

    private static void DrawTicks(Canvas canvas, GnuplotScript script, string axis, IReadOnlyList<Tick> ticks)
    {
        script.Line($"unset {axis:L}tics");
        if (ticks.Count == 0)
            return;
        string list = string.Join(
            ", ",
            ticks.Select(t => GnuplotScript.Format($"{GnuplotScript.QuoteTick(t.Label):L} {t.At}"))
        );
        script.Line($"set {axis:L}tics out nomirror scale 0.7 font {Font(canvas, TickFont)} ({list:L})");
    }

    private static string Font(Canvas canvas, double relative) =>
        GnuplotScript.Format($",{canvas.FontSize(relative):0.##}");
}

/// <summary>Which end of a text lies at its position.</summary>
internal enum TextAnchor
{
    Left,
    Center,
    Right,
}

/// <summary>A text at a position in the panel's coordinates.</summary>
internal sealed record PanelText(double X, double Y, string Text)
{
    public TextAnchor Anchor { get; init; } = TextAnchor.Center;

    /// <summary>Degrees from level, anticlockwise.</summary>
    public double Turn { get; init; }

    /// <summary>The distance to the right, in characters.</summary>
    public double Shift { get; init; }

    /// <summary>The font's size relative to the base font.</summary>
    public double Size { get; init; } = Panel.TickFont;

    public string Color { get; init; } = "#404040";
}
