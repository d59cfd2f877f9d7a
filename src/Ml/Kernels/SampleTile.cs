using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// A few samples of a block as float64 rows in the coordinates of a frame, padded with zeros to whole vectors, with
/// their squared norms.
/// </summary>
internal sealed unsafe class SampleTile : IDisposable
{
    /// <summary>
    /// The maximum number of samples in a tile: with 4 centers they stay in the first-level cache for a few hundred
    /// features.
    /// </summary>
    public const int MostRows = 16;

    private readonly SampleReader reader;
    private readonly NDArray memory;

    /// <summary>Makes a tile that reads a block.</summary>
    /// <param name="samples">Samples × features, float32 or float64.</param>
    /// <param name="frame">The coordinates of the rows.</param>
    public SampleTile(NDArray samples, SampleFrame frame)
    {
        reader = new SampleReader(samples, frame);
        Stride = PaddedLength(Features);
        memory = NDArray.Zeros(MostRows * Stride + MostRows, DType.Float64);
    }

    /// <summary>The reader of the block.</summary>
    public SampleReader Reader => reader;

    /// <summary>The number of features.</summary>
    public int Features => reader.Features;

    /// <summary>The number of doubles from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The rows. Those after the loaded ones, up to a multiple of 4, hold meaningless numbers.</summary>
    public double* Rows => (double*)memory.Pointer;

    /// <summary>The squared norm of each row.</summary>
    public double* Norms => Rows + MostRows * Stride;

    /// <summary>Returns the number of doubles of a row with this number of features.</summary>
    public static int PaddedLength(int features) => (features + 7) & ~7;

    /// <summary>Returns the size of a tile in bytes.</summary>
    public static long Bytes(int features) =>
        (MostRows * (long)PaddedLength(features) + MostRows) * sizeof(double) + SampleReader.Bytes(features);

    /// <summary>Loads samples of the block.</summary>
    public void Load(long first, int count)
    {
        Bounds.Require(first >= 0 && count <= MostRows && first + count <= reader.Count);
        for (int r = 0; r < count; r++)
        {
            double* row = Rows + (long)r * Stride;
            reader.Read(first + r, row);
            Norms[r] = Vectors.Dot(row, row, Stride);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Dispose();
        memory.Dispose();
    }
}
