using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Fourier;

/// <summary>
/// The transform of one long line as that of a matrix: of its columns, times roots, and then of its rows (Bailey 1990,
/// "FFTs in external or hierarchical memory"). Eight columns or rows at a time stay in the second-level cache, and
/// threads take some of them each; the bits do not depend on which.
/// </summary>
internal sealed unsafe class FourierHalves
{
    private const int Lanes = 8;

    private readonly int rows;
    private readonly int columns;
    private readonly FourierPlan ofColumn;
    private readonly FourierPlan ofRow;
    private readonly Rotations roots;

    // For each row, the roots by which eight neighbouring columns differ.
    private readonly double[] laneCos;
    private readonly double[] laneSin;

    /// <summary>Creates the transform of a length that the number of rows divides.</summary>
    public FourierHalves(int length, int rows)
    {
        (this.rows, columns) = (rows, length / rows);
        ofColumn = new FourierPlan(rows);
        ofRow = rows == columns ? ofColumn : new FourierPlan(columns);
        roots = new Rotations(length);
        (laneCos, laneSin) = (new double[rows * Lanes], new double[rows * Lanes]);
        for (int row = 0; row < rows; row++)
        {
            for (int lane = 0; lane < Lanes; lane++)
                (laneCos[row * Lanes + lane], laneSin[row * Lanes + lane]) = roots[row * lane];
        }
    }

    /// <summary>Transforms a line.</summary>
    /// <param name="re">The real parts, which are overwritten.</param>
    /// <param name="im">The imaginary parts, which are overwritten.</param>
    /// <param name="toRe">Where the real parts of the result go.</param>
    /// <param name="toIm">Where the imaginary parts go.</param>
    /// <param name="parts">The threads that may take part.</param>
    public void Transform(double* re, double* im, double* toRe, double* toIm, IPartRunner? parts)
    {
        Divide(parts, columns, (from, to) => Columns(re, im, from, to));
        Divide(parts, rows, (from, to) => Rows(re, im, toRe, toIm, from, to));
    }

    private void Divide(IPartRunner? parts, int lines, Action<long, long> work)
    {
        int groups = (lines + Lanes - 1) / Lanes;
        if (parts is null)
            work(0, groups);
        else
            parts.Run(groups, 4L * rows * columns, MostThreads, work);
    }

    // Each thread has memory of its own.
    private const int MostThreads = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Columns(double* re, double* im, long from, long to)
    {
        using var room = new NativeBuffer<double>(4L * Lanes * rows);
        double* a = room.Pointer,
            b = a + Lanes * rows,
            c = b + Lanes * rows,
            d = c + Lanes * rows;
        for (long group = from; group < to; group++)
        {
            int first = (int)group * Lanes,
                count = Math.Min(Lanes, columns - first);
            Copy(re + first, columns, a, Lanes, count);
            Copy(im + first, columns, b, Lanes, count);
            ofColumn.Transform(ref a, ref b, ref c, ref d, Lanes, null);
            for (int row = 0; row < rows; row++)
            {
                (double bc, double bs) = roots[(int)((long)row * first % ((long)rows * columns))];
                Vector512<double> x = Vector512.Load(a + row * Lanes),
                    y = Vector512.Load(b + row * Lanes),
                    lc = Vector512.LoadUnsafe(ref laneCos[row * Lanes]),
                    ls = Vector512.LoadUnsafe(ref laneSin[row * Lanes]),
                    cs = lc * bc - ls * bs,
                    sn = lc * bs + ls * bc;
                (x * cs - y * sn).Store(a + row * Lanes);
                (x * sn + y * cs).Store(b + row * Lanes);
            }
            Copy(a, Lanes, re + first, columns, count);
            Copy(b, Lanes, im + first, columns, count);
        }
    }

    // Copies the first elements of as many rows as there are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(double* from, int stride, double* to, int toStride, int count)
    {
        if (count == Lanes)
        {
            for (int row = 0; row < rows; row++)
                Vector512.Load(from + (long)row * stride).Store(to + (long)row * toStride);
            return;
        }
        for (int row = 0; row < rows; row++)
        {
            for (int lane = 0; lane < count; lane++)
                to[(long)row * toStride + lane] = from[(long)row * stride + lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows(double* re, double* im, double* toRe, double* toIm, long from, long to)
    {
        using var room = new NativeBuffer<double>(4L * Lanes * columns);
        double* a = room.Pointer,
            b = a + Lanes * columns,
            c = b + Lanes * columns,
            d = c + Lanes * columns;
        for (long group = from; group < to; group++)
        {
            int first = (int)group * Lanes,
                count = Math.Min(Lanes, rows - first);
            for (int lane = 0; lane < count; lane++)
            {
                double* x = re + (long)(first + lane) * columns,
                    y = im + (long)(first + lane) * columns;
                for (int column = 0; column < columns; column++)
                    (a[column * Lanes + lane], b[column * Lanes + lane]) = (x[column], y[column]);
            }
            ofRow.Transform(ref a, ref b, ref c, ref d, Lanes, null);
            for (int column = 0; column < columns; column++)
            {
                double* x = toRe + (long)column * rows + first,
                    y = toIm + (long)column * rows + first;
                if (count == Lanes)
                {
                    Vector512.Load(a + column * Lanes).Store(x);
                    Vector512.Load(b + column * Lanes).Store(y);
                    continue;
                }
                for (int lane = 0; lane < count; lane++)
                    (x[lane], y[lane]) = (a[column * Lanes + lane], b[column * Lanes + lane]);
            }
        }
    }
}
