using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.Onnx;

/// <summary>A network and what it is applied to.</summary>
/// <param name="Session">The network.</param>
/// <param name="Model">The bytes of the network.</param>
/// <param name="Name">The name of its file, for messages.</param>
/// <param name="Output">The output.</param>
/// <param name="OutputDim">The name of the dimension of several results.</param>
/// <param name="Rest">The dimensions that tell samples apart.</param>
/// <param name="Taken">The dimensions of a sample: the channels, if named, and those of the network.</param>
/// <param name="Over">The dimensions of a sample without the channels.</param>
internal sealed record OnnxRequest(
    OnnxSession Session,
    NDArray Model,
    string Name,
    string Output,
    string OutputDim,
    string[] Rest,
    string[] Taken,
    string[] Over
)
{
    private OnnxTensor Input => Session.Inputs[0];

    /// <summary>Returns the values as the network takes them: of its dtype, and without missing values.</summary>
    public ArrayExpr Values(DataArray ordered, double? fill)
    {
        ArrayExpr values = ordered.Expression;
        if (fill is { } replaced && values.DType.IsFloat)
            values = Exprs.FillNa(values, new FullExpr(replaced, values.DType, values.Chunks));
        return CastExpr.Create(values, Input.DType);
    }

    /// <summary>Returns the lengths of a sample, with one channel where the network wants one.</summary>
    /// <exception cref="GchunkException">They do not fit the network.</exception>
    public long[] Sample(long[] lengths)
    {
        long[] wanted = [.. Input.Shape.Skip(1)];
        long[] sample =
            wanted.Length == lengths.Length + 1
            && Taken.Length == Over.Length
            && wanted[0] is 1 or -1
            && lengths.Length > 1
                ? [1, .. lengths]
                : lengths;
        bool fits = sample.Length == wanted.Length;
        for (int i = 0; fits && i < sample.Length; i++)
            fits = wanted[i] < 0 || wanted[i] == sample[i];
        return fits
            ? sample
            : throw new GchunkException(
                $"{Name} takes {Input} (the first is that of the samples); got samples of ({string.Join(", ", Taken.Select((d, i) => $"{d} {lengths[i]}"))}){(wanted.Length > sample.Length ? "; name the dimension of the channels with channels:" : "")}"
            );
    }
}
