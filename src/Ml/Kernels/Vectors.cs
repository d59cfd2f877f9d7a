using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// Loops over doubles in a fixed order, so that the bits of a result do not depend on the machine.
/// </summary>
internal static unsafe class Vectors
{
    /// <summary>Returns the inner product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(double* a, double* b, int length)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        int j = 0;
        for (; j <= length - 8; j += 8)
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + j), Vector512.Load(b + j), sum);
        double total = Vector512.Sum(sum);
        for (; j < length; j++)
            total = Math.FusedMultiplyAdd(a[j], b[j], total);
        return total;
    }

    /// <summary>Returns the sum of the squares, as of the same numbers in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredNorm(float* a, int length)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        int j = 0;
        for (; j <= length - 8; j += 8)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Load(a + j));
            Vector512<double> value = Vector512.Create(low, high);
            sum = Vector512.FusedMultiplyAdd(value, value, sum);
        }
        double total = Vector512.Sum(sum);
        for (; j < length; j++)
            total = Math.FusedMultiplyAdd(a[j], (double)a[j], total);
        return total;
    }

    /// <summary>
    /// Returns the squared distance, computed from differences: slower than from norms, but accurate for near points.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDistance(double* a, double* b, int length)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        int j = 0;
        for (; j <= length - 8; j += 8)
        {
            Vector512<double> difference = Vector512.Load(a + j) - Vector512.Load(b + j);
            sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
        }
        double total = Vector512.Sum(sum);
        for (; j < length; j++)
            total = Math.FusedMultiplyAdd(a[j] - b[j], a[j] - b[j], total);
        return total;
    }

    /// <summary>Adds one row to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* to, double* row, int length)
    {
        int j = 0;
        for (; j <= length - 8; j += 8)
            (Vector512.Load(to + j) + Vector512.Load(row + j)).Store(to + j);
        for (; j < length; j++)
            to[j] += row[j];
    }

    /// <summary>Adds a row of float32 to one of float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* to, float* row, int length)
    {
        int j = 0;
        for (; j <= length - 8; j += 8)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Load(row + j));
            (Vector512.Load(to + j) + Vector512.Create(low, high)).Store(to + j);
        }
        for (; j < length; j++)
            to[j] += row[j];
    }

    /// <summary>Adds a row and its squares, times a weight, to sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMoments(double* sums, double* squares, double weight, double* row, int length)
    {
        Vector512<double> weights = Vector512.Create(weight);
        int j = 0;
        for (; j <= length - 8; j += 8)
        {
            Vector512<double> value = Vector512.Load(row + j),
                weighted = value * weights;
            (Vector512.Load(sums + j) + weighted).Store(sums + j);
            Vector512.FusedMultiplyAdd(weighted, value, Vector512.Load(squares + j)).Store(squares + j);
        }
        for (; j < length; j++)
        {
            double weighted = row[j] * weight;
            sums[j] += weighted;
            squares[j] = Math.FusedMultiplyAdd(weighted, row[j], squares[j]);
        }
    }

    /// <summary>Adds a multiple of one row to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double* to, double factor, double* row, int length)
    {
        Vector512<double> factors = Vector512.Create(factor);
        int j = 0;
        for (; j <= length - 8; j += 8)
            Vector512.FusedMultiplyAdd(factors, Vector512.Load(row + j), Vector512.Load(to + j)).Store(to + j);
        if (j <= length - 4)
        {
            Vector256
                .FusedMultiplyAdd(factors.GetLower(), Vector256.Load(row + j), Vector256.Load(to + j))
                .Store(to + j);
            j += 4;
        }
        for (; j < length; j++)
            to[j] = Math.FusedMultiplyAdd(factor, row[j], to[j]);
    }
}
