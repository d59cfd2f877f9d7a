using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Functions;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Kernels;

/// <summary>Computes affinities of packed samples, some rows at a time, by matrix products.</summary>
internal static unsafe class AffinityRows
{
    /// <summary>
    /// Returns the number of rows that are computed at once: with a block of columns they fit the cache. Few columns are
    /// prepared again for each product, which more rows make rarer.
    /// </summary>
    public static int PanelRows(long columns) => columns <= 512 ? 256 : 64;

    // Below it, e^x is less than the least normal float32 and counts as 0.
    private const float LeastExponent = -87.3f;

    /// <summary>Returns the scratch bytes of <see cref="Fill"/> besides the packed samples.</summary>
    public static long ScratchBytes(long columns) =>
        PanelRows(columns) * columns * sizeof(double) + ManagedGemm.ScratchBytes;

    /// <summary>Writes the affinities of some samples of one block to all of another.</summary>
    /// <param name="a">The block of the rows.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows, at most <see cref="PanelRows"/> of the columns.</param>
    /// <param name="b">The block of the columns.</param>
    /// <param name="measure">What is measured; the measure with which the blocks were packed.</param>
    /// <param name="scratch"><see cref="PanelRows"/> × columns doubles.</param>
    /// <param name="dtype">The dtype of the affinities, float32 or float64.</param>
    /// <param name="to">Count × columns affinities.</param>
    /// <param name="cancellation">Cancels long work.</param>
    public static void Fill(
        PackedSamples a,
        int first,
        int count,
        PackedSamples b,
        AffinityMeasure measure,
        double* scratch,
        DType dtype,
        void* to,
        CancellationToken cancellation
    )
    {
        Bounds.Require(first >= 0 && count <= PanelRows(b.Rows) && first + count <= a.Rows && a.Features == b.Features);
        Products(a, first, count, b, measure, scratch, cancellation);
        int columns = b.Rows;
        for (int r = 0; r < count; r++)
        {
            void* row = (byte*)to + (long)r * columns * dtype.Size;
            if (measure.Precision == DistancePrecision.Single)
            {
                float* products = (float*)scratch + (long)r * columns;
                if (measure.Kernel == AffinityKernel.Rbf)
                    Exponentials(products, (float)a.Norms[first + r], b.Norms, (float)measure.Gamma, columns);
                Copy(products, dtype, row, columns);
            }
            else
            {
                double* products = scratch + (long)r * columns;
                if (measure.Kernel == AffinityKernel.Rbf)
                    Exponentials(products, a.Norms[first + r], b.Norms, measure, columns);
                Copy(products, dtype, row, columns);
            }
        }
        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }

    /// <summary>Writes the squared distances of some samples of one block to all of another, in float64.</summary>
    /// <param name="a">The block of the rows.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows, at most <see cref="PanelRows"/> of the columns.</param>
    /// <param name="b">The block of the columns.</param>
    /// <param name="measure">A measure in float64, with which the blocks were packed.</param>
    /// <param name="to">Count × columns squared distances.</param>
    /// <param name="cancellation">Cancels long work.</param>
    public static void Distances(
        PackedSamples a,
        int first,
        int count,
        PackedSamples b,
        AffinityMeasure measure,
        double* to,
        CancellationToken cancellation
    )
    {
        Bounds.Require(first >= 0 && count <= PanelRows(b.Rows) && first + count <= a.Rows && a.Features == b.Features);
        Bounds.Require(measure.Precision == DistancePrecision.Double);
        Products(a, first, count, b, measure, to, cancellation);
        for (int r = 0; r < count; r++)
        {
            double* row = to + (long)r * b.Rows;
            for (int c = 0; c < b.Rows; c++)
                row[c] = Math.Max(0, a.Norms[first + r] + b.Norms[c] - 2 * row[c]);
        }
        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }

