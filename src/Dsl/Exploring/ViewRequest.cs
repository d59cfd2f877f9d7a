using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Exploring;

/// <summary>What a page asks to see: cells of the two dimensions on screen, at an index of each other dimension.</summary>
/// <param name="Indices">The indices along the other dimensions, in their order.</param>
/// <param name="Y0">The first cell upwards.</param>
/// <param name="Y1">The cell after the last one upwards.</param>
/// <param name="X0">The first cell to the right.</param>
/// <param name="X1">The cell after the last one to the right.</param>
/// <param name="Width">The pixels across.</param>
/// <param name="Height">The pixels upwards.</param>
/// <param name="Method">"mean" of the cells of a pixel, or "nearest": one of them.</param>
internal sealed record ViewRequest(
    long[] Indices,
    long Y0,
    long Y1,
    long X0,
    long X1,
    int Width,
    int Height,
    string Method = "mean"
)
{
    private const int MostPixels = 4096;

    /// <summary>The cells of a block, upwards and to the right, once they are fixed; null before.</summary>
    public (long Y, long X)? Block { get; init; }

    /// <summary>The cells upwards that make one value.</summary>
    public long FactorY => Block?.Y ?? Factor(Y1 - Y0, Height);

    /// <summary>The cells to the right that make one value.</summary>
    public long FactorX => Block?.X ?? Factor(X1 - X0, Width);

    /// <summary>Identifies the values of the view.</summary>
    public string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(',', Indices)};{Y0}-{Y1}/{FactorY};{X0}-{X1}/{FactorX};{Method}"
        );

    /// <summary>Throws unless the view is one of an array.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="GchunkException">An index, a window or a size is out of range.</exception>
    public void Check(ExploredArray array)
    {
        if (Indices.Length != array.Others.Length)
        {
            throw new GchunkException(
                $"a view needs {array.Others.Length} indices, one for each of {string.Join(", ", array.Others)}; got {Indices.Length}"
            );
        }
        for (int i = 0; i < Indices.Length; i++)
        {
            long length = array.Array.Sizes[array.Others[i]];
            if (Indices[i] < 0 || Indices[i] >= length)
            {
                throw new GchunkException(
                    $"the index {Indices[i]} of '{array.Others[i]}' is not from 0 to {length - 1}"
                );
            }
        }
        CheckWindow(array.Y, Y0, Y1, array.Array.Sizes[array.Y]);
        CheckWindow(array.X, X0, X1, array.Array.Sizes[array.X]);
        if (Width is < 1 or > MostPixels || Height is < 1 or > MostPixels)
            throw new GchunkException($"a view has from 1 to {MostPixels} pixels a side; got {Width} x {Height}");
        if (Method is not ("mean" or "nearest"))
            throw new GchunkException(Spelling.Unknown("method", Method, ["mean", "nearest"]));
    }

    /// <summary>
    /// Returns the view with edges at multiples of its factors, so that views of a moved window agree. The factors are
    /// multiples of those of the coarser copy that it is made of.
    /// </summary>
    /// <param name="array">The array, against which the view was checked.</param>
    public ViewRequest Aligned(ExploredArray array)
    {
        PyramidLevel level = array.LevelFor(this);
        long fy = (FactorY + level.FactorY - 1) / level.FactorY * level.FactorY,
            fx = (FactorX + level.FactorX - 1) / level.FactorX * level.FactorX;
        long y0 = Y0 / fy * fy,
            x0 = X0 / fx * fx,
            y1 = Math.Min((Y1 + fy - 1) / fy * fy, array.Array.Sizes[array.Y]),
            x1 = Math.Min((X1 + fx - 1) / fx * fx, array.Array.Sizes[array.X]);
        return this with
        {
            Y0 = y0,
            Y1 = y1,
            X0 = x0,
            X1 = x1,
            Height = (int)((y1 - y0 + fy - 1) / fy),
            Width = (int)((x1 - x0 + fx - 1) / fx),
            Block = (fy, fx),
        };
    }

    private static void CheckWindow(string dim, long from, long to, long length)
    {
        if (from < 0 || to <= from || to > length)
            throw new GchunkException($"the cells {from} to {to} of '{dim}' are not within 0 to {length}");
    }

    private static long Factor(long cells, int pixels) => Math.Max(1, (cells + pixels - 1) / pixels);
}
