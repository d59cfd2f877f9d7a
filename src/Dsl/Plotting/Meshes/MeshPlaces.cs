using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Meshes;

/// <summary>
/// The place of each value of an array whose coordinates form no rectangular grid: two coordinates of two dimensions
/// (a curvilinear grid), or two along its only dimension (points).
/// </summary>
internal sealed record MeshPlaces(double[] X, double[] Y, string XLabel, string YLabel, int? Columns)
{
    // Far more than a picture can show.
    private const long Most = 4_000_000;

    /// <summary>Returns the places that two names give, or, on a map, a longitude and a latitude; null if there are none.</summary>
    /// <param name="array">The array.</param>
    /// <param name="x">The coordinate to the right; null to choose it on a map.</param>
    /// <param name="y">The coordinate upwards; null to choose it on a map.</param>
    /// <param name="isMap">Whether longitudes and latitudes are looked for.</param>
    public static MeshPlaces? Of(DataArray array, string? x, string? y, bool isMap)
    {
        if (array.Dims.Count is not (1 or 2))
            return null;
        Coordinate? across = Named(x) ?? (isMap && x is null ? Find(DataArray.LongitudeNames, "degrees_east") : null),
            up = Named(y) ?? (isMap && y is null ? Find(DataArray.LatitudeNames, "degrees_north") : null);
        if (across is null || up is null)
            return null;
        if (array.Shape.Size > Most)
        {
            throw new GchunkException(
                $"{array.Shape.Size} points that form no rectangular grid are more than a picture can show ({Most}); select a part, for example Isel(\"{array.Dims[0]}\", ..{Math.Max(2, array.Sizes[array.Dims[0]] * Most / array.Shape.Size)})"
            );
        }
        return new MeshPlaces(
            Values(across),
            Values(up),
            DataArray.PlotLabel(across.Name, across.Attrs),
            DataArray.PlotLabel(up.Name, up.Attrs),
            array.Dims.Count == 1 ? null : (int)array.Sizes[array.Dims[1]]
        );

        bool IsPlace(Coordinate c) =>
            c.Dims.Count == array.Dims.Count && c.Dims.All(d => array.Dims.Contains(d)) && !array.Dims.Contains(c.Name);

        Coordinate? Named(string? name) =>
            name is not null && array.Coords.Find(name) is { } c && IsPlace(c) ? c : null;

        Coordinate? Find(string[] names, string units) =>
            array.Coords.FirstOrDefault(c =>
                IsPlace(c)
                && (
                    c.Attrs.Text("units") is { } given
                        ? given == units
                        : names.Contains(c.Name, StringComparer.OrdinalIgnoreCase)
                )
            );

        double[] Values(Coordinate c) => array[c.Name].Transpose([.. array.Dims]).ComputeDoubles();
    }

    /// <summary>Returns coloured cells of a curvilinear grid, or coloured triangles between points.</summary>
    public Layer Cells(
        DataArray array,
        string? colors,
        (double Low, double High)? limits,
        bool robust,
        string? missing,
        MapFrame? frame
    ) =>
        Columns is null
            ? Triangles(array, frame) with
            {
                Colors = colors,
                Limits = limits,
                Robust = robust,
                Missing = missing,
            }
            : new MeshPlot
            {
                Columns = Columns.Value,
                Longitudes = X,
                Latitudes = Y,
                XLabel = XLabel,
                YLabel = YLabel,
                Values = array.ComputeDoubles(),
                Label = array.ValueLabel,
                Title = array.SelectedTitle(),
                Colors = colors,
                Limits = limits,
                Robust = robust,
                Missing = missing,
                IsPlain = frame is null,
                Frame = frame,
            };

    /// <summary>Returns triangles that are still to be styled.</summary>
    public TrianglePlot Triangles(DataArray array, MapFrame? frame) =>
        new()
        {
            X = X,
            Y = Y,
            XLabel = XLabel,
            YLabel = YLabel,
            Columns = Columns,
            Values = array.ComputeDoubles(),
            Label = array.ValueLabel,
            Title = array.SelectedTitle(),
            Frame = frame,
        };
}
