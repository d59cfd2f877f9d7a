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
    public ArrayExpr[] Run(ArrayExpr[] outputs, IReadOnlyList<ArrayExpr> nodes)
    {
        if (!nodes.Any(IsConstant))
            return outputs;
        var walk = new BottomUp(Fold);
        return Array.ConvertAll(outputs, walk.Visit);
    }

    private static bool IsConstant(ArrayExpr node)
    {
        if (node is not (ElementwiseExpr or CastExpr))
            return false;
        foreach (ArrayExpr input in node.Inputs)
        {
            if (input is not FullExpr)
                return false;
        }
        return true;
    }

    private static unsafe ArrayExpr Fold(ArrayExpr node)
    {
        if (!IsConstant(node))
            return node;
        // Sixteen bytes each: an element may be complex.
        UInt128* operands = stackalloc UInt128[3];
        UInt128 result = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            var constant = (FullExpr)node.Inputs[i];
            constant.Value.Write(constant.DType, (byte*)(operands + i));
        }
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

        return new FullExpr(Scalar.Read(node.DType, (byte*)&result), node.DType, node.Chunks);
    }
}
