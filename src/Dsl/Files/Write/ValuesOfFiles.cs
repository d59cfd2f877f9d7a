using System.Numerics;
using Gchunk.Dsl.Files.Open;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// The expressions whose values are those of files, selected, joined and decoded, so that none is missing that is not
/// missing there. Packed integers and times without a fill value are then written without one, as they were.
/// </summary>
internal static class ValuesOfFiles
{
    /// <summary>Returns whether all values are those of files, or are in memory and none is missing.</summary>
    public static bool AreAll(ArrayExpr expr)
    {
        foreach (ArrayExpr node in ExprOrder.InputsFirst([expr]))
        {
            bool isKept = node switch
            {
                StoredExpr or ViewExpr or TakeExpr or RechunkExpr or ReshapeExpr or ConcatenateExpr or CastExpr => true,
                ElementwiseExpr elementwise => elementwise.Op is UnpackOp,
                BlockOpExpr block => block.Op is DecodeTimes,
                MemoryExpr memory => !HasMissing(memory.Array),
                _ => false,
            };
            if (!isKept)
                return false;
        }

        return true;
    }

    private static bool HasMissing(NDArray array) =>
        array.DType switch
        {
            DType.Float32 => HasNaN(array.Span<float>()),
            DType.Float64 => HasNaN(array.Span<double>()),
            DType.Int64 => array.Span<long>().Contains(CfDateTime.NaT),
            _ => false,
        };

    private static bool HasNaN<T>(ReadOnlySpan<T> values)
        where T : IFloatingPoint<T>
    {
        foreach (T value in values)
        {
            if (T.IsNaN(value))
                return true;
        }

        return false;
    }
}
