using System.Runtime.CompilerServices;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Applies a function to the blocks of an array. The function gets its core dimensions whole and last, and may
    /// return new dimensions. It is never called to find out the shape or dtype of its result.
    /// </summary>
    /// <param name="function">The function from a block (…, core dimensions) to a block (…, output dimensions).</param>
    /// <param name="array">The array.</param>
    /// <param name="coreDims">The dimensions that the function takes whole; the result lacks them.</param>
    /// <param name="outputDims">The dimensions that the function adds, with their lengths.</param>
    /// <param name="dtype">The dtype of the result, by default float64.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">A dimension is unknown, or an output dimension exists already.</exception>
    public static DataArray ApplyUFunc(
        Func<NDArray, NDArray> function,
        DataArray array,
        string[]? coreDims = null,
        (string Dim, long Length)[]? outputDims = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Applied(UserFunction.Of(function, text), [array], [coreDims ?? []], outputDims ?? [], dtype);

    /// <summary>
    /// Applies a function to blocks of two arrays, matched by dimension name; see the overload for one array.
    /// </summary>
    public static DataArray ApplyUFunc(
        Func<NDArray, NDArray, NDArray> function,
        DataArray first,
        DataArray second,
        string[]? firstCoreDims = null,
        string[]? secondCoreDims = null,
        (string Dim, long Length)[]? outputDims = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) =>
        Applied(
            UserFunction.Of(function, text),
            [first, second],
            [firstCoreDims ?? [], secondCoreDims ?? []],
            outputDims ?? [],
            dtype
        );

    /// <summary>
    /// Applies a function to blocks of three arrays, matched by dimension name; see the overload for one array.
    /// </summary>
    public static DataArray ApplyUFunc(
        Func<NDArray, NDArray, NDArray, NDArray> function,
        DataArray first,
        DataArray second,
        DataArray third,
        string[][]? coreDims = null,
        (string Dim, long Length)[]? outputDims = null,
        DType dtype = DType.Float64,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) =>
        Applied(
            UserFunction.Of(function, text),
            [first, second, third],
            coreDims
                ??
                [
                    [],
                    [],
                    [],
                ],
            outputDims ?? [],
            dtype
        );

    private static DataArray Applied(
        UserFunction function,
        DataArray[] arrays,
        string[][] coreDims,
        (string Dim, long Length)[] outputDims,
        DType dtype
    )
    {
        for (int i = 0; i < arrays.Length; i++)
        {
            foreach (string dim in coreDims[i])
                arrays[i].Axis(dim);
        }

        string[] all = Broadcasting.Dims(arrays),
            loop = [.. all.Where(d => !coreDims.Any(c => c.Contains(d)))];
        Broadcasting.Check("ApplyUFunc", arrays, all);
        foreach (var (dim, _) in outputDims)
        {
            if (loop.Contains(dim))
            {
                throw new GchunkException(
                    $"the function returns a dimension '{dim}', which the arrays have already; name it in the core dimensions, or give it another name"
                );
            }
        }
        // Blocks hold the core dimensions whole and have equal chunks along the others.
        var expressions = new ArrayExpr[arrays.Length];
        var chunks = new long[loop.Length][];
        for (int i = 0; i < arrays.Length; i++)
        {
            string[] own = [.. loop.Where(arrays[i].Dims.Contains)];
            expressions[i] = arrays[i].Transpose([.. own, .. coreDims[i]]).Expression;
            for (int c = 0; c < coreDims[i].Length; c++)
                expressions[i] = AxisChunks.Whole(expressions[i], own.Length + c);
            for (int a = 0; a < own.Length; a++)
            {
                int at = Array.IndexOf(loop, own[a]);
                var grid = new ChunkGrid(expressions[i].Chunks.Sizes(a).ToArray());
                chunks[at] = chunks[at] is null
                    ? grid.Sizes(0).ToArray()
                    : ChunkGrid.Refine(new ChunkGrid(chunks[at]), grid).Sizes(0).ToArray();
            }
        }
        var axes = new int[arrays.Length][];
        for (int i = 0; i < arrays.Length; i++)
        {
            string[] own = [.. loop.Where(arrays[i].Dims.Contains)];
            long[][] core =
            [
                .. Enumerable.Range(own.Length, coreDims[i].Length).Select(a => new[] { expressions[i].Shape[a] }),
            ];
            expressions[i] = RechunkExpr.Create(
                expressions[i],
                new ChunkGrid([.. own.Select(d => chunks[Array.IndexOf(loop, d)]), .. core])
            );
            int[] positions =
            [
                .. own.Select(d => Array.IndexOf(loop, d)),
                .. Enumerable.Range(loop.Length, core.Length),
            ];
            expressions[i] = BroadcastExpr.Create(expressions[i], positions, new ChunkGrid([.. chunks, .. core]));
            axes[i] = [.. Enumerable.Range(0, loop.Length), .. core.Select(_ => -1)];
        }
        var result = new ChunkGrid([.. chunks, .. outputDims.Select(o => new[] { o.Length })]);
        IEnumerable<Coordinate> coords = arrays
            .SelectMany(a => a.Coords)
            .Where(c => c.Dims.All(loop.Contains) && c.Index is not null)
            .DistinctBy(c => c.Name);
        return new DataArray(
            new Variable(
                [.. loop, .. outputDims.Select(o => o.Dim)],
                new BlockOpExpr(new MapBlocksOp(function), expressions, axes, dtype, result),
                []
            ),
            new Coordinates(coords),
            arrays.Length == 1 ? arrays[0].Name : null
        );
    }
}
