using System.Text.RegularExpressions;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.UserFunctions;

/// <summary>The signature of a generalized function: the names of the core axes of its inputs and its result.</summary>
internal sealed partial class GufuncSignature
{
    private readonly string text;
    private readonly string[][] inputs;
    private readonly string[][] results;

    /// <summary>Parses a signature: <c>(i,j),(j)->(i)</c>.</summary>
    /// <exception cref="GchunkException">The text does not have this form.</exception>
    public GufuncSignature(string text)
    {
        this.text = text;
        string[] sides = text.Replace(" ", "", StringComparison.Ordinal).Split("->");
        if (sides.Length != 2 || !Sides().IsMatch(sides[0]) || !Sides().IsMatch(sides[1]))
        {
            throw new GchunkException(
                $"'{text}' is not a signature; give the core axes of each input and of the result, as in \"(i,j),(j)->(i)\", or \"()\" for none"
            );
        }

        inputs = Parse(sides[0]);
        results = Parse(sides[1]);
    }

    /// <summary>Applies a function to arrays.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arrays">The arrays; the axes before the core axes are broadcast.</param>
    /// <param name="sizes">The lengths of core axes that only the result has.</param>
    /// <param name="dtype">The dtype of the result.</param>
    public ChunkedArray Apply(
        UserFunction function,
        ChunkedArray[] arrays,
        IReadOnlyDictionary<string, long>? sizes,
        DType? dtype
    )
    {
        if (results.Length != 1)
        {
            throw new GchunkException(
                $"the signature '{text}' has {results.Length} results, but the function gives one array; give a function of arrays (NDArray[]) that returns {results.Length}, as in v => [a, b], with the inputs in brackets"
            );
        }

        Dictionary<string, long> lengths = Lengths(arrays, sizes, out Shape loop);
        ChunkGrid grid = LoopChunks(arrays, loop);
        string[] result = results[0];
        var chunks = new ChunkGrid([.. grid.ToArray(), .. result.Select(name => new[] { lengths[name] })]);
        Shape[] cores = [.. inputs.Select(core => new Shape([.. core.Select(name => lengths[name])]))];
        return new ChunkedArray(
            Block(
                new GufuncOp(function, Core, result.Length),
                arrays,
                grid,
                dtype ?? ChunkedArray.ResultType(function, arrays, cores),
                chunks
            )
        );
    }

    /// <summary>Applies a function of several results to arrays; it is called once for all of them.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arrays">The arrays; the axes before the core axes are broadcast.</param>
    /// <param name="sizes">The lengths of core axes that only the results have.</param>
    /// <param name="dtypes">The dtype of each result.</param>
    public ChunkedArray[] ApplyAll(
        UserFunction function,
        ChunkedArray[] arrays,
        IReadOnlyDictionary<string, long>? sizes,
        DType[]? dtypes
    )
    {
        if (dtypes is not null && dtypes.Length != results.Length)
        {
            throw new GchunkException(
                $"the signature '{text}' has {results.Length} results, but {dtypes.Length} dtypes are given"
            );
        }

        Dictionary<string, long> lengths = Lengths(arrays, sizes, out Shape loop);
        ChunkGrid grid = LoopChunks(arrays, loop);
        dtypes ??= [.. results.Select(_ => DefaultType(arrays))];
        long[][] shapes = [.. results.Select(r => r.Select(name => lengths[name]).ToArray())];
        var offsets = new long[results.Length + 1];
        for (int k = 0; k < results.Length; k++)
            offsets[k + 1] = offsets[k] + GufuncResultsOp.Bytes(shapes[k], dtypes[k]);
        // The bytes of all results, one after the other.
        ArrayExpr packed = Block(
            new GufuncResultsOp(function, Core, shapes, dtypes),
            arrays,
            grid,
            DType.UInt8,
            new ChunkGrid([.. grid.ToArray(), [offsets[^1]]])
        );
        var made = new ChunkedArray[results.Length];
        for (int k = 0; k < made.Length; k++)
        {
            long bytes = new Shape(shapes[k].AsSpan()).Size * dtypes[k].Size;
            AxisSlice[] slices = [.. loop.Select(AxisSlice.All), new AxisSlice(offsets[k], bytes)];
            var part = new ChunkedArray(SliceExpr.Create(packed, slices));
            made[k] = part.View(dtypes[k]).Reshape(new Shape([.. loop, .. shapes[k]]));
        }

        return made;
    }

