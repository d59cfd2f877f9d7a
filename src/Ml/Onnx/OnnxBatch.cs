using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Onnx;

/// <summary>How samples go through a network, a batch at a time.</summary>
/// <param name="Size">
/// The number of samples in a batch. It is always the same, so that a result does not depend on the chunks; the last
/// batch is filled up.
/// </param>
/// <param name="Sample">The lengths of one sample.</param>
/// <param name="Made">The lengths of what the network makes of one sample.</param>
/// <param name="DType">The dtype of what it makes.</param>
internal sealed record OnnxBatch(int Size, long[] Sample, long[] Made, DType DType)
{
    private const int MostSamples = 128;
    private const long MostBytes = 16 << 20;

    /// <summary>Finds out, by one run on zeros, what a network makes of samples.</summary>
    /// <param name="session">The network.</param>
    /// <param name="output">The output.</param>
    /// <param name="sample">The lengths of one sample.</param>
    /// <exception cref="GchunkException">The network does not take such samples.</exception>
    public static OnnxBatch Of(OnnxSession session, string output, long[] sample)
    {
        OnnxTensor input = session.Inputs[0];
        long bytes = sample.Aggregate((long)input.DType.Size, (a, b) => checked(a * Math.Max(1, b)));
        int size =
            input.Shape[0] > 0
                ? (int)Math.Min(input.Shape[0], 1 << 20)
                : (int)Math.Clamp(MostBytes / bytes, 1, MostSamples);
        using NDArray zeros = NDArray.Zeros(new Shape([size, .. sample]), input.DType);
        using NDArray made = session.Run(zeros, output);
        if (made.Rank == 0 || made.Shape[0] != size)
        {
            throw new GchunkException(
                $"the network makes '{output}' of shape {made.Shape} from a batch of {size}; the first dimension of input and output must be that of the samples"
            );
        }

        return new OnnxBatch(size, sample, made.Shape.ToArray()[1..], made.DType);
    }

    /// <summary>The number of values of one sample.</summary>
    public int SampleSize => (int)Sample.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>The number of values made of one sample.</summary>
    public int MadeSize => (int)Made.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>The bytes that one run holds.</summary>
    public long Bytes => (long)Size * (SampleSize + MadeSize) * sizeof(double) * 4;
}
