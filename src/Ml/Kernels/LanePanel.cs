using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// The centers of one start as float32, four interleaved, and the scores ‖c‖²/2 − x·c of a tile's samples: the nearest
/// center has the least score.
/// </summary>
internal sealed unsafe class LanePanel : IDisposable
{
    // The centers that are multiplied together: with four vectors of samples, sixteen sums in registers.
    private const int Group = 4;

    private const float Rounding = 1f / (1 << 24);
    private const int Lanes = LaneTile.Lanes;

    private readonly int features;
    private readonly int padded;
    private readonly NDArray memory;

    // Read in the innermost loops; the memory does not move.
    private readonly float* values;
    private readonly float* halfNorms;

    /// <summary>Copies centers.</summary>
    /// <param name="centers">Centers × features, float64.</param>
    /// <param name="first">The first of them that is copied.</param>
    /// <param name="count">How many are copied.</param>
    public LanePanel(NDArray centers, int first, int count)
    {
        Bounds.Require(centers.Rank == 2 && centers.DType == DType.Float64);
        Bounds.Require(first >= 0 && count >= 1 && first + (long)count <= centers.Shape[0]);
        features = (int)centers.Shape[1];
        Count = count;
        padded = (count + Group - 1) & -Group;
        memory = NDArray.Zeros((long)padded * (features + 1 + Lanes) + 4 * Lanes, DType.Float32);
        values = (float*)memory.Pointer;
        halfNorms = values + (long)padded * features;
        Scores = halfNorms + padded;
        Least = Scores + (long)padded * Lanes;
        Load((double*)centers.Pointer + (long)first * features, count);
    }

    /// <summary>The number of centers.</summary>
    public int Count { get; private set; }

    /// <summary>The score of each lane for each center: that of center c is at c · 64 + lane.</summary>
    public float* Scores { get; }

    /// <summary>The least score of each lane.</summary>
    public float* Least { get; }

    /// <summary>The second least score of each lane; infinite if there is one center only.</summary>
    public float* Second => Least + Lanes;

    /// <summary>The center that has the least score.</summary>
    public int* Nearest => (int*)(Second + Lanes);

    /// <summary>What each lane's scores may be off by, at most.</summary>
    public float* Errors => Second + 2 * Lanes;

    private float MaxSquare { get; set; }

    /// <summary>Returns the size of a panel in bytes.</summary>
    public static long Bytes(long centers, long features) =>
        ((centers + Group) * (features + 1 + Lanes) + 4 * Lanes) * sizeof(float);

    /// <summary>Replaces the centers by at most as many others.</summary>
    public void Load(double* centers, int count)
    {
        Bounds.Require(count >= 1 && count <= padded);
        Count = count;
        double most = 0;
        for (int c = 0; c < padded; c++)
        {
            double square = 0;
            for (int j = 0; j < features; j++)
            {
                double value = c < count ? centers[(long)c * features + j] : 0;
                values[((long)(c / Group) * features + j) * Group + c % Group] = (float)value;
                square += value * value;
            }
            // A center that only fills up the group is nearest to nothing.
            halfNorms[c] = c < count ? (float)(square / 2) : float.PositiveInfinity;
            most = Math.Max(most, square);
        }
        MaxSquare = (float)most * 1.0001f;
    }

