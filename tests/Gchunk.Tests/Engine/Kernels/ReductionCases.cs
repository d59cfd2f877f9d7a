using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// The arrays on which reductions are compared with NumPy's (the same as in <c>make_numpy_values.py</c>), and the ways
/// to reduce them.
/// </summary>
internal static unsafe class ReductionCases
{
    public static NDArray Make(int number, DType type)
    {
        (int length, double offset) = new (int, double)[]
        {
            (1, 0),
            (7, 0),
            (100, 0),
            (5000, 0),
            (3000, 1e9),
            (40, 0),
            (3, 0),
        }[number];
        var values = new double[length];
        for (int i = 0; i < length; i++)
        {
            double v = ((i * 7919 + 13) % 1009 - 504) / 8.0 + offset;
            if (type == DType.Bool)
            {
                v = v > 20 ? 1 : 0;
            }
            else if (type.IsFloat)
            {
                v =
                    number == 6 || i % 17 == 3 ? double.NaN
                    : number == 5 && i == 11 ? double.PositiveInfinity
                    : v;
            }
            else
            {
                v =
                    type.Size == 1 || !type.IsSigned
                        ? (long)Math.Floor(v) & 0x7F
                        : ((long)Math.Floor(v) % 30011 + 30011) % 30011;
            }

            values[i] = v;
        }
        using NDArray doubles = NDArray.From(values);
        return doubles.AsType(type);
    }

    /// <summary>Reduces all elements to one cell, a tile at a time.</summary>
    public static NDArray Reduce(ReductionOp op, NDArray given, ReductionOptions options, int tile = 4096)
    {
        using NDArray values = given.AsType(op.OperandType(given.DType));
        ulong[] state = Fold(op, values, options, 0, (int)values.Size, tile);
        return Finish(op, values.DType, options, state, 1);
    }

    /// <summary>Returns the state of some of the elements.</summary>
    public static ulong[] Fold(
        ReductionOp op,
        NDArray values,
        ReductionOptions options,
        int from,
        int to,
        int tile = 4096
    )
    {
        var state = new ulong[op.Components];
        fixed (ulong* s = state)
        {
            op.Initialize(values.DType, options, s, 1);
            for (int start = from; start < to; start += tile)
            {
                op.FoldRun(
                    values.DType,
                    options,
                    values.Pointer + start * values.DType.Size,
                    Math.Min(tile, to - start),
                    s,
                    1,
                    0,
                    start
                );
            }
        }
        return state;
    }

    public static NDArray Finish(ReductionOp op, DType type, ReductionOptions options, ulong[] state, int cells)
    {
        NDArray result = NDArray.Zeros(cells, op.ResultType(type));
        fixed (ulong* s = state)
            op.Finish(type, options, s, cells, result.Pointer);
        return result;
    }
}
