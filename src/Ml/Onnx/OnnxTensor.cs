using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gchunk.Ml;

/// <summary>An input or an output of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Its dtype.</param>
/// <param name="Shape">Its lengths; -1 for a length that is not fixed.</param>
public sealed record OnnxTensor(string Name, DType DType, IReadOnlyList<long> Shape)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {DType.Name} ({string.Join(", ", Shape.Select(n => n < 0 ? "any" : n.ToString(System.Globalization.CultureInfo.InvariantCulture)))})";

    /// <summary>The types of ONNX Runtime for the dtypes that a network may have.</summary>
    internal static TensorElementType TypeOf(DType dtype) => Types.First(t => t.DType == dtype).Type;

    private static readonly (DType DType, TensorElementType Type)[] Types =
    [
        (DType.Float32, TensorElementType.Float),
        (DType.Float64, TensorElementType.Double),
        (DType.Int64, TensorElementType.Int64),
        (DType.Int32, TensorElementType.Int32),
        (DType.Int16, TensorElementType.Int16),
        (DType.Int8, TensorElementType.Int8),
        (DType.UInt8, TensorElementType.UInt8),
        (DType.Bool, TensorElementType.Bool),
    ];

    /// <summary>Reads an input or an output.</summary>
    /// <exception cref="GchunkException">It is not a tensor, or its type is not supported.</exception>
    internal static OnnxTensor Of(string name, NodeMetadata metadata, string model)
    {
        foreach ((DType dtype, TensorElementType type) in Types)
        {
            if (metadata.IsTensor && metadata.ElementDataType == type)
                return new OnnxTensor(name, dtype, [.. metadata.Dimensions.Select(n => (long)n)]);
        }
        throw new GchunkException(
            $"'{name}' of {model} is {(metadata.IsTensor ? $"a tensor of {metadata.ElementDataType}" : "no tensor")}; supported are tensors of {string.Join(", ", Types.Select(t => t.DType.Name))}"
        );
    }
}
