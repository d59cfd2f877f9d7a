using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>Arranges the panels of a figure in rows and columns, with room for their labels and keys.</summary>
internal sealed class FigureLayout
{
    private const double LeastPixels = 12;

    private readonly Figure figure;
    private readonly Canvas canvas;
    private readonly PanelDrawing[] panels;
    private readonly ColorScale? shared;

    /// <param name="figure">The figure.</param>
    /// <param name="canvas">The canvas.</param>
    /// <param name="film">What the frames of the film share that the figure belongs to; null for a picture.</param>
    public FigureLayout(Figure figure, Canvas canvas, FilmScales? film = null)
    {
        if (figure.Panels.Count == 1 && figure.Title.Length > 0)
        {
            FigurePanel only = figure.Panels[0];
            only = only with { Given = only.Given with { Title = only.Given.Title ?? figure.Title } };
            figure = figure with { Title = "", Panels = [only] };
        }
        (this.figure, this.canvas) = (figure, canvas);
        ColorRequest[] requests = [.. figure.Panels.SelectMany(p => p.Requests)];
        shared = film?.Facets ?? (figure.IsFaceted && requests.Length > 0 ? ColorRequest.Scale(requests) : null);
        PanelSides? sides = figure.IsFaceted && film is null ? new PanelSides(figure.Panels) : null;
        panels =
        [
            .. figure
                .Panels.Select(Titled)
                .Select(
                    (panel, i) =>
                        film?.Draw(panel, i, canvas)
                        ?? new PanelDrawing(panel, canvas, sides ?? new PanelSides([panel]), shared)
                ),
        ];
    }

    // Of rows and columns, the columns have their labels above and the rows at the right.
    private FigurePanel Titled(FigurePanel panel, int i)
    {
        if (panel.Given.RowTitle is not { } row)
            return panel;
        PanelSettings given = panel.Given;
        return panel with
        {
            Given = given with
            {
                Title =
                    !figure.IsFaceted ? $"{row}, {given.Title}"
                    : i < figure.Columns ? given.Title
                    : "",
                RightLabel = figure.IsFaceted && (i + 1) % figure.Columns == 0 ? row : given.RightLabel,
            },
        };
    }

    private int Rows => (panels.Length + figure.Columns - 1) / figure.Columns;

    /// <summary>Returns the size of a figure for which none was given.</summary>
    public static (int Width, int Height) DefaultSize(Figure figure)
    {
        if (figure.Panels.Count == 1)
        {
            if (figure.Panels[0].Settings.Map is null)
                return figure.Panels[0].Settings.IsBare == true ? (1000, 900) : (1200, 900);
            // The size follows the map's shape: 1200 pixels wide for a wide map, 900 pixels high for a tall one.
            double aspect = Math.Clamp(Aspect(figure.Panels[0]), 0.5, 2.4);
            double plotWidth = Math.Min(960, 800 * aspect);
            return ((int)plotWidth + 260, (int)(plotWidth / aspect) + 120);
        }
        int rows = (figure.Panels.Count + figure.Columns - 1) / figure.Columns;
        double shape = figure.Panels[0].IsMap ? Math.Clamp(Aspect(figure.Panels[0]), 0.5, 2.4) : 1.25;
        double width = figure.Columns switch
        {
            1 => 900,
            2 => 640,
            3 => 520,
            _ => 440,
        };
        double height = width / shape;
        return (Math.Min(8000, (int)(width * figure.Columns) + 240), Math.Min(8000, (int)((height + 60) * rows) + 120));
    }

