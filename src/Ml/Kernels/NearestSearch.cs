using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// Finds the nearest center of samples: float32 products tell which centers are too far, and float64 differences decide
/// between those that are left.
/// </summary>
/// <remarks>
/// The float32 scores have a bound of their error, so the label is that of exact distances whatever the machine's
/// vectors. Few samples are so near the border of two clusters that float32 cannot decide.
/// </remarks>
internal sealed unsafe class NearestSearch : IDisposable
{
    private const float Rounding = 1f / (1 << 24);

    private readonly SampleReader reader;
    private readonly NDArray centers;
    private readonly LaneTile own;
    private readonly LanePanel[] panels;
    private readonly long[] rows = new long[LaneTile.Lanes];
    private LaneTile tile;
    private int count;

    /// <summary>Makes a search.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="centers">The centers in the reader's frame, ordered by start; the caller keeps them.</param>
    /// <param name="clusters">The number of centers of one start.</param>
    public NearestSearch(SampleReader reader, NDArray centers, int clusters)
    {
        (this.reader, this.centers, Clusters) = (reader, centers, clusters);
        Bounds.Require(clusters >= 1 && centers.Shape[0] % clusters == 0 && centers.Shape[1] == reader.Features);
        tile = own = new LaneTile(reader);
        panels = new LanePanel[centers.Shape[0] / clusters];
        for (int s = 0; s < panels.Length; s++)
            panels[s] = new LanePanel(centers, s * clusters, clusters);
    }

    /// <summary>The number of centers of one start.</summary>
    public int Clusters { get; }

    /// <summary>The number of starts.</summary>
    public int Starts => panels.Length;

    /// <summary>Returns the size of a search in bytes, its reader included.</summary>
    public static long Bytes(long centers, long features) =>
        SampleReader.Bytes(features) + LaneTile.Bytes(features) + LanePanel.Bytes(centers, features) * 4;

    /// <summary>Replaces the centers of a search of one start, which the array that was given at first holds now.</summary>
    public void Reload()
    {
        Bounds.Require(panels.Length == 1);
        panels[0].Load((double*)centers.Pointer, Clusters);
    }

    /// <summary>Loads samples.</summary>
    /// <param name="indices">Their indices in the block, at most 64.</param>
    public void Load(ReadOnlySpan<long> indices)
    {
        indices.CopyTo(rows);
        count = indices.Length;
        tile = own;
        fixed (long* first = rows)
            tile.Load(first, count);
    }

    /// <summary>Takes samples that are loaded already.</summary>
    /// <param name="tiles">All samples of the block.</param>
    /// <param name="index">The index of the tile.</param>
    public void Load(LaneTiles tiles, int index)
    {
        Bounds.Require(tiles.Samples == reader.Count);
        tile = tiles[index];
        count = tiles.CountOf(index);
        for (int r = 0; r < count; r++)
            rows[r] = (long)index * LaneTile.Lanes + r;
    }

    /// <summary>Loads samples that follow each other.</summary>
    /// <param name="first">The index in the block of the first.</param>
    /// <param name="samples">How many there are, at most 64.</param>
    public void LoadRange(long first, int samples)
    {
        Bounds.Require(samples <= LaneTile.Lanes);
        Span<long> indices = stackalloc long[LaneTile.Lanes];
        for (int r = 0; r < samples; r++)
            indices[r] = first + r;
        Load(indices[..samples]);
    }

    /// <summary>Finds the nearest centers of the samples that were loaded; of centers equally near, the first.</summary>
    /// <param name="start">The start whose centers are meant.</param>
    /// <param name="labels">The index of the nearest center of each sample.</param>
    /// <param name="gaps">
    /// By how much the second nearest center is farther than the nearest one, at least; 0 if that is not known.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(int start, Span<int> labels, Span<float> gaps)
    {
        LanePanel panel = panels[start];
        panel.Score(tile);
        float* widths = stackalloc float[LaneTile.Lanes];
        ulong undecided = Gaps(panel, widths);
        new Span<int>(panel.Nearest, count).CopyTo(labels);
        new Span<float>(widths, count).CopyTo(gaps);
        undecided &= ulong.MaxValue >> (LaneTile.Lanes - count);
        for (; undecided != 0; undecided &= undecided - 1)
        {
            int lane = BitOperations.TrailingZeroCount(undecided);
            labels[lane] = Decide(panel, start, lane, panel.Least[lane] + 2 * panel.Errors[lane]);
            gaps[lane] = 0;
        }
    }

    // The difference of the distances of each lane to its nearest two centers, from bounds of their squares, rounded
    // down; returns the lanes whose nearest center these bounds do not tell.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Gaps(LanePanel panel, float* gaps)
    {
        Vector512<float> part = Vector512.Create((reader.Features + 8) * Rounding * 1.01f),
            lost = Vector512.Create(4 * Rounding),
            infinity = Vector512.Create(float.PositiveInfinity),
            zero = Vector512<float>.Zero;
        ulong decided = 0;
        for (int lane = 0; lane < LaneTile.Lanes; lane += 16)
        {
            Vector512<float> least = Vector512.Load(panel.Least + lane),
                second = Vector512.Load(panel.Second + lane),
                error = Vector512.Load(panel.Errors + lane) * 2,
                norm = Vector512.Load(tile.SquaredNorms + lane),
                slack = error + part * norm,
                near = Vector512.Sqrt(Vector512.Max(norm + least * 2 + slack, zero)),
                far = Vector512.Sqrt(Vector512.Max(norm + second * 2 - slack, zero)),
                gap = Vector512.Max(far - near - lost * far, zero);
            // One center alone stays the nearest.
            Vector512
                .ConditionalSelect(Vector512.Equals(second, infinity), Vector512.Create(float.MaxValue), gap)
                .Store(gaps + lane);
            decided |= Vector512.GreaterThan(second - least, error).ExtractMostSignificantBits() << lane;
        }
        return ~decided;
    }

    /// <summary>Returns the least two squared distances of a sample that was loaded, rounded.</summary>
    public (float Nearest, float Second) Squares(int start, int lane) =>
        (
            tile.SquaredNorms[lane] + 2 * panels[start].Least[lane],
            tile.SquaredNorms[lane] + 2 * panels[start].Second[lane]
        );

    /// <summary>Returns the exact squared distance of a sample that was loaded to a center of the first start.</summary>
    public double SquaredDistance(int lane, int center)
    {
        Bounds.RequireIndex(center, Clusters);
        return reader.SquaredDistance(rows[lane], (double*)centers.Pointer + (long)center * reader.Features);
    }

    private int Decide(LanePanel panel, int start, int lane, float most)
    {
        double* own = (double*)centers.Pointer + (long)start * Clusters * reader.Features;
        int best = 0;
        double least = double.PositiveInfinity;
        for (int c = 0; c < Clusters; c++)
        {
            // Written so that a score that is not a number is compared too.
            if (panel.Scores[(long)c * LaneTile.Lanes + lane] > most)
                continue;
            double distance = reader.SquaredDistance(rows[lane], own + (long)c * reader.Features);
            if (distance < least)
                (best, least) = (c, distance);
        }
        return best;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        foreach (LanePanel panel in panels)
            panel.Dispose();
    }
}
