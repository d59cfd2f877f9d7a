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
        for (int c = 0; c < padded; c += 4)
        {
            for (int r = 0; r < rows; r += 4)
                Measure4(tile.Rows + (long)r * stride, tile.Norms + r, Center(c), Norms + c, Distances(r) + c);
        }
    }

    // 4 samples × 4 centers: 16 sums in registers, 16 multiplications for 8 loads.
    private void Measure4(double* x, double* xNorms, double* c, double* cNorms, double* result)
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
        Vector256<double> norms = Vector256.Load(cNorms);
        Finish(s00, s01, s02, s03, xNorms[0], norms, result);
        Finish(s10, s11, s12, s13, xNorms[1], norms, result + padded);
        Finish(s20, s21, s22, s23, xNorms[2], norms, result + 2L * padded);
        Finish(s30, s31, s32, s33, xNorms[3], norms, result + 3L * padded);
    }

    private static void Finish(
        Vector512<double> s0,
        Vector512<double> s1,
        Vector512<double> s2,
        Vector512<double> s3,
        double xNorm,
        Vector256<double> cNorms,
        double* result
    )
    {
        Vector256<double> dots = Vector256.Create(
            Vector512.Sum(s0),
            Vector512.Sum(s1),
            Vector512.Sum(s2),
            Vector512.Sum(s3)
        );
        Vector256<double> squared = Vector256.Create(xNorm) + cNorms - (dots + dots);
        Vector256.Max(squared, Vector256<double>.Zero).Store(result);
    }

    /// <summary>
    /// Returns the nearest of some centers to a sample of the tile, as of the last <see cref="Measure"/>; of centers
    /// equally near, the first.
    /// </summary>
    public int Nearest(int row, int first, int count, out double squaredDistance)
    {
        Bounds.Require(row < SampleTile.MostRows && first >= 0 && first + count <= Count);
        double* distances = Distances(row) + first;
        int best = 0;
        for (int c = 1; c < count; c++)
        {
            if (distances[c] < distances[best])
                best = c;
        }

        squaredDistance = distances[best];
        return best;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
