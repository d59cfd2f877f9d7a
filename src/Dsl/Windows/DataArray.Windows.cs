using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced: <c>ssh.Coarsen(("lat", 4), ("lon", 4)).Mean()</c>.
    /// Coordinates become the means of their labels.
    /// </summary>
    /// <remarks>
    /// What is left over at the end of a dimension that is no multiple is left out (xarray's boundary="trim").
    /// </remarks>
    /// <exception cref="Engine.GchunkException">A dimension is unknown, or shorter than a block.</exception>
    public CoarsenedArray Coarsen(params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        new(this, windows.ToArray(), "trim", "left");

    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced; with <paramref name="exact"/>, a length that is no
    /// multiple is an error.
    /// </summary>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, or shorter than a block, or its length no multiple.
    /// </exception>
    public CoarsenedArray Coarsen(bool exact, params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        new(this, windows.ToArray(), exact ? "exact" : "trim", "left");

    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced, with a choice for lengths that are no multiple.
    /// </summary>
    /// <param name="boundary">
    /// <c>trim</c> leaves the rest out, <c>pad</c> fills it up with missing values, <c>exact</c> makes it an error.
    /// </param>
    /// <param name="side">Where blocks begin to count: the rest is at the other end.</param>
    /// <param name="windows">The dimensions and how many positions are taken together.</param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, or shorter than a block, or its length no multiple.
    /// </exception>
    public CoarsenedArray Coarsen(
        string boundary,
        string side,
        params ReadOnlySpan<(string Dim, int Factor)> windows
    ) => new(this, windows.ToArray(), boundary, side);

    /// <summary>
    /// A window that moves along a dimension, to be reduced: <c>x.Rolling("time", 5, center: true).Mean()</c>. Missing
    /// where too little is in the window.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="window">The number of positions in the window.</param>
    /// <param name="center">Whether the result stands at the middle of the window instead of at its end.</param>
    /// <param name="minPeriods">How many values must be there; by default all of the window.</param>
    public RollingArray Rolling(string dim, int window, bool center = false, int? minPeriods = null) =>
        new(this, [(dim, window)], center, minPeriods);

    /// <summary>
    /// A window that moves along several dimensions, to be reduced: <c>x.Rolling([("lat", 3), ("lon", 3)], center:
    /// true).Mean()</c>.
    /// </summary>
    public RollingArray Rolling((string Dim, int Window)[] windows, bool center = false, int? minPeriods = null) =>
        new(this, windows, center, minPeriods);

    /// <summary>The sum of products over dimensions that both have. A missing value makes the sum missing.</summary>
    /// <param name="other">The other array.</param>
    /// <param name="dims">The dimensions to sum over; none stands for all that both have.</param>
    public DataArray Dot(DataArray other, params string[] dims)
    {
        string[] over = dims.Length > 0 ? dims : [.. Dims.Intersect(other.Dims)];
        DataArray product = this * other;
        return over.Length == 0 ? product : product.Reduce("sum", over, skipNaN: false);
    }

    /// <summary>
    /// The array with a margin along some dimensions. Labels go on in the same way where values are those of other
    /// places, and are missing else.
    /// </summary>
    /// <param name="widths">For each dimension, how many positions are added before and after.</param>
    /// <param name="mode">
    /// <c>constant</c>; <c>edge</c>, <c>reflect</c>, <c>symmetric</c>, <c>wrap</c>, <c>maximum</c>, <c>mean</c>,
    /// <c>median</c>, <c>minimum</c> or <c>linear_ramp</c>, as in NumPy.
    /// </param>
    /// <param name="value">
    /// The constant; with NaN, whole numbers become float64. For <c>linear_ramp</c> the end of the ramp, 0 for NaN.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, a width negative, or the mode unknown.
    /// </exception>
    public DataArray Pad(
        (string Dim, long Before, long After)[] widths,
        string mode = "constant",
        double value = double.NaN
    )
    {
        foreach (var (dim, _, _) in widths)
            Axis(dim);
        // Labels go on as values do only where these are moved.
        string own = mode is "edge" or "reflect" or "symmetric" or "wrap" ? mode : "constant";
        var coords = new List<Coordinate>();
        foreach (Coordinate c in Coords)
        {
            if (!c.Dims.Any(d => widths.Any(w => w.Dim == d)))
            {
                coords.Add(c);
            }
            else if (c.Index is TextIndex or ProductIndex)
            {
                continue;
            }
            else if (c.Calendar is not null && own == "constant")
            {
                var (_, before, after) = System.Array.Find(widths, w => w.Dim == c.Dims[0]);
                long n = c.Variable.Expr.Shape[0];
                if (c.Dims.Count == 1)
                {
                    coords.Add(
                        Relabelled(
                            c,
                            Reindexing.Of(
                                c.Variable,
                                c.Dims[0],
                                [
                                    .. Enumerable
                                        .Range(0, (int)(before + n + after))
                                        .Select(i => i < before || i >= before + n ? -1 : i - before),
                                ]
                            )
                        )
                    );
                }
            }
            else
            {
                coords.Add(Relabelled(c, Padded(c.Variable, widths, own, double.NaN)));
            }
        }
        return new DataArray(Padded(variable, widths, mode, value), new Coordinates(coords), Name);
    }

    private static Coordinate Relabelled(Coordinate old, Variable values) =>
        old.Index is null
            ? new Coordinate(old.Name, values)
            : ToCoordinate(
                old.Name,
                new DataArray(values, Coordinates.Empty),
                new Sizes([new(old.Name, values.Expr.Shape[0])])
            );

    private static Variable Padded(
        Variable variable,
        (string Dim, long Before, long After)[] widths,
        string mode,
        double value
    )
    {
        (long, long)[] margins = System.Array.ConvertAll(
            variable.Dims,
            d => System.Array.Find(widths, w => w.Dim == d) is { Dim: not null } w ? (w.Before, w.After) : (0, 0)
        );
        var array = new ChunkedArray(variable.Numbers);
        if (mode == "constant" && double.IsNaN(value) && !array.DType.IsFloat)
            array = array.AsType(DType.Float64);
        return variable with { Expr = array.Pad(margins, mode, value).Expression };
    }
}
