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
    private readonly string[] result;

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
        string[][] results = Parse(sides[1]);
        if (results.Length != 1)
        {
            throw new GchunkException(
                $"the signature '{text}' has {results.Length} results; a function gives one: call it once for each result, or stack them along an axis"
            );
        }

        result = results[0];
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
        if (arrays.Length != inputs.Length)
        {
            throw new GchunkException(
                $"the signature '{text}' has {inputs.Length} inputs, but the function takes {arrays.Length}"
            );
        }

        var lengths = new Dictionary<string, long>(sizes ?? new Dictionary<string, long>());
        Shape loop = Shape.Scalar;
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

        foreach (string name in result)
        {
            if (!lengths.ContainsKey(name))
            {
                throw new GchunkException(
                    $"the core axis '{name}' of the result of '{text}' has no length: no input has it; give it with sizes:"
                );
            }
        }

        ChunkGrid grid = LoopChunks(arrays, loop);
        DType meets = arrays.Select(a => a.DType).Aggregate(DTypes.Promote);
        var chunks = new ChunkGrid([.. grid.ToArray(), .. result.Select(name => new[] { lengths[name] })]);
        return new ChunkedArray(
            new BlockOpExpr(
                new GufuncOp(function, [.. inputs.Select(i => i.Length)], result.Length),
                [.. arrays.Select((a, k) => Fit(a.Expression, inputs[k].Length, grid))],
                [
                    .. inputs.Select(core =>
                        Enumerable.Range(0, loop.Rank).Concat(Enumerable.Repeat(-1, core.Length)).ToArray()
                    ),
                ],
                dtype ?? ChunkedArray.MappedType(meets),
                chunks
            )
        );
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
