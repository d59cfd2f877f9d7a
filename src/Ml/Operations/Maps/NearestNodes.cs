using Gchunk.Engine.Arrays;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Maps;

/// <summary>The two nodes that are nearest to each sample of a block; of nodes equally near, the first.</summary>
internal sealed class NearestNodes
{
    private readonly double[] squared;
    private readonly double[] secondSquared;

    /// <summary>Compares samples with nodes.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="frame">The coordinates in which they are compared.</param>
    /// <param name="nodes">Nodes × features, in the frame.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public NearestNodes(NDArray samples, SampleFrame frame, NDArray nodes, CancellationToken cancellation)
    {
        int count = checked((int)samples.Shape[0]);
        (First, Second) = (new int[count], new int[count]);
        (squared, secondSquared) = (new double[count], new double[count]);
        Array.Fill(squared, double.PositiveInfinity);
        Array.Fill(secondSquared, double.PositiveInfinity);
        using var pairs = new PairTiles(samples, nodes, frame, isPlaced: true);
        while (pairs.Next(cancellation))
        {
            for (int r = 0; r < pairs.Rows; r++)
            {
                ReadOnlySpan<double> distances = pairs.Squared(r);
                for (int c = 0; c < distances.Length; c++)
                    Compare((int)pairs.Row + r, (int)pairs.Column + c, distances[c]);
            }
        }
    }

    /// <summary>The nearest node of each sample.</summary>
    public int[] First { get; }

    /// <summary>The second nearest node of each sample; the first if there is one node alone.</summary>
    public int[] Second { get; }

    /// <summary>Returns the distance, in the frame, of a sample to its nearest node.</summary>
    public double Distance(int sample) => Math.Sqrt(squared[sample]);

    /// <summary>Returns the bytes for a number of samples.</summary>
    public static long Bytes(long samples) => samples * 2 * (sizeof(int) + sizeof(double));

    private void Compare(int sample, int node, double distance)
    {
        if (distance < squared[sample])
        {
            (Second[sample], secondSquared[sample]) = (First[sample], squared[sample]);
            (First[sample], squared[sample]) = (node, distance);
        }
        else if (distance < secondSquared[sample])
        {
            (Second[sample], secondSquared[sample]) = (node, distance);
        }
    }
}
