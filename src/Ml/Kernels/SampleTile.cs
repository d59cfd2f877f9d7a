using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// A few samples of a block as float64 rows, less a shift and padded with zeros to whole vectors, with their squared
/// norms.
/// </summary>
/// <remarks>
/// The shift, the mean of all samples, keeps ‖x‖² − 2x·c + ‖c‖² accurate where values are far from 0 (temperatures in
/// kelvin).
/// </remarks>
internal sealed unsafe class SampleTile : IDisposable
{
    /// <summary>
    /// The maximum number of samples in a tile: with 4 centers they stay in the first-level cache for a few hundred
    /// features.
    /// </summary>
    public const int MostRows = 16;

    private readonly NDArray samples;
    private readonly NDArray memory;
    private readonly NDArray? shift;

    /// <summary>Makes a tile that reads a block.</summary>
    /// <param name="samples">Samples × features, float32 or float64.</param>
    /// <param name="shift">Subtracted from each feature; null for nothing.</param>
    public SampleTile(NDArray samples, NDArray? shift)
    {
        (this.samples, this.shift) = (samples, shift);
        Features = (int)samples.Shape[1];
        Bounds.Require(samples.Rank == 2 && samples.DType.IsFloat);
        Bounds.Require(shift is null || (shift.DType == DType.Float64 && shift.Size == Features));
        Stride = PaddedLength(Features);
        memory = NDArray.Zeros(MostRows * Stride + MostRows, DType.Float64);
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>The number of doubles from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The rows. Those after the loaded ones, up to a multiple of 4, hold meaningless numbers.</summary>
    public double* Rows => (double*)memory.Pointer;

    /// <summary>The squared norm of each row.</summary>
    public double* Norms => Rows + MostRows * Stride;

    /// <summary>Returns the number of doubles of a row with this number of features.</summary>
    public static int PaddedLength(int features) => (features + 7) & ~7;

    /// <summary>Returns the size of a tile in bytes.</summary>
    public static long Bytes(int features) => (MostRows * (long)PaddedLength(features) + MostRows) * sizeof(double);

    /// <summary>Loads samples of the block.</summary>
    public void Load(long first, int count)
    {
        Bounds.Require(first >= 0 && count <= MostRows && first + count <= samples.Shape[0]);
        double* off = shift is null ? null : (double*)shift.Pointer;
        for (int r = 0; r < count; r++)
        {
            double* row = Rows + (long)r * Stride;
            if (samples.DType == DType.Float32)
                Widen((float*)samples.Pointer + (first + r) * Features, off, row);
            else
                Copy((double*)samples.Pointer + (first + r) * Features, off, row);
            Norms[r] = Vectors.Dot(row, row, Stride);
        }
    }

    private void Copy(double* from, double* off, double* to)
    {
        int j = 0;
        for (; j <= Features - 8; j += 8)
        {
            Vector512<double> value = Vector512.Load(from + j);
            (off is null ? value : value - Vector512.Load(off + j)).Store(to + j);
        }
        for (; j < Features; j++)
            to[j] = off is null ? from[j] : from[j] - off[j];
    }

    private void Widen(float* from, double* off, double* to)
    {
        int j = 0;
        for (; j <= Features - 16; j += 16)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(from + j));
            (off is null ? low : low - Vector512.Load(off + j)).Store(to + j);
            (off is null ? high : high - Vector512.Load(off + j + 8)).Store(to + j + 8);
        }
        for (; j < Features; j++)
            to[j] = off is null ? from[j] : from[j] - off[j];
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
