using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// A block of samples, prepared for matrix products: shifted and scaled, or normalized, with their squared norms.
/// </summary>
internal sealed unsafe class PackedSamples : IDisposable
{
    private readonly NDArray values;
    private readonly NDArray norms;

    /// <summary>Packs a block.</summary>
    /// <param name="samples">Samples × features, float32 or float64.</param>
    /// <param name="measure">What is measured.</param>
    public PackedSamples(NDArray samples, AffinityMeasure measure)
    {
        Bounds.Require(samples.Rank == 2 && samples.DType.IsFloat && samples.DType.Size >= sizeof(float));
        (Rows, Features) = (checked((int)samples.Shape[0]), checked((int)samples.Shape[1]));
        values = NDArray.Allocate(samples.Shape, measure.Packed);
        norms = NDArray.Allocate(Math.Max(1, Rows), DType.Float64);
        using var reader = new SampleReader(samples, measure.Frame);
        Pack(reader, measure);
        GC.KeepAlive(samples);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(SampleReader reader, AffinityMeasure measure)
    {
        using NDArray line = NDArray.Allocate(Math.Max(1, Features), DType.Float64);
        double* row = (double*)line.Pointer;
        byte* to = Values;
        double* squares = Norms;
        for (long r = 0; r < Rows; r++)
        {
            long at = r * Features;
            if (measure.Packed == DType.Float32)
            {
                // The norm is that of the rounded values, so that it cancels for equal samples. Only distances are
                // measured in float32.
                reader.ReadFloats(r, (float*)to + at);
                squares[r] = Vectors.SquaredNorm((float*)to + at, Features);
                continue;
            }
            reader.Read(r, row);
            if (measure.Kernel != AffinityKernel.Rbf)
                Normalize(row, measure.Kernel);
            Buffer.MemoryCopy(row, (double*)to + at, Features * sizeof(double), Features * sizeof(double));
            squares[r] = Vectors.Dot(row, row, Features);
        }
    }

    /// <summary>The number of samples.</summary>
    public int Rows { get; }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>The samples, in the dtype of the measure.</summary>
    public byte* Values => values.Pointer;

    /// <summary>The squared norm of each sample.</summary>
    public double* Norms => (double*)norms.Pointer;

    /// <summary>Returns the bytes that a packed block takes.</summary>
    public static long Bytes(long rows, long features, DType packed) =>
        rows * features * packed.Size + (rows + features) * sizeof(double) + SampleReader.Bytes(features);

    private void Normalize(double* row, AffinityKernel kernel)
    {
        double mean = 0;
        for (int f = 0; f < Features; f++)
            mean += row[f] / Features;
        if (kernel == AffinityKernel.Correlation)
        {
            for (int f = 0; f < Features; f++)
                row[f] -= mean;
        }
        double most = 0;
        for (int f = 0; f < Features; f++)
            most = Math.Max(most, Math.Abs(row[f]));
        // A sample of equal features has a direction only by rounding.
        if (most <= (kernel == AffinityKernel.Correlation ? Math.Abs(mean) * 1e-14 : 0))
        {
            new Span<double>(row, Features).Clear();
            return;
        }
        for (int f = 0; f < Features; f++)
            row[f] /= most;
        double norm = Math.Sqrt(Vectors.Dot(row, row, Features));
        for (int f = 0; f < Features; f++)
            row[f] /= norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        values.Dispose();
        norms.Dispose();
    }
}
