using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>Makes figures with a panel for each label of one or two dimensions.</summary>
internal static class Facets
{
    private const int Most = 144;

    /// <summary>Returns the figure of an array, or of its slices along <paramref name="row"/> and <paramref name="col"/>.</summary>
    public static Figure Of(
        DataArray array,
        string? row,
        string? col,
        int? colWrap,
        FigureOptions options,
        Func<DataArray, IEnumerable<Layer>> layers
    )
    {
        if (row is null && col is null)
        {
            if (colWrap is not null)
                throw new GchunkException("colWrap: needs col:, the dimension whose labels get a panel each");
            return options.Figure(layers(array));
        }
        if (row is not null && row == col)
            throw new GchunkException($"row: and col: are both '{row}'; give two dimensions");
        if (colWrap is < 1)
            throw new GchunkException($"colWrap: {colWrap} is not a number of columns; give 1 or more");
        if (colWrap is not null && row is not null)
            throw new GchunkException("colWrap: breaks the panels of col: into rows, so it cannot go with row:");
        long rows = row is null ? 1 : array.Sizes[row],
            columns = col is null ? 1 : array.Sizes[col];
        if (rows * columns > Most)
        {
            throw new GchunkException(
                $"{rows * columns} panels are more than a picture can hold ({Most}); select some labels, for example {array.Name ?? "x"}.Isel(\"{col ?? row}\", ..12)"
            );
        }
        // The panels read the same chunks, so these are computed once.
        DataArray loaded = array.Load();
        List<FigurePanel> panels = [];
        for (long r = 0; r < rows; r++)
        {
            for (long c = 0; c < columns; c++)
            {
                DataArray slice = loaded;
                if (row is not null)
                    slice = slice.Isel(row, r);
                if (col is not null)
                    slice = slice.Isel(col, c);
                FigurePanel panel = (options with { Title = TitleOf(slice, col ?? row, col is null ? r : c) })
                    .Figure(layers(slice))
                    .Single;
                if (row is not null && col is not null)
                    panel = panel with { Given = panel.Given with { RowTitle = TitleOf(slice, row, r) } };
                panels.Add(panel);
            }
        }
        int beside = colWrap ?? (col is null ? 1 : (int)columns);
        return options.Sized(
            new Figure
            {
                Title = options.Title ?? "",
                Panels = FigurePanel.WithSharedLevels(panels),
                Columns = Math.Min(beside, panels.Count),
                IsFaceted = true,
            }
        );
    }

    // The label of a panel along a dimension, which is its index if there are no labels.
    private static string TitleOf(DataArray panel, string? dim, long index) =>
        dim is null ? ""
        : panel.Coords.Find(dim) is null ? string.Create(CultureInfo.InvariantCulture, $"{dim} = {index}")
        : panel.SelectedTitle(dim);
}
