using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Takes each element from the choice whose condition is true there, or the first of several such choices: NumPy's
    /// <c>select</c>.
    /// </summary>
    /// <param name="conditions">The conditions, arrays of bool.</param>
    /// <param name="choices">One array or number for each condition.</param>
    /// <param name="default">The value where no condition is true.</param>
    /// <exception cref="GchunkException">
    /// The numbers of conditions and choices differ, there are none, a condition is not bool, or the shapes do not
    /// broadcast.
    /// </exception>
    /// <example><code>
    /// var x = Arange(6);
    /// Print(Select([x &lt; 2, x &gt; 3], [x * 10, -x], 0).Compute());
    /// </code></example>
    public static ChunkedArray Select(
        IReadOnlyList<ChunkedArray> conditions,
        IReadOnlyList<ChunkedArray> choices,
        ChunkedArray? @default = null
    )
    {
        CheckConditions(conditions, choices.Count, choices.Count, "Select", "choices");
        ChunkedArray rest = @default ?? 0L;
        DType dtype = ResultType([.. choices, rest]);
        ChunkedArray selected = rest.AsType(dtype);
        for (int i = conditions.Count - 1; i >= 0; i--)
            selected = Where(conditions[i], choices[i].AsType(dtype), selected);
        return selected;
    }

    /// <summary>
    /// Computes each element with the function whose condition is true there, or the last of several such functions:
    /// NumPy's <c>piecewise</c>. The result has the dtype of the array.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="conditions">The conditions, arrays of bool that broadcast to the array's shape.</param>
    /// <param name="functions">
    /// One function of the array for each condition, and perhaps one more for the rest, which is otherwise 0. A function
    /// is applied to the whole array, lazily; what it gives elsewhere is dropped.
    /// </param>
    /// <exception cref="GchunkException">
    /// The number of functions is neither that of the conditions nor one more, or a condition is not bool.
    /// </exception>
    /// <example><code>
    /// var x = Linspace(-2, 2, 5);
    /// Print(Piecewise(x, [x &lt; 0, x &gt;= 0], [v =&gt; -v, v =&gt; v * v]).Compute());
    /// </code></example>
    public static ChunkedArray Piecewise(
        ChunkedArray x,
        IReadOnlyList<ChunkedArray> conditions,
        params IReadOnlyList<Func<ChunkedArray, ChunkedArray>> functions
    )
    {
        CheckConditions(conditions, functions.Count, functions.Count - 1, "Piecewise", "functions");
        ChunkedArray Of(int i) => functions[i](x).AsType(x.DType);
        ChunkedArray pieces =
            functions.Count > conditions.Count ? Of(conditions.Count) : Full(Shape.Scalar, 0, dtype: x.DType);
        for (int i = 0; i < conditions.Count; i++)
            pieces = Where(conditions[i], Of(i), pieces);
        return pieces.Shape == x.Shape ? pieces : pieces.BroadcastTo(x.Shape);
    }

    /// <summary>Gives each piece of an array a number: NumPy's <c>piecewise</c> with constants.</summary>
    /// <param name="x">The array.</param>
    /// <param name="conditions">Where each number is; of several that hold, the last one counts.</param>
    /// <param name="values">The numbers; one more than conditions is where none of them holds, by default 0.</param>
    /// <exception cref="GchunkException">The number of values does not fit the conditions.</exception>
    /// <example><code>
    /// var x = Linspace(-1, 1, 5);
    /// Print(Piecewise(x, [x &lt; 0, x &gt;= 0], [-1, 1]).Compute());
    /// </code></example>
    public static ChunkedArray Piecewise(
        ChunkedArray x,
        IReadOnlyList<ChunkedArray> conditions,
        IReadOnlyList<double> values
    ) =>
        Piecewise(
            x,
            conditions,
            [.. values.Select(value => (Func<ChunkedArray, ChunkedArray>)(_ => Full(Shape.Scalar, value)))]
        );

    /// <summary>Takes each element from the choice whose number is at its position: NumPy's <c>choose</c>.</summary>
    /// <param name="indices">The numbers of the choices, integers from 0.</param>
    /// <param name="choices">The arrays to choose from; promoted, and broadcast together with the numbers.</param>
    /// <param name="mode">
    /// What a number out of range does: <c>raise</c>, an error when it is computed; <c>wrap</c>, it is taken modulo the
    /// number of choices; <c>clip</c>, it means the first or last choice.
    /// </param>
    /// <exception cref="GchunkException">
    /// There are no choices, the numbers are not integers, the mode is unknown, or the shapes do not broadcast.
    /// </exception>
    public static ChunkedArray Choose(ChunkedArray indices, IReadOnlyList<ChunkedArray> choices, string mode = "raise")
    {
        if (mode is not ("raise" or "wrap" or "clip"))
            throw new GchunkException(Spelling.Unknown("mode", mode, ["raise", "wrap", "clip"]));
        if (choices.Count == 0)
            throw new GchunkException("Choose needs one choice or more; got none");
        if (indices.DType.IsFloat)
        {
            throw new GchunkException(
                $"Choose needs the numbers of the choices as integers, not {indices.DType.Name}; convert them with AsType(DType.Int64)"
            );
        }

        DType dtype = ResultType([.. choices]);
        ChunkedArray[] all = BroadcastArrays([indices.AsType(DType.Int64), .. choices.Select(c => c.AsType(dtype))]);
        int[] axes = [.. Enumerable.Range(0, all[0].Rank)];
        return new ChunkedArray(
            new BlockOpExpr(
                new ChooseOp(mode),
                [.. all.Select(a => a.Expression)],
                [.. all.Select(_ => axes)],
                dtype,
                all[0].Chunks
            )
        );
    }

    private static void CheckConditions(
        IReadOnlyList<ChunkedArray> conditions,
        int count,
        int orCount,
        string function,
        string what
    )
    {
        if (conditions.Count == 0 || conditions.Count != count && conditions.Count != orCount)
        {
            throw new GchunkException(
                $"{function} needs one condition or more and as many {what}; got {conditions.Count} conditions and {count} {what}"
            );
        }

        for (int i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].DType != DType.Bool)
            {
                throw new GchunkException(
                    $"condition {i} of {function} is {conditions[i].DType.Name}, not bool; compare, as in x > 0, or convert with AsType(DType.Bool)"
                );
            }
        }
    }
}
