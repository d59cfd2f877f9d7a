using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Applies a function to blocks that are matched by the letters of their axes, as Dask's <c>blockwise</c> with
    /// <c>concatenate=True</c>.
    /// </summary>
    /// <param name="function">
    /// The function of one block of each array. An axis whose letter the result lacks is given whole.
    /// </param>
    /// <param name="result">A letter for each axis of the result: <c>"ik"</c>.</param>
    /// <param name="arrays">The arrays, each with a letter for each of its axes: <c>(x, "ij"), (y, "jk")</c>.</param>
    /// <param name="newAxes">The lengths of axes that only the result has; each block holds them whole.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for arrays of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">
    /// The letters do not fit the arrays, an axis of the result has no length, or equal letters have different lengths.
    /// </exception>
    /// <example><code>
    /// var x = Ones((4, 6), chunks: (2, 3));
    /// // The sums of the rows of each block; the whole of axis j is given to each.
    /// var y = Blockwise(b =&gt; NDArray.From(Enumerable.Repeat((double)b[0].Shape[1], (int)b[0].Shape[0]).ToArray()), "i", [(x, "ij")]);
    /// Print(y.Compute());
    /// </code></example>
    public static ChunkedArray Blockwise(
        Func<NDArray[], NDArray> function,
        string result,
        (ChunkedArray Array, string Axes)[] arrays,
        IReadOnlyDictionary<char, long>? newAxes = null,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        if (arrays.Length == 0)
            throw new GchunkException("Blockwise needs one array or more; got none");
        var chunks = new Dictionary<char, ChunkGrid>();
        foreach ((ChunkedArray array, string axes) in arrays)
        {
            if (axes.Length != array.Rank || axes.Distinct().Count() != axes.Length)
            {
                throw new GchunkException(
                    $"the letters \"{axes}\" do not fit an array of {array.Rank} dimensions {array.Shape}; give each axis a letter of its own"
                );
            }

            for (int i = 0; i < axes.Length; i++)
            {
                var mine = new ChunkGrid(array.Chunks.Sizes(i).ToArray());
                if (chunks.TryGetValue(axes[i], out ChunkGrid? known) && known.Shape != mine.Shape)
                {
                    throw new GchunkException(
                        $"axis '{axes[i]}' has length {known.Shape[0]} in one array and {mine.Shape[0]} in another of shape {array.Shape}"
                    );
                }

                chunks[axes[i]] = known is null ? mine : ChunkGrid.Refine(known, mine);
            }
        }

        foreach ((char axis, long length) in newAxes ?? new Dictionary<char, long>())
            chunks.TryAdd(axis, new ChunkGrid([length]));
        if (result.Distinct().Count() != result.Length || result.Any(axis => !chunks.ContainsKey(axis)))
        {
            throw new GchunkException(
                $"the result \"{result}\" needs different letters, each of an array or of newAxes; the arrays have \"{string.Concat(chunks.Keys)}\""
            );
        }

        ArrayExpr Fit(ChunkedArray array, string axes) =>
            RechunkExpr.Create(
                array.Expression,
                new ChunkGrid([
                    .. axes.Select(axis =>
                        result.Contains(axis) ? chunks[axis].Sizes(0).ToArray() : [chunks[axis].Shape[0]]
                    ),
                ])
            );

        var called = UserFunction.Of(function, text);
        return new ChunkedArray(
            new BlockOpExpr(
                new BlockwiseOp(called),
                [.. arrays.Select(a => Fit(a.Array, a.Axes))],
                [.. arrays.Select(a => a.Axes.Select(axis => result.IndexOf(axis)).ToArray())],
                dtype ?? ChunkedArray.ResultType(called, [.. arrays.Select(a => a.Array)]),
                new ChunkGrid([.. result.Select(axis => chunks[axis].Sizes(0).ToArray())])
            )
        );
    }

    /// <summary>Applies a function to the blocks of an array, as Dask's <c>blockwise</c>.</summary>
    /// <param name="function">The function of a block. An axis whose letter the result lacks is given whole.</param>
    /// <param name="result">A letter for each axis of the result.</param>
    /// <param name="array">The array.</param>
    /// <param name="axes">A letter for each of its axes.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The letters do not fit the array.</exception>
    /// <example><code>
    /// Print(Blockwise(b =&gt; b * 2, "ij", Ones((2, 2)), "ij").Compute());
    /// </code></example>
    public static ChunkedArray Blockwise(
        Func<NDArray, NDArray> function,
        string result,
        ChunkedArray array,
        string axes,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Blockwise(b => function(b[0]), result, [(array, axes)], null, dtype, text);

    /// <summary>Applies a function to the blocks of two arrays, as Dask's <c>blockwise</c>.</summary>
    /// <param name="function">The function of two blocks. An axis whose letter the result lacks is given whole.</param>
    /// <param name="result">A letter for each axis of the result.</param>
    /// <param name="first">The first array.</param>
    /// <param name="firstAxes">A letter for each of its axes.</param>
    /// <param name="second">The second array.</param>
    /// <param name="secondAxes">A letter for each of its axes.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for arrays of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The letters do not fit the arrays, or their lengths differ.</exception>
    public static ChunkedArray Blockwise(
        Func<NDArray, NDArray, NDArray> function,
        string result,
        ChunkedArray first,
        string firstAxes,
        ChunkedArray second,
        string secondAxes,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Blockwise(b => function(b[0], b[1]), result, [(first, firstAxes), (second, secondAxes)], null, dtype, text);
}
