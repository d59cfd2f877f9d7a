using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>Reads the samples of a block in the coordinates of a frame, and measures exact distances.</summary>
internal sealed unsafe class SampleReader : IDisposable
{
    private readonly NDArray samples;
    private readonly NDArray shift;

    // Read for every sample; the memory does not move.
    private readonly byte* values;
    private readonly double* off;
    private readonly bool isFloat;
    private readonly double before;
    private readonly double after;

    /// <summary>Makes a reader of a block.</summary>
    /// <param name="samples">Samples × features, float32 or float64.</param>
    /// <param name="frame">The frame.</param>
    public SampleReader(NDArray samples, SampleFrame frame)
    {
        Bounds.Require(samples.Rank == 2 && samples.DType is DType.Float32 or DType.Float64);
        Features = (int)samples.Shape[1];
        Bounds.Require(frame.Shift.DType == DType.Float64 && frame.Shift.Size == Features);
        this.samples = samples;
        Count = samples.Shape[0];
        values = samples.Pointer;
        isFloat = samples.DType == DType.Float32;
        // Large values are divided before the shift is subtracted, small differences multiplied after.
        before = frame.Exponent > 0 ? Math.ScaleB(1, -frame.Exponent) : 1;
        after = frame.Exponent < 0 ? Math.ScaleB(1, -frame.Exponent) : 1;
        shift = NDArray.Allocate(Features, DType.Float64);
        off = (double*)shift.Pointer;
        double* to = off,
            from = (double*)frame.Shift.Pointer;
        for (int j = 0; j < Features; j++)
            to[j] = from[j] * before;
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>The number of samples.</summary>
    public long Count { get; }

    /// <summary>Returns the size of a reader in bytes.</summary>
    public static long Bytes(long features) => features * sizeof(double);

    /// <summary>Reads a sample as float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(long row, double* to)
    {
        Bounds.RequireIndex(row, Count);
        int j = 0;
        if (isFloat)
        {
            float* from = (float*)values + row * Features;
            for (; j <= Features - 16; j += 16)
            {
                (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(from + j));
                Place(low, off + j).Store(to + j);
                Place(high, off + j + 8).Store(to + j + 8);
            }
            for (; j < Features; j++)
                to[j] = Place(from[j], off[j]);
        }
        else
        {
            double* from = (double*)values + row * Features;
            for (; j <= Features - 8; j += 8)
                Place(Vector512.Load(from + j), off + j).Store(to + j);
            for (; j < Features; j++)
                to[j] = Place(from[j], off[j]);
        }
    }

    /// <summary>Reads a sample and rounds it to float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ReadFloats(long row, float* to)
    {
        Bounds.RequireIndex(row, Count);
        int j = 0;
        if (isFloat)
        {
            float* from = (float*)values + row * Features;
            for (; j <= Features - 16; j += 16)
            {
                (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(from + j));
                Vector512.Narrow(Place(low, off + j), Place(high, off + j + 8)).Store(to + j);
            }
            for (; j < Features; j++)
                to[j] = (float)Place(from[j], off[j]);
        }
        else
        {
            double* from = (double*)values + row * Features;
            for (; j <= Features - 16; j += 16)
            {
                Vector512
                    .Narrow(Place(Vector512.Load(from + j), off + j), Place(Vector512.Load(from + j + 8), off + j + 8))
                    .Store(to + j);
            }
            for (; j < Features; j++)
                to[j] = (float)Place(from[j], off[j]);
        }
    }

    /// <summary>
    /// Returns the squared distance of a sample to a point, from differences: accurate also for near points.
    /// </summary>
    /// <param name="row">The index of the sample.</param>
    /// <param name="point">A point of the frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double SquaredDistance(long row, double* point)
    {
        Bounds.RequireIndex(row, Count);
        Vector512<double> sum = Vector512<double>.Zero;
        double rest = 0;
        int j = 0;
        if (isFloat)
        {
            float* from = (float*)values + row * Features;
            for (; j <= Features - 16; j += 16)
            {
                (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(from + j));
                low = Place(low, off + j) - Vector512.Load(point + j);
                high = Place(high, off + j + 8) - Vector512.Load(point + j + 8);
                sum = Vector512.FusedMultiplyAdd(low, low, sum);
                sum = Vector512.FusedMultiplyAdd(high, high, sum);
            }
            for (; j < Features; j++)
            {
                double difference = Place(from[j], off[j]) - point[j];
                rest = Math.FusedMultiplyAdd(difference, difference, rest);
            }
        }
        else
        {
            double* from = (double*)values + row * Features;
            for (; j <= Features - 8; j += 8)
            {
                Vector512<double> difference = Place(Vector512.Load(from + j), off + j) - Vector512.Load(point + j);
                sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
            }
            for (; j < Features; j++)
            {
                double difference = Place(from[j], off[j]) - point[j];
                rest = Math.FusedMultiplyAdd(difference, difference, rest);
            }
        }
        return Vector512.Sum(sum) + rest;
    }

    private Vector512<double> Place(Vector512<double> value, double* off) =>
        Vector512.FusedMultiplyAdd(value, Vector512.Create(before), -Vector512.Load(off)) * after;

    private double Place(double value, double off) => Math.FusedMultiplyAdd(value, before, -off) * after;

    /// <inheritdoc/>
    public void Dispose()
    {
        shift.Dispose();
        GC.KeepAlive(samples);
    }
}