    public void Draw(GnuplotScript script)
    {
        int columns = figure.Columns,
            key = shared?.KeyWidth(canvas) ?? 0,
            top = figure.Title.Length > 0 ? (int)(2.4 * canvas.FontPixels) : 0;
        int[] lefts = Largest(columns, (i, c, _) => c, i => panels[i].LeftMargin(IsLeft(i))),
            rights = Largest(columns, (i, c, _) => c, i => panels[i].RightMargin(shared is null, HasLegend(i))),
            tops = Largest(Rows, (i, _, r) => r, i => panels[i].TopMargin),
            bottoms = Largest(Rows, (i, _, r) => r, i => panels[i].BottomMargin(IsBottom(i)));
        if (shared is not null)
        {
            // The labels of rows, which are in the last column, lie between the panels and the key.
            bool hasRowTitles = panels.Any(p => p.RowTitleWidth > 0);
            for (int c = 0; c < columns; c++)
            {
                rights[c] =
                    c < columns - 1 ? (int)(0.6 * canvas.FontPixels)
                    : hasRowTitles ? rights[c]
                    : Math.Max(0, rights[c] - (int)(0.9 * canvas.FontPixels));
            }
        }
        double width = (canvas.Width - key - lefts.Sum() - rights.Sum()) / (double)columns,
            height = (canvas.Height - top - tops.Sum() - bottoms.Sum()) / (double)Rows;
        if (panels.Length > 1 && (width < LeastPixels || height < LeastPixels))
        {
            throw new GchunkException(
                $"{panels.Length} panels do not fit {canvas.Width} x {canvas.Height} pixels; give a larger figsize, select fewer labels, or draw fewer panels"
            );
        }
        if (panels.Length == 1)
            (width, height) = (Math.Max(50, width), Math.Max(50, height));
        script.Line($"set multiplot");
        var all = new PixelBox(int.MaxValue, int.MaxValue, 0, 0);
        for (int i = 0; i < panels.Length; i++)
        {
            int c = i % columns,
                r = i / columns;
            int left = lefts[..(c + 1)].Sum() + rights[..c].Sum() + (int)(c * width),
                upper = top + tops[..(r + 1)].Sum() + bottoms[..r].Sum() + (int)(r * height);
            PixelBox box = Fit(new PixelBox(left, upper, (int)width, (int)height), panels[i].Aspect);
            (double, double)? space = panels.Length == 1 ? null : (width * 1.02, height * 1.15);
            panels[i].Draw(script, box, IsLeft(i), IsBottom(i), shared is null, HasLegend(i), space);
            all = new PixelBox(
                Math.Min(all.Left, box.Left),
                Math.Min(all.Top, box.Top),
                Math.Max(all.Width, box.Right),
                Math.Max(all.Height, box.Bottom)
            );
        }
        all = all with { Width = all.Width - all.Left, Height = all.Height - all.Top };
        shared?.DrawKey(
            canvas,
            script,
            all with
            {
                Width = all.Width + panels.Select(p => p.RowTitleWidth).DefaultIfEmpty().Max(),
            }
        );
        if (figure.Title.Length > 0)
            DrawTitle(script, all);
        script.Line($"unset multiplot");
    }

    private bool IsLeft(int i) => !figure.IsFaceted || i % figure.Columns == 0;

    // The lines of all panels of a facet have the same names, which the last panel of the first row shows.
    private bool HasLegend(int i) => !figure.IsFaceted || i == Math.Min(figure.Columns, panels.Length) - 1;

    private bool IsBottom(int i) => !figure.IsFaceted || i + figure.Columns >= panels.Length;

    private int[] Largest(int count, Func<int, int, int, int> place, Func<int, int> pixels)
    {
        int[] largest = new int[count];
        for (int i = 0; i < panels.Length; i++)
        {
            int at = place(i, i % figure.Columns, i / figure.Columns);
            largest[at] = Math.Max(largest[at], pixels(i));
        }
        return largest;
    }

    private void DrawTitle(GnuplotScript script, PixelBox all)
    {
        var row = new PixelBox(all.Left, (int)(2 * canvas.FontPixels), all.Width, 10);
        new Panel(row, new Interval(0, 1), new Interval(0, 1)) { Title = figure.Title, HasFrame = false }.Draw(
            canvas,
            script
        );
    }

    // The largest box of a shape in the middle of another.
    private static PixelBox Fit(PixelBox box, double? aspect)
    {
        if (aspect is not { } shape)
            return box;
        if (box.Width > box.Height * shape)
        {
            int narrow = Math.Max(1, (int)(box.Height * shape));
            return new PixelBox(box.Left + ((box.Width - narrow) / 2), box.Top, narrow, box.Height);
        }
        int low = Math.Max(1, (int)(box.Width / shape));
        return new PixelBox(box.Left, box.Top + ((box.Height - low) / 2), box.Width, low);
    }

    private static double Aspect(FigurePanel panel)
    {
        MapFrame map = panel.Settings.Map!;
        Interval2 area = map.Extent is { } e ? new Interval2(e.West, e.East, e.South, e.North) : panel.Area();
        return MapView
            .Of(map.Projection, new Interval(area.West, area.East), new Interval(area.South, area.North), map.IsGlobal)
            .Aspect;
    }
}