    private int[] Core => [.. inputs.Select(i => i.Length)];

    private static DType DefaultType(ChunkedArray[] arrays) =>
        ChunkedArray.MappedType(arrays.Select(a => a.DType).Aggregate(DTypes.Promote));

    // A node whose blocks come from the core axes, which are whole, and from one block along the others.
    private BlockOpExpr Block(BlockOp op, ChunkedArray[] arrays, ChunkGrid grid, DType dtype, ChunkGrid chunks) =>
        new(
            op,
            [.. arrays.Select((a, k) => Fit(a.Expression, inputs[k].Length, grid))],
            [
                .. inputs.Select(core =>
                    Enumerable.Range(0, grid.Rank).Concat(Enumerable.Repeat(-1, core.Length)).ToArray()
                ),
            ],
            dtype,
            chunks
        );

    // The lengths of the core axes, and the shape to which the axes before them broadcast.
    private Dictionary<string, long> Lengths(
        ChunkedArray[] arrays,
        IReadOnlyDictionary<string, long>? sizes,
        out Shape loop
    )
    {
        if (arrays.Length != inputs.Length)
        {
            throw new GchunkException(
                $"the signature '{text}' has {inputs.Length} inputs, but the function takes {arrays.Length}"
            );
        }

        var lengths = new Dictionary<string, long>(sizes ?? new Dictionary<string, long>());
        loop = Shape.Scalar;
        for (int k = 0; k < arrays.Length; k++)
        {
            Shape shape = arrays[k].Shape;
            if (shape.Rank < inputs[k].Length)
            {
                throw new GchunkException(
                    $"input {k} of shape {shape} has fewer axes than the {inputs[k].Length} of the signature '{text}'"
                );
            }

            int lead = shape.Rank - inputs[k].Length;
            loop = Shape.Broadcast(loop, new Shape(shape.AsSpan()[..lead]));
            for (int a = 0; a < inputs[k].Length; a++)
            {
                string name = inputs[k][a];
                if (lengths.TryGetValue(name, out long known) && known != shape[lead + a])
                {
                    throw new GchunkException(
                        $"the core axis '{name}' of the signature '{text}' has length {known}, but axis {lead + a} of input {k} of shape {shape} has {shape[lead + a]}"
                    );
                }

                lengths[name] = shape[lead + a];
            }
        }

        foreach (string name in results.SelectMany(r => r))
        {
            if (!lengths.ContainsKey(name))
            {
                throw new GchunkException(
                    $"the core axis '{name}' of the result of '{text}' has no length: no input has it; give it with sizes:"
                );
            }
        }

        return lengths;
    }

    private ChunkGrid LoopChunks(ChunkedArray[] arrays, Shape loop)
    {
        var chunks = new long[loop.Rank][];
        for (int axis = 0; axis < loop.Rank; axis++)
        {
            chunks[axis] = [loop[axis]];
            for (int k = 0; k < arrays.Length; k++)
            {
                int own = axis - (loop.Rank - (arrays[k].Rank - inputs[k].Length));
                if (own < 0 || arrays[k].Shape[own] != loop[axis])
                    continue;
                var mine = new ChunkGrid(arrays[k].Chunks.Sizes(own).ToArray());
                chunks[axis] = ChunkGrid.Refine(new ChunkGrid(chunks[axis]), mine).Sizes(0).ToArray();
            }
        }

        return new ChunkGrid(chunks);
    }

    // Broadcasts the axes before the core axes, which stay whole.
    private static ArrayExpr Fit(ArrayExpr array, int core, ChunkGrid loop)
    {
        long[][] own = [.. Enumerable.Range(array.Rank - core, core).Select(axis => new[] { array.Shape[axis] })];
        return ElementwiseExpr.Fit(array, new ChunkGrid([.. loop.ToArray(), .. own]));
    }

    private static string[][] Parse(string side) =>
        [.. Arguments().Matches(side).Select(m => m.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries))];

    [GeneratedRegex(@"^\((\w+(,\w+)*)?\)(,\((\w+(,\w+)*)?\))*$")]
    private static partial Regex Sides();

    [GeneratedRegex(@"\(([^)]*)\)")]
    private static partial Regex Arguments();
}