    // x·y, or ‖x − y‖² where differences are asked for.
    private static void Products(
        PackedSamples a,
        int first,
        int count,
        PackedSamples b,
        AffinityMeasure measure,
        double* scratch,
        CancellationToken cancellation
    )
    {
        int features = a.Features;
        byte* rows = a.Values + (long)first * features * measure.Packed.Size;
        if (measure.Precision != DistancePrecision.Differences)
        {
            var left = new Matrix((nint)rows, count, features);
            Gemm.Multiply(measure.Packed, left, new Matrix((nint)b.Values, b.Rows, features).T, scratch, cancellation);
            return;
        }
        for (int r = 0; r < count; r++)
        {
            cancellation.ThrowIfCancellationRequested();
            double* x = (double*)rows + (long)r * features;
            for (int c = 0; c < b.Rows; c++)
            {
                double* y = (double*)b.Values + (long)c * features;
                scratch[(long)r * b.Rows + c] =
                    measure.Kernel == AffinityKernel.Rbf
                        ? Vectors.SquaredDistance(x, y, features)
                        : Vectors.Dot(x, y, features);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials(float* products, float norm, double* norms, float gamma, int columns)
    {
        int c = 0;
        for (; c <= columns - 16; c += 16)
        {
            Vector512<float> others = Vector512.Narrow(Vector512.Load(norms + c), Vector512.Load(norms + c + 8));
            Of(Vector512.Load(products + c), norm, others, gamma).Store(products + c);
        }
        if (c == columns)
            return;
        // The last lanes are computed like all others, so that a value does not depend on its column.
        float* rest = stackalloc float[16],
            restNorms = stackalloc float[16];
        for (int i = 0; c + i < columns; i++)
            (rest[i], restNorms[i]) = (products[c + i], (float)norms[c + i]);
        Of(Vector512.Load(rest), norm, Vector512.Load(restNorms), gamma).Store(rest);
        for (int i = 0; c + i < columns; i++)
            products[c + i] = rest[i];
    }

    private static Vector512<float> Of(Vector512<float> product, float norm, Vector512<float> norms, float gamma)
    {
        Vector512<float> squared = Vector512.Create(norm) + norms - (product + product);
        return Exp(-Vector512.Create(gamma) * Vector512.Max(squared, Vector512<float>.Zero));
    }

    // e^x of numbers that are not positive: x = n ln 2 + r, with the polynomial for e^r of Cephes (Moshier, "Methods and
    // programs for mathematical functions", 1989), accurate to about one ulp.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp(Vector512<float> given)
    {
        Vector512<float> x = Vector512.Max(given, Vector512.Create(LeastExponent)),
            rounder = Vector512.Create(12582912f),
            n = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), rounder) - rounder,
            r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p * r, r, r) + Vector512<float>.One;
        Vector512<int> power = Vector512.ConvertToInt32(n) + Vector512.Create(127) << 23;
        Vector512<float> result = p * power.AsSingle();
        return Vector512.ConditionalSelect(
            Vector512.LessThan(given, Vector512.Create(LeastExponent)),
            Vector512<float>.Zero,
            result
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials(double* products, double norm, double* norms, AffinityMeasure measure, int columns)
    {
        for (int c = 0; c < columns; c++)
        {
            double squared =
                measure.Precision == DistancePrecision.Differences
                    ? products[c]
                    : Math.Max(0, norm + norms[c] - 2 * products[c]);
            products[c] = squared == 0 ? 0 : -measure.Gamma * squared;
        }
        int whole = columns & ~7;
        for (int c = 0; c < whole; c += 8)
            Simd8.Apply<Exp, double>(Vector512.Load(products + c)).Store(products + c);
        double* rest = stackalloc double[8];
        for (int c = whole; c < columns; c++)
            rest[c - whole] = products[c];
        Simd8.Apply<Exp, double>(Vector512.Load(rest)).Store(rest);
        for (int c = whole; c < columns; c++)
            products[c] = rest[c - whole];
    }

    // Negative affinities, of cosines and correlations, count as 0.
    private static void Copy(float* from, DType dtype, void* to, int count)
    {
        var values = new Span<float>(from, count);
        TensorPrimitives.Max(values, 0f, dtype == DType.Float32 ? new Span<float>(to, count) : values);
        if (dtype == DType.Float64)
            TensorPrimitives.ConvertTruncating<float, double>(values, new Span<double>(to, count));
    }

    private static void Copy(double* from, DType dtype, void* to, int count)
    {
        var values = new Span<double>(from, count);
        TensorPrimitives.Max(values, 0.0, dtype == DType.Float64 ? new Span<double>(to, count) : values);
        if (dtype == DType.Float32)
            TensorPrimitives.ConvertTruncating<double, float>(values, new Span<float>(to, count));
    }
}
