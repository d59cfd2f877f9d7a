using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// The points that the samples of a tile are compared with: padded rows, their squared norms, and a buffer for the
/// distances.
/// </summary>
internal sealed unsafe class CenterPanel : IDisposable
{
    private readonly NDArray memory;
    private readonly int stride;
    private readonly int padded;

    /// <summary>Copies the centers into padded rows.</summary>
    /// <param name="centers">Centers × features, float64, less the shift of the samples.</param>
    public CenterPanel(NDArray centers)
    {
        Bounds.Require(centers.Rank == 2 && centers.DType == DType.Float64);
        int features = (int)centers.Shape[1];
        Count = (int)centers.Shape[0];
        stride = SampleTile.PaddedLength(features);
        padded = (Count + 3) & ~3;
        memory = NDArray.Zeros((long)padded * stride + padded + SampleTile.MostRows * (long)padded, DType.Float64);
        var from = (double*)centers.Pointer;
        for (int c = 0; c < Count; c++)
        {
            Buffer.MemoryCopy(
                from + (long)c * features,
                Center(c),
                features * sizeof(double),
                features * sizeof(double)
            );
            Norms[c] = Vectors.Dot(Center(c), Center(c), stride);
        }
    }

    /// <summary>The number of centers.</summary>
    public int Count { get; }

    /// <summary>Returns the padded row of a center.</summary>
    public double* Center(int c) => (double*)memory.Pointer + (long)c * stride;

    private double* Norms => (double*)memory.Pointer + (long)padded * stride;

    /// <summary>
    /// Returns the squared distances of a sample of the tile to all centers, as of the last <see cref="Measure"/>.
    /// </summary>
    public double* Distances(int row) => Norms + padded + (long)row * padded;

    /// <summary>Returns the size of a panel in bytes.</summary>
    public static long Bytes(long centers, int features) =>
        (centers + 3) * (SampleTile.PaddedLength(features) + 1L + SampleTile.MostRows) * sizeof(double);

    /// <summary>
    /// Computes the squared distances of the samples of a tile to all centers: ‖x‖² − 2x·c + ‖c‖², at least 0.
    /// </summary>
    public void Measure(SampleTile tile, int rows)
    {
        Bounds.Require(tile.Stride == stride && rows <= SampleTile.MostRows);
        double* sums = stackalloc double[16 * 8];
        for (int c = 0; c < padded; c += 4)
        {
            for (int r = 0; r < rows; r += 4)
            {
                Multiply(tile.Rows + (long)r * stride, Center(c), sums);
                Finish(sums, tile.Norms + r, Norms + c, Distances(r) + c);
            }
        }
    }

    // 4 samples × 4 centers: 16 sums in registers, 16 multiplications for 8 loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(double* x, double* c, double* sums)
    {
        double* x1 = x + stride,
            x2 = x1 + stride,
            x3 = x2 + stride,
            c1 = c + stride,
            c2 = c1 + stride,
            c3 = c2 + stride;
        Vector512<double> s00 = default,
            s01 = default,
            s02 = default,
            s03 = default,
            s10 = default,
            s11 = default,
            s12 = default,
            s13 = default;
        Vector512<double> s20 = default,
            s21 = default,
            s22 = default,
            s23 = default,
            s30 = default,
            s31 = default,
            s32 = default,
            s33 = default;
        for (int j = 0; j < stride; j += 8)
        {
            Vector512<double> a0 = Vector512.Load(x + j),
                a1 = Vector512.Load(x1 + j),
                a2 = Vector512.Load(x2 + j),
                a3 = Vector512.Load(x3 + j);
            Vector512<double> b = Vector512.Load(c + j);
            s00 = Vector512.FusedMultiplyAdd(a0, b, s00);
            s10 = Vector512.FusedMultiplyAdd(a1, b, s10);
            s20 = Vector512.FusedMultiplyAdd(a2, b, s20);
            s30 = Vector512.FusedMultiplyAdd(a3, b, s30);
            b = Vector512.Load(c1 + j);
            s01 = Vector512.FusedMultiplyAdd(a0, b, s01);
            s11 = Vector512.FusedMultiplyAdd(a1, b, s11);
            s21 = Vector512.FusedMultiplyAdd(a2, b, s21);
            s31 = Vector512.FusedMultiplyAdd(a3, b, s31);
            b = Vector512.Load(c2 + j);
            s02 = Vector512.FusedMultiplyAdd(a0, b, s02);
            s12 = Vector512.FusedMultiplyAdd(a1, b, s12);
            s22 = Vector512.FusedMultiplyAdd(a2, b, s22);
            s32 = Vector512.FusedMultiplyAdd(a3, b, s32);
            b = Vector512.Load(c3 + j);
            s03 = Vector512.FusedMultiplyAdd(a0, b, s03);
            s13 = Vector512.FusedMultiplyAdd(a1, b, s13);
            s23 = Vector512.FusedMultiplyAdd(a2, b, s23);
            s33 = Vector512.FusedMultiplyAdd(a3, b, s33);
        }
        // Through memory: vectors that live across a call would be spilled in each turn of the loop.
        s00.Store(sums);
        s01.Store(sums + 8);
        s02.Store(sums + 16);
        s03.Store(sums + 24);
        s10.Store(sums + 32);
        s11.Store(sums + 40);
        s12.Store(sums + 48);
        s13.Store(sums + 56);
        s20.Store(sums + 64);
        s21.Store(sums + 72);
        s22.Store(sums + 80);
        s23.Store(sums + 88);
        s30.Store(sums + 96);
        s31.Store(sums + 104);
        s32.Store(sums + 112);
        s33.Store(sums + 120);
    }

    private void Finish(double* sums, double* xNorms, double* cNorms, double* result)
    {
        Vector256<double> norms = Vector256.Load(cNorms);
        for (int r = 0; r < 4; r++, sums += 32, result += padded)
        {
            Vector256<double> dots = Vector256.Create(
                Vector512.Sum(Vector512.Load(sums)),
                Vector512.Sum(Vector512.Load(sums + 8)),
                Vector512.Sum(Vector512.Load(sums + 16)),
                Vector512.Sum(Vector512.Load(sums + 24))
            );
            Vector256<double> squared = Vector256.Create(xNorms[r]) + norms - (dots + dots);
            Vector256.Max(squared, Vector256<double>.Zero).Store(result);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
