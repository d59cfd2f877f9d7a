using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Computes elementwise operations on constants once, with the same kernels, and replaces them by the constant.
/// </summary>
public sealed class FoldConstants : IOptimizerPass
{
    /// <inheritdoc/>
    public string Name => "fold-constants";

    /// <inheritdoc/>
    public string Summary => "operations on constants computed once";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs)
    {
        var walk = new BottomUp(Fold);
        return Array.ConvertAll(outputs, walk.Visit);
    }

    private static unsafe ArrayExpr Fold(ArrayExpr node)
    {
        if (node is not (ElementwiseExpr or CastExpr) || !node.Inputs.All(i => i is FullExpr))
            return node;
        long* operands = stackalloc long[3];
        long result = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
            Write((FullExpr)node.Inputs[i], (byte*)(operands + i));
        if (node is ElementwiseExpr e)
        {
            e.Op.Run(
                e.Inputs[^1].DType,
                (byte*)operands,
                (byte*)(operands + 1),
                (byte*)(operands + 2),
                (byte*)&result,
                1
            );
        }
        else
        {
            Casting.Convert(node.Inputs[0].DType, (byte*)operands, node.DType, (byte*)&result, 1);
        }

        return new FullExpr(Read((byte*)&result, node.DType), node.DType, node.Chunks);
    }

    private static unsafe void Write(FullExpr constant, byte* target)
    {
        long bits = constant.Value.Bits;
        Casting.Convert(constant.Value.Kind, (byte*)&bits, constant.DType, target, 1);
    }

    private static unsafe Scalar Read(byte* value, DType dtype)
    {
        DType kind = dtype switch
        {
            DType.Bool or DType.Float64 or DType.UInt64 => dtype,
            DType.Float32 => DType.Float64,
            _ => DType.Int64,
        };
        long bits = 0;
        Casting.Convert(dtype, value, kind, (byte*)&bits, 1);
        return new Scalar(kind, bits);
    }
}
