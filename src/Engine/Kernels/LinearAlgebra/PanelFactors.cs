using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The factors p l u of a large matrix of float64, by panels of columns: LAPACK factors a panel, and BLAS updates the
/// columns beside it in tiles, of which threads take some each (Golub and Van Loan 2013, 3.4.5). Panels and tiles
/// depend on the matrix alone, so the bits do not depend on the threads; OpenBLAS's own threads would change them.
/// </summary>
internal static unsafe class PanelFactors
{
    private const int Panel = 64,
        Tile = 128,
        LeastRows = 512;

    private const int ColumnMajor = 102,
        NoTranspose = 111;

    /// <summary>Returns true for matrices that are worth it.</summary>
    public static bool Takes(int n) => n >= LeastRows && Lapack.IsPresent;

    /// <summary>Factors a, n × n by columns, in its place.</summary>
    /// <param name="n">The rows and columns.</param>
    /// <param name="a">The matrix; l, whose diagonal is 1, and u are left in it.</param>
    /// <param name="pivots">The row that each row was swapped with, from 0.</param>
    /// <param name="parts">The threads that may take part.</param>
    public static void Factor(int n, double* a, int[] pivots, IPartRunner? parts)
    {
        for (int first = 0; first < n; first += Panel)
        {
            int begin = first,
                width = Math.Min(Panel, n - begin),
                end = begin + width;
            var own = new int[width];
            Lapack.Factor(n - begin, width, a + (long)begin * n + begin, n, own);
            for (int i = 0; i < width; i++)
                pivots[begin + i] = own[i] + begin;
            // The tiles to the right, then those to the left, whose rows are only swapped.
            int right = (n - end + Tile - 1) / Tile,
                left = (begin + Tile - 1) / Tile;
            Divide(
                parts,
                right + left,
                (long)(n - end) * (n - end) * width / 8,
                (from, to) =>
                {
                    for (int tile = (int)from; tile < to; tile++)
                    {
                        int column = tile < right ? end + tile * Tile : (tile - right) * Tile,
                            columns = Math.Min(Tile, (tile < right ? n : begin) - column);
                        double* top = a + (long)column * n;
                        Swap(n, top, columns, pivots.AsSpan(begin, width), begin);
                        if (tile < right)
                            Update(n, a + (long)begin * n + begin, width, n - end, top + begin, columns);
                    }
                }
            );
        }
    }

    /// <summary>Solves a x = b in the place of b, n × columns by columns, from the factors of a.</summary>
    public static void Solve(int n, int columns, double* factors, int[] pivots, double* b, IPartRunner? parts) =>
        Divide(
            parts,
            (columns + Tile - 1) / Tile,
            (long)n * n * columns / 4,
            (from, to) =>
            {
                for (long column = from * Tile; column < Math.Min(columns, to * Tile); column += Tile)
                    Lapack.Solve(n, (int)Math.Min(Tile, columns - column), factors, pivots, b + column * n);
            }
        );

    private static void Divide(IPartRunner? parts, int tiles, long cost, Action<long, long> work)
    {
        if (parts is null)
            work(0, tiles);
        else
            parts.Run(tiles, cost, int.MaxValue, work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Swap(int n, double* column, int columns, ReadOnlySpan<int> pivots, int first)
    {
        for (int j = 0; j < columns; j++, column += n)
        {
            for (int i = 0; i < pivots.Length; i++)
                (column[first + i], column[pivots[i]]) = (column[pivots[i]], column[first + i]);
        }
    }

    // The rows beside the panel's triangle, and those below minus the product of the panel and these.
    private static void Update(int n, double* panel, int width, int below, double* tile, int columns)
    {
        OpenBlas.cblas_dtrsm(
            ColumnMajor,
            OpenBlas.Left,
            OpenBlas.Lower,
            NoTranspose,
            OpenBlas.Unit,
            width,
            columns,
            1,
            panel,
            n,
            tile,
            n
        );
        if (below == 0)
            return;
        OpenBlas.cblas_dgemm(
            ColumnMajor,
            NoTranspose,
            NoTranspose,
            below,
            columns,
            width,
            -1,
            panel + width,
            n,
            tile,
            n,
            1,
            tile + width,
            n
        );
    }
}
