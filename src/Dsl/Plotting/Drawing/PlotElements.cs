namespace Gchunk.Dsl.Plotting.Drawing;

/// <summary>An element of a panel: it writes its data and returns its clause of the plot command.</summary>
internal interface IPlotElement
{
    string Clause(Panel panel, GnuplotScript script);
}

/// <summary>An image over the whole panel.</summary>
internal sealed record RasterElement(Raster Raster) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script)
    {
        string file = script.Data<byte>(Raster.Rgba);
        double dx = panel.X.Length / Raster.Width,
            dy = panel.Y.Length / Raster.Height;
        return GnuplotScript.Format(
            $"{file:L} binary array=({Raster.Width},{Raster.Height}) flipy dx={dx} dy={dy} origin=({panel.X.Low + (dx / 2)},{panel.Y.Low + (dy / 2)}) format='%uchar' using 1:2:3:4 with rgbalpha notitle"
        );
    }
}

/// <summary>A line style. Colours are in gnuplot's form: #rrggbb or #aarrggbb, where 00 is opaque.</summary>
internal readonly record struct Stroke(string Color, double Width, bool Dashed = false)
{
    public override string ToString() =>
        GnuplotScript.Format(
            $"linewidth {Width} linecolor rgb {Color} {(Dashed ? "dashtype (6,5)" : "dashtype solid"):L}"
        );
}

/// <summary>Lines through points (x, y, x, y, …); a NaN point lifts the pen.</summary>
internal sealed record PathElement(IReadOnlyCollection<double> Points, Stroke Stroke) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script) =>
        GnuplotScript.Format(
            $"{script.Data<double>(Points.ToArray()):L} binary format='%float64%float64' using 1:2 with lines {Stroke.ToString():L} notitle"
        );
}

/// <summary>Dots at points (x, y, x, y, …).</summary>
internal sealed record DotsElement(IReadOnlyCollection<double> Points, string Color) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script) =>
        GnuplotScript.Format(
            $"{script.Data<double>(Points.ToArray()):L} binary format='%float64%float64' using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb {Color} notitle"
        );
}

/// <summary>Dots of their own size and colour: (x, y, size, 0xRRGGBB) each; size 1 is that of a line's marker.</summary>
internal sealed record ColoredDotsElement(double[] Dots) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script) =>
        GnuplotScript.Format(
            $"{script.Data<double>(Dots):L} binary format='%float64%float64%float64%float64' using 1:2:3:4 with points pointtype 7 pointsize variable linecolor rgb variable notitle"
        );
}

/// <summary>A filled polygon (x, y, x, y, …). The colour is #rrggbb or #aarrggbb, where 00 is opaque.</summary>
internal sealed record PolygonElement(double[] Points, string Fill) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script) =>
        GnuplotScript.Format(
            $"{script.Data<double>(Points):L} binary format='%float64%float64' using 1:2 with filledcurves closed fillstyle solid 1 noborder fillcolor rgb {Fill} notitle"
        );
}

/// <summary>Filled boxes: (left, right, bottom, top) each.</summary>
internal sealed record BoxesElement(double[] Boxes, string Fill, string Border) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script) =>
        GnuplotScript.Format(
            $"{script.Data<double>(Boxes):L} binary format='%float64%float64%float64%float64' using (($1+$2)/2):(($3+$4)/2):1:2:3:4 with boxxyerror fillstyle solid 1 border rgb {Border} linecolor rgb {Fill} notitle"
        );
}

/// <summary>Arrows: (x, y, dx, dy, 0xRRGGBB) each, with heads of at most some part of the canvas' width.</summary>
internal sealed record ArrowsElement(double[] Arrows, double Head, double Width) : IPlotElement
{
    public string Clause(Panel panel, GnuplotScript script) =>
        GnuplotScript.Format(
            $"{script.Data<double>(Arrows):L} binary format='%float64%float64%float64%float64%float64' using 1:2:3:4:5 with vectors head filled size screen {Head:0.#####},18,60 linewidth {Width} linecolor rgb variable notitle"
        );
}