    /// <summary>Computes the scores of a tile, and the least two of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(LaneTile tile)
    {
        new Span<float>(Least, 2 * Lanes).Fill(float.PositiveInfinity);
        new Span<int>(Nearest, Lanes).Clear();
        for (int c = 0; c < padded; c += Group)
        {
            Multiply(tile.Values, values + (long)c * features, c);
            Finish(c);
        }
        // Sums of d products of rounded numbers: (d + 2) u ‖x‖ ‖c‖ (Higham 2002, section 3.1); the squares and the
        // subtraction add u (‖c‖² + ‖x‖ ‖c‖). What is below the least float counts as an absolute error.
        Vector512<float> products = Vector512.Create((features + 8) * Rounding * MathF.Sqrt(MaxSquare) * 1.01f),
            squares = Vector512.Create(MaxSquare * Rounding * 2 + 1e-36f);
        for (int lane = 0; lane < Lanes; lane += 16)
        {
            Vector512<float> norms = Vector512.Sqrt(Vector512.Load(tile.SquaredNorms + lane) * 1.01f);
            Vector512.FusedMultiplyAdd(products, norms, squares).Store(Errors + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* x, float* w, int c)
    {
        Vector512<float> s00 = default,
            s01 = default,
            s02 = default,
            s03 = default,
            s10 = default,
            s11 = default,
            s12 = default,
            s13 = default;
        Vector512<float> s20 = default,
            s21 = default,
            s22 = default,
            s23 = default,
            s30 = default,
            s31 = default,
            s32 = default,
            s33 = default;
        for (float* end = x + (long)features * Lanes; x < end; x += Lanes, w += Group)
        {
            Vector512<float> x0 = Vector512.Load(x),
                x1 = Vector512.Load(x + 16),
                x2 = Vector512.Load(x + 32),
                x3 = Vector512.Load(x + 48);
            Vector512<float> v = Vector512.Create(w[0]);
            s00 = Vector512.FusedMultiplyAdd(x0, v, s00);
            s01 = Vector512.FusedMultiplyAdd(x1, v, s01);
            s02 = Vector512.FusedMultiplyAdd(x2, v, s02);
            s03 = Vector512.FusedMultiplyAdd(x3, v, s03);
            v = Vector512.Create(w[1]);
            s10 = Vector512.FusedMultiplyAdd(x0, v, s10);
            s11 = Vector512.FusedMultiplyAdd(x1, v, s11);
            s12 = Vector512.FusedMultiplyAdd(x2, v, s12);
            s13 = Vector512.FusedMultiplyAdd(x3, v, s13);
            v = Vector512.Create(w[2]);
            s20 = Vector512.FusedMultiplyAdd(x0, v, s20);
            s21 = Vector512.FusedMultiplyAdd(x1, v, s21);
            s22 = Vector512.FusedMultiplyAdd(x2, v, s22);
            s23 = Vector512.FusedMultiplyAdd(x3, v, s23);
            v = Vector512.Create(w[3]);
            s30 = Vector512.FusedMultiplyAdd(x0, v, s30);
            s31 = Vector512.FusedMultiplyAdd(x1, v, s31);
            s32 = Vector512.FusedMultiplyAdd(x2, v, s32);
            s33 = Vector512.FusedMultiplyAdd(x3, v, s33);
        }
        // Through memory: vectors that live across a call would be spilled in each turn of the loop.
        float* to = Scores + (long)c * Lanes;
        s00.Store(to);
        s01.Store(to + 16);
        s02.Store(to + 32);
        s03.Store(to + 48);
        s10.Store(to + Lanes);
        s11.Store(to + Lanes + 16);
        s12.Store(to + Lanes + 32);
        s13.Store(to + Lanes + 48);
        s20.Store(to + 2 * Lanes);
        s21.Store(to + 2 * Lanes + 16);
        s22.Store(to + 2 * Lanes + 32);
        s23.Store(to + 2 * Lanes + 48);
        s30.Store(to + 3 * Lanes);
        s31.Store(to + 3 * Lanes + 16);
        s32.Store(to + 3 * Lanes + 32);
        s33.Store(to + 3 * Lanes + 48);
    }

    // Makes scores of the products of a group of centers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(int c)
    {
        for (int lane = 0; lane < Lanes; lane += 16)
        {
            Vector512<float> least = Vector512.Load(Least + lane),
                second = Vector512.Load(Second + lane);
            Vector512<int> nearest = Vector512.Load(Nearest + lane);
            for (int own = c; own < c + Group; own++)
            {
                float* at = Scores + (long)own * Lanes + lane;
                Vector512<float> score = Vector512.Create(halfNorms[own]) - Vector512.Load(at);
                score.Store(at);
                Vector512<int> isLess = Vector512.LessThan(score, least).AsInt32();
                second = Vector512.Min(second, Vector512.Max(score, least));
                least = Vector512.Min(least, score);
                nearest = Vector512.ConditionalSelect(isLess, Vector512.Create(own), nearest);
            }
            least.Store(Least + lane);
            second.Store(Second + lane);
            nearest.Store(Nearest + lane);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
