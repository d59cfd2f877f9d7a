using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// Some samples as float32, a feature a row and a sample a SIMD lane, with bounds of their squared norms.
/// </summary>
/// <remarks>
/// In this order a center's feature is multiplied with that of many samples by one instruction, and the nearest center
/// is found without adding up lanes.
/// </remarks>
internal sealed unsafe class LaneTile : IDisposable
{
    /// <summary>The number of samples in a tile: four vectors, so that additions do not wait for each other.</summary>
    public const int Lanes = 64;

    // The samples that are transposed together.
    private const int Group = 8;

    private readonly SampleReader reader;
    private readonly int padded;
    private readonly NDArray memory;

    /// <summary>Makes a tile that is loaded from a reader.</summary>
    public LaneTile(SampleReader reader)
    {
        this.reader = reader;
        padded = Padded(reader.Features);
        memory = NDArray.Zeros((long)padded * (Lanes + Group) + Lanes, DType.Float32);
        Values = (float*)memory.Pointer;
    }

    /// <summary>The values: that of a lane's feature j is at j · <see cref="Lanes"/> + lane.</summary>
    public float* Values { get; }

    /// <summary>The squared norm of each lane, rounded.</summary>
    public float* SquaredNorms => Values + (long)padded * (Lanes + Group);

    private float* Rows => Values + (long)padded * Lanes;

    /// <summary>Returns the size of a tile in bytes.</summary>
    public static long Bytes(long features) => ((features + Group) * (Lanes + Group) + Lanes) * sizeof(float);

    /// <summary>Loads samples; the lanes after them hold zeros.</summary>
    /// <param name="indices">The indices of the samples in the block.</param>
    /// <param name="count">Their number, at most <see cref="Lanes"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(long* indices, int count)
    {
        Bounds.Require(count is >= 0 and <= Lanes);
        for (int first = 0; first < Lanes; first += Group)
        {
            for (int r = 0; r < Group; r++)
            {
                float* row = Rows + (long)r * padded;
                if (first + r < count)
                    reader.ReadFloats(indices[first + r], row);
                else
                    new Span<float>(row, reader.Features).Clear();
            }
            for (int j = 0; j < padded; j += Group)
                Transpose(Rows + j, Values + (long)j * Lanes + first);
        }
        Measure();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure()
    {
        for (int lane = 0; lane < Lanes; lane += 16)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (int j = 0; j < reader.Features; j++)
            {
                Vector512<float> value = Vector512.Load(Values + (long)j * Lanes + lane);
                sum = Vector512.FusedMultiplyAdd(value, value, sum);
            }
            sum.Store(SquaredNorms + lane);
        }
    }

    // 8 × 8 numbers: from rows of samples to rows of features.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose(float* from, float* to)
    {
        if (!Avx.IsSupported)
        {
            for (int r = 0; r < Group; r++)
            {
                for (int j = 0; j < Group; j++)
                    to[(long)j * Lanes + r] = from[(long)r * padded + j];
            }
            return;
        }
        Vector256<float> a0 = Vector256.Load(from),
            a1 = Vector256.Load(from + padded),
            a2 = Vector256.Load(from + 2L * padded),
            a3 = Vector256.Load(from + 3L * padded),
            a4 = Vector256.Load(from + 4L * padded),
            a5 = Vector256.Load(from + 5L * padded),
            a6 = Vector256.Load(from + 6L * padded),
            a7 = Vector256.Load(from + 7L * padded);
        Vector256<float> b0 = Avx.UnpackLow(a0, a1),
            b1 = Avx.UnpackHigh(a0, a1),
            b2 = Avx.UnpackLow(a2, a3),
            b3 = Avx.UnpackHigh(a2, a3),
            b4 = Avx.UnpackLow(a4, a5),
            b5 = Avx.UnpackHigh(a4, a5),
            b6 = Avx.UnpackLow(a6, a7),
            b7 = Avx.UnpackHigh(a6, a7);
        a0 = Avx.Shuffle(b0, b2, 0x44);
        a1 = Avx.Shuffle(b0, b2, 0xEE);
        a2 = Avx.Shuffle(b1, b3, 0x44);
        a3 = Avx.Shuffle(b1, b3, 0xEE);
        a4 = Avx.Shuffle(b4, b6, 0x44);
        a5 = Avx.Shuffle(b4, b6, 0xEE);
        a6 = Avx.Shuffle(b5, b7, 0x44);
        a7 = Avx.Shuffle(b5, b7, 0xEE);
        Avx.Permute2x128(a0, a4, 0x20).Store(to);
        Avx.Permute2x128(a1, a5, 0x20).Store(to + Lanes);
        Avx.Permute2x128(a2, a6, 0x20).Store(to + 2 * Lanes);
        Avx.Permute2x128(a3, a7, 0x20).Store(to + 3 * Lanes);
        Avx.Permute2x128(a0, a4, 0x31).Store(to + 4 * Lanes);
        Avx.Permute2x128(a1, a5, 0x31).Store(to + 5 * Lanes);
        Avx.Permute2x128(a2, a6, 0x31).Store(to + 6 * Lanes);
        Avx.Permute2x128(a3, a7, 0x31).Store(to + 7 * Lanes);
    }

    private static int Padded(int features) => (features + Group - 1) & -Group;

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
