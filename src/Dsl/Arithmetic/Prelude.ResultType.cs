using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Returns the dtype that arrays are promoted to when they are combined, NumPy's <c>result_type</c>; plain numbers
    /// count by their kind, as in arithmetic.
    /// </summary>
    /// <param name="arrays">The arrays.</param>
    /// <exception cref="GchunkException">There are no arrays.</exception>
    public static DType ResultType(params ReadOnlySpan<ChunkedArray> arrays)
    {
        if (arrays.Length == 0)
            throw new GchunkException("ResultType needs one array or more; got none");
        DType? strong = null,
            weak = null;
        foreach (ChunkedArray array in arrays)
        {
            ref DType? kind = ref array.Expression is FullExpr { IsWeak: true } ? ref weak : ref strong;
            kind = kind is { } k ? DTypes.Promote(k, array.DType) : array.DType;
        }

        return strong is not { } s ? weak!.Value
            : weak is not { } w ? s
            : DTypes.PromoteWithScalar(s, w);
    }
}
