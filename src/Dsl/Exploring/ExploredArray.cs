using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Exploring;

/// <summary>An array as the explorer shows it: two dimensions on the screen, an index for each of the others.</summary>
internal sealed class ExploredArray
{
    private static readonly string[] Latitudes = ["lat", "latitude", "nav_lat"];
    private static readonly string[] Longitudes = ["lon", "longitude", "nav_lon"];

    /// <summary>Prepares an array; reads no values.</summary>
    /// <param name="array">The array.</param>
    /// <param name="name">Its name on the page.</param>
    /// <param name="code">The C# expression that gives it.</param>
    /// <param name="levels">Coarser copies of it.</param>
    /// <exception cref="GchunkException">
    /// It has fewer than two dimensions or no real numbers, or a copy does not fit.
    /// </exception>
    public ExploredArray(DataArray array, string name, string code, IReadOnlyList<DataArray>? levels = null)
    {
        if (Fault(array) is { } fault)
        {
            throw new GchunkException(
                $"Explore shows arrays of two or more dimensions of real numbers; '{name}' {fault}"
            );
        }
        (Array, Name, Code) = (array, name, code);
        string? lat = Find(Latitudes, "degrees_north"),
            lon = Find(Longitudes, "degrees_east");
        IsMap = lat is not null && lon is not null;
        (Y, X) = IsMap ? (lat!, lon!) : (array.Dims[^2], array.Dims[^1]);
        if (!IsMap && array.IsVertical(X) && !array.IsVertical(Y))
            (Y, X) = (X, Y);
        Others = [.. array.Dims.Where(d => d != Y && d != X)];
        Plain = new DataArray(array.Expression, [.. array.Dims]);
        if (array.DType == DType.Bool)
            Plain = Plain.AsType(DType.UInt8);
        PyramidLevel[] copies = [.. (levels ?? []).Select((level, i) => PyramidLevel.Of(this, level, i + 1))];
        Levels = [new PyramidLevel(Plain, 1, 1), .. copies.OrderBy(l => l.FactorY).ThenBy(l => l.FactorX)];
    }

    /// <summary>The array.</summary>
    public DataArray Array { get; }

    /// <summary>The values without labels, which a view does not need.</summary>
    public DataArray Plain { get; }

    /// <summary>The name on the page.</summary>
    public string Name { get; }

    /// <summary>The C# expression that gives the array.</summary>
    public string Code { get; }

    /// <summary>Whether the screen's dimensions are latitude and longitude.</summary>
    public bool IsMap { get; }

    /// <summary>The dimension upwards.</summary>
    public string Y { get; }

    /// <summary>The dimension to the right.</summary>
    public string X { get; }

    /// <summary>The other dimensions, in order.</summary>
    public string[] Others { get; }

    /// <summary>The array and its coarser copies, the finest first.</summary>
    public PyramidLevel[] Levels { get; }

    /// <summary>Returns the coarsest copy that a view can be made of.</summary>
    /// <param name="view">The view.</param>
    public PyramidLevel LevelFor(ViewRequest view) =>
        // The nearest cell is one of the array itself.
        view.Method == "mean"
            ? Levels.Last(l => l.FactorY <= view.FactorY && l.FactorX <= view.FactorX)
            : Levels[0];

    /// <summary>Says why an array cannot be shown, or null.</summary>
    public static string? Fault(DataArray array) =>
        array.Dims.Count < 2 ? $"has {array.Dims.Count}; draw it with Plot"
        : array.IsText ? "holds texts"
        : array.Calendar is not null ? "holds times"
        : array.DType.IsComplex ? "holds complex numbers; take Abs(), Real or Imag"
        : array.Shape.Size == 0 ? $"is empty ({array.Sizes})"
        : array.Dims.FirstOrDefault(d => array.Sizes[d] > int.MaxValue) is { } dim
            ? $"is too long along '{dim}'; select a part with Isel"
        : null;

    /// <summary>Returns the label at a position, as text.</summary>
    public string Label(string dim, long position) =>
        Array.Coords.IndexOf(dim) is { } index
            ? index.Label(position)
            : position.ToString(CultureInfo.InvariantCulture);

    /// <summary>The numbers along a dimension, or null if its labels are not numbers.</summary>
    public double[]? Numbers(string dim) =>
        Array.Coords.IndexOf(dim) is NumberIndex ? Array[dim].ComputeDoubles() : null;

    /// <summary>Whether labels fall along a dimension.</summary>
    public bool IsDescending(string dim) => Numbers(dim) is { Length: > 1 } labels && labels[^1] < labels[0];

    private string? Find(string[] names, string units)
    {
        string? dim =
            Array.Dims.FirstOrDefault(d => Array.Coords.Find(d)?.Attrs.Text("units") == units)
            ?? Array.Dims.FirstOrDefault(d => names.Contains(d, StringComparer.OrdinalIgnoreCase));
        return dim is not null && Numbers(dim) is { } degrees && degrees.All(v => Math.Abs(v) <= 720) ? dim : null;
    }
}
