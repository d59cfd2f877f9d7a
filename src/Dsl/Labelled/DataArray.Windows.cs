using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Blocks of neighbours along some dimensions, to be reduced: <c>ssh.Coarsen(("lat", 4), ("lon", 4)).Mean()</c>. Coordinates become the means of their labels.</summary>
    /// <remarks>What is left over at the end of a dimension that is no multiple is left out (xarray's boundary="trim").</remarks>
    /// <exception cref="GchunkException">A dimension is unknown, or shorter than a block.</exception>
    public CoarsenedArray Coarsen(params ReadOnlySpan<(string Dim, int Factor)> windows) => new(this, windows.ToArray(), exact: false);

    /// <summary>Blocks of neighbours along some dimensions, to be reduced; with <paramref name="exact"/>, a length that is no multiple is an error.</summary>
    /// <exception cref="GchunkException">A dimension is unknown, or shorter than a block, or its length no multiple.</exception>
    public CoarsenedArray Coarsen(bool exact, params ReadOnlySpan<(string Dim, int Factor)> windows) => new(this, windows.ToArray(), exact);

    /// <summary>A window that moves along a dimension, to be reduced: <c>x.Rolling("time", 5, center: true).Mean()</c>. Missing where the window is not full.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="window">The number of positions in the window.</param>
    /// <param name="center">Whether the result stands at the middle of the window instead of at its end.</param>
    public RollingArray Rolling(string dim, int window, bool center = false) => new(this, dim, window, center);

    /// <summary>The sum of products over dimensions that both have. A missing value makes the sum missing.</summary>
    /// <param name="other">The other array.</param>
    /// <param name="dims">The dimensions to sum over; none stands for all that both have.</param>
    public DataArray Dot(DataArray other, params string[] dims)
    {
        string[] over = dims.Length > 0 ? dims : [.. Dims.Intersect(other.Dims)];
        DataArray product = this * other;
        return over.Length == 0 ? product : product.Reduce("sum", over, skipNaN: false);
    }

    /// <summary>The values between the labels of some dimensions, by linear interpolation along one after the other; the dimensions go.</summary>
    /// <exception cref="GchunkException">A dimension is unknown or has no labels, or a value lies outside them.</exception>
    public DataArray Interp(params ReadOnlySpan<(string Dim, double Label)> targets)
    {
        DataArray result = this;
        foreach (var (dim, label) in targets) result = result.Interp(dim, [label]).Isel(dim, 0);
        return result;
    }

    /// <summary>The values at other labels of a dimension, by linear interpolation.</summary>
    /// <exception cref="GchunkException">The dimension is unknown or has no labels, or a label lies outside them.</exception>
    public DataArray Interp(string dim, double[] labels)
    {
        Axis(dim);
        if (Coords.IndexOf(dim) is not NumberIndex index) throw new GchunkException($"Interp needs numbers along '{dim}'; it has {Coords.IndexOf(dim)?.Span ?? "no labels"}");
        var (from, to, weights) = (new long[labels.Length], new long[labels.Length], new double[labels.Length]);
        for (int i = 0; i < labels.Length; i++) (from[i], to[i], weights[i]) = index.Bracket(dim, labels[i]);
        Coordinates coords = Coords.WithoutDims([dim]).With(new Coordinate(dim, new NumberIndex(labels), Coords[dim].Attrs));
        DataArray values = AsType(DType.Float64);
        DataArray low = values.Along(dim, from, coords), high = values.Along(dim, to, coords);
        DataArray weight = new(NDArray.From(weights), [dim], coords);
        DataArray between = low + (high - low) * weight;
        return between.With(between.variable with { Attrs = Attrs.Copy() });
    }

    private DataArray Along(string dim, long[] positions, Coordinates coords) => new(variable.Pick(dim, AxisPick.From(positions)), coords, Name);
}
