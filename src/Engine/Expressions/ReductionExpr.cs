using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A reduction over some axes, which are kept with length 1; if the operation has several results, the last of these
/// axes holds them.
/// </summary>
public sealed class ReductionExpr : ArrayExpr
{
    private ReductionExpr(ReductionOp op, ArrayExpr input, int[] axes, ReductionOptions options, ChunkGrid chunks)
        : base(op.ResultType(input.DType), chunks, input) => (Op, Axes, Options) = (op, axes, options);

    /// <summary>The operation.</summary>
    public ReductionOp Op { get; }

    /// <summary>The axes that are reduced, in ascending order.</summary>
    public IReadOnlyList<int> Axes { get; }

    /// <summary>The options.</summary>
    public ReductionOptions Options { get; }

    /// <summary>The input.</summary>
    public ArrayExpr Input => Inputs[0];

    /// <inheritdoc/>
    public override string Name => Op.Name;

    /// <inheritdoc/>
    public override string Details => $"axes {string.Join(", ", Axes)}{(Options.SkipNaN ? ", skip NaN" : "")}";

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) =>
        Create(Op, inputs[0], [.. Axes], keepDims: true, Options);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        hash.Add(Op.Name).Add(Options.SkipNaN ? 1L : 0).Add(Options.Ddof).Add((long)Options.Siblings);
        foreach (int axis in Axes)
            hash.Add(axis);
        foreach (NDArray parameter in Op.Parameters)
            hash.AddContent(parameter);
    }

    /// <summary>Creates a reduction.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="input">The array to reduce.</param>
    /// <param name="axes">The axes, counted from the end where negative; null for all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="GchunkException">
    /// An axis is out of range or given twice, the array is empty and the operation has no identity, or the operation
    /// is not defined for the dtype.
    /// </exception>
    public static ArrayExpr Create(
        ReductionOp op,
        ArrayExpr input,
        int[]? axes,
        bool keepDims,
        ReductionOptions options
    )
    {
        if (!op.Takes(input.DType))
        {
            return input.DType.IsComplex ? ComplexReductions.Create(op, input, axes, keepDims, options)
                : input.DType.IsHalf ? HalfOperations.Reduce(op, input, axes, keepDims, options)
                : input.DType.IsTime ? TimeReductions.Create(op, input, axes, keepDims, options)
                : throw DTypeRules.Undefined(op.Name, input.DType);
        }

        int[] normal = axes is null
            ? [.. Enumerable.Range(0, input.Rank)]
            : [.. axes.Select(input.Shape.NormalizeAxis).Order()];
        if (normal.Distinct().Count() != normal.Length)
            throw new GchunkException($"an axis is given twice in ({string.Join(", ", axes!)})");
        if (op.GivesVector && (normal.Length != input.Rank || input.Rank == 0))
        {
            throw new GchunkException(
                $"{op.Name} reduces all axes of an array of at least one; got the axes ({string.Join(", ", normal)}) of {input.Shape}"
            );
        }

        input = CastExpr.Create(input, op.OperandType(input.DType));
        if (!input.DType.CanBeNaN)
            options = options with { SkipNaN = false };
        var chunks = new long[input.Rank][];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            bool reduced = Array.IndexOf(normal, axis) >= 0;
            if (reduced && input.Shape[axis] == 0 && !op.HasIdentity)
            {
                // Users do not know the rows of complex numbers by their names.
                string name = op.Name.Replace("complex_", "", StringComparison.Ordinal);
                throw new GchunkException(
                    $"the {name} of an empty array is not defined: axis {axis} of shape {input.Shape} has no elements"
                );
            }

            chunks[axis] = reduced ? [axis == normal[^1] ? op.Results : 1L] : input.Chunks.Sizes(axis).ToArray();
        }
        ArrayExpr kept = new ReductionExpr(op, input, normal, options, new ChunkGrid(chunks));
        if (keepDims)
            return kept;
        var slices = new AxisSlice[input.Rank];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            slices[axis] =
                Array.IndexOf(normal, axis) >= 0 && !(op.GivesVector && axis == normal[^1])
                    ? new AxisSlice(0, 1, 1, Drop: true)
                    : AxisSlice.All(kept.Shape[axis]);
        }

        return SliceExpr.Create(kept, slices);
    }
}
