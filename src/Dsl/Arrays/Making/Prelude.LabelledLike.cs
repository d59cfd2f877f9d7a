using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes a labelled array of zeros with the dimensions, coordinates, attributes and chunks of another.</summary>
    /// <param name="x">The other array.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    public static DataArray ZerosLike(DataArray x, DType? dtype = null) =>
        x.WithValues(ZerosLike(new ChunkedArray(x.Expression), dtype).Expression);

    /// <summary>Makes a labelled array of ones with the dimensions, coordinates, attributes and chunks of another.</summary>
    /// <param name="x">The other array.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    public static DataArray OnesLike(DataArray x, DType? dtype = null) =>
        x.WithValues(OnesLike(new ChunkedArray(x.Expression), dtype).Expression);

    /// <summary>Makes a labelled array of one value with the dimensions, coordinates, attributes and chunks of another.</summary>
    /// <param name="x">The other array.</param>
    /// <param name="value">The value; in an array of integers, it loses its fraction.</param>
    /// <param name="dtype">The dtype; by default that of the other array.</param>
    /// <exception cref="Engine.GchunkException">The dtype cannot hold the value.</exception>
    /// <example><code>
    /// var pr = OpenDataset("rain.nc")["pr"];
    /// Print(FullLike(pr, 1).Sizes);
    /// </code></example>
    public static DataArray FullLike(DataArray x, double value, DType? dtype = null) =>
        x.WithValues(FullLike(new ChunkedArray(x.Expression), value, dtype).Expression);

    /// <summary>Makes a data set of zeros with the variables, coordinates, attributes and chunks of another.</summary>
    public static Dataset ZerosLike(Dataset x) => x.Map(v => ZerosLike(v));

    /// <summary>Makes a data set of ones with the variables, coordinates, attributes and chunks of another.</summary>
    public static Dataset OnesLike(Dataset x) => x.Map(v => OnesLike(v));
}
