using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl.Exploring;

/// <summary>The values of a view, one for each block of cells.</summary>
/// <param name="Request">The view, aligned to blocks.</param>
/// <param name="FactorY">The cells upwards in a block.</param>
/// <param name="FactorX">The cells to the right in a block.</param>
/// <param name="Values">The values, row by row in the array's order; NaN where all cells of a block are missing.</param>
/// <param name="IsSample">Whether each value is one cell of its block although the mean was asked for.</param>
internal sealed record ScreenView(ViewRequest Request, long FactorY, long FactorX, float[] Values, bool IsSample)
{
    // Where the mean has to read more, one cell of each block is shown first.
    private const long QuickBytes = 512L << 20;
    private const int MostSorted = 100_000;

    /// <summary>The runs that share the memory limit.</summary>
    public const int Runs = 2;

    /// <summary>The rows of values.</summary>
    public int Rows => Request.Height;

    /// <summary>The columns of values.</summary>
    public int Columns => Request.Width;

    /// <summary>Computes a view from the chunks that it touches.</summary>
    /// <param name="array">The array.</param>
    /// <param name="request">The view.</param>
    /// <param name="quick">Whether one cell of each block will do at first where the mean takes long.</param>
    /// <param name="cancel">Stops the computation.</param>
    /// <exception cref="Engine.GchunkException">The request is out of range, or the computation failed.</exception>
    public static ScreenView Compute(ExploredArray array, ViewRequest request, bool quick, CancellationToken cancel)
    {
        request.Check(array);
        PyramidLevel level = array.LevelFor(request);
        ViewRequest view = request.Aligned(array);
        // From here on in cells of the copy.
        long fy = view.FactorY / level.FactorY,
            fx = view.FactorX / level.FactorX;
        (long From, long To) y = Span(view.Y0, view.Y1, level.FactorY),
            x = Span(view.X0, view.X1, level.FactorX);
        long bytes = (y.To - y.From) * (x.To - x.From) * level.Plain.DType.Size;
        bool one = fy == 1 && fx == 1,
            sampled = quick && view.Method == "mean" && !one && bytes > QuickBytes;
        DataArray plane = level.Plain;
        for (int i = 0; i < array.Others.Length; i++)
            plane = plane.Isel(array.Others[i], view.Indices[i]);
        if (!one && (sampled || view.Method == "nearest"))
        {
            plane = plane.Isel(array.Y, Middles(y.From, y.To, fy)).Isel(array.X, Middles(x.From, x.To, fx));
        }
        else
        {
            plane = plane.Isel(array.Y, (int)y.From..(int)y.To).Isel(array.X, (int)x.From..(int)x.To);
            if (!one)
                plane = plane.Coarsen("pad", "left", (array.Y, (int)fy), (array.X, (int)fx)).Mean();
        }
        using NDArray values = Computation.Compute(plane.Transpose(array.Y, array.X).Expression, Runs, cancel);
        return new ScreenView(view, view.FactorY, view.FactorX, values.ToArray<float>(), sampled);
    }

    /// <summary>Returns the 2nd and 98th percentile, the least and the greatest of the finite values; null if there is none.</summary>
    public (float Low, float High, float Least, float Greatest)? Range()
    {
        int step = Math.Max(1, Values.Length / MostSorted);
        (float least, float greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        var some = new List<float>();
        for (int i = 0; i < Values.Length; i++)
        {
            float v = Values[i];
            if (!float.IsFinite(v))
                continue;
            (least, greatest) = (Math.Min(least, v), Math.Max(greatest, v));
            if (i % step == 0)
                some.Add(v);
        }
        if (!(least <= greatest))
            return null;
        if (some.Count == 0)
            some.AddRange([least, greatest]);
        some.Sort();
        return (At(0.02), At(0.98), least, greatest);

        float At(double q)
        {
            double position = q * (some.Count - 1);
            int i = (int)position;
            float next = some[Math.Min(i + 1, some.Count - 1)];
            return (float)(some[i] + ((position - i) * ((double)next - some[i])));
        }
    }

    /// <summary>Returns the cell in the middle of each block.</summary>
    public static long[] Middles(long from, long to, long factor)
    {
        long[] cells = new long[(to - from + factor - 1) / factor];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = Math.Min(from + (i * factor) + (factor / 2), to - 1);
        return cells;
    }

    private static (long From, long To) Span(long from, long to, long factor) =>
        (from / factor, (to + factor - 1) / factor);
}
