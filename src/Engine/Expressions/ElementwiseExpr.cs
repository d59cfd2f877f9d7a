using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions;

/// <summary>An elementwise operation on arrays of equal shape and chunks.</summary>
public sealed class ElementwiseExpr : ArrayExpr
{
    private ElementwiseExpr(ElementwiseOp op, DType dtype, ArrayExpr[] inputs)
        : base(dtype, inputs[0].Chunks, inputs) => Op = op;

    /// <summary>The operation.</summary>
    public ElementwiseOp Op { get; }

    /// <inheritdoc/>
    public override string Name => Op.Name;

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => new ElementwiseExpr(Op, DType, inputs.ToArray());

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        hash.Add(Op.Name);
        foreach (double parameter in Op.Parameters)
            hash.Add(parameter);
    }

    /// <summary>
    /// Creates the operation; its operands are promoted, broadcast and rechunked alike first, by NumPy's rules.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast, or the operation is not defined for the dtypes.
    /// </exception>
    public static ArrayExpr Create(ElementwiseOp op, params ReadOnlySpan<ArrayExpr> operands)
    {
        if (operands.Length != op.Arity)
            throw new GchunkException($"{op.Name} takes {op.Arity} arrays; {operands.Length} were given");
        if (TimeOperations.Concerns(operands))
            return TimeOperations.Rewrite(op, operands);
        if (HalfOperations.Concerns(operands))
            return HalfOperations.Rewrite(op, operands);
        ArrayExpr[] inputs = PromoteScalars(op, operands);
        if (ExactComparison.Rewrite(op, inputs) is { } exact)
            return exact;
        ElementwiseSignature signature = op.Resolve(Array.ConvertAll(inputs, i => i.DType));
        Shape shape = inputs[0].Shape;
        foreach (ArrayExpr input in inputs)
            shape = Shape.Broadcast(shape, input.Shape);
        ChunkGrid grid = Unify(inputs, shape);
        for (int i = 0; i < inputs.Length; i++)
        {
            ArrayExpr cast = CastExpr.Create(inputs[i], signature.Operands[i]);
            inputs[i] = Fit(cast, grid);
        }
        return new ElementwiseExpr(op, signature.Result, inputs);
    }

    // Scalars take the dtype of the arrays that they are combined with.
    private static ArrayExpr[] PromoteScalars(ElementwiseOp op, ReadOnlySpan<ArrayExpr> operands)
    {
        ArrayExpr[] inputs = operands.ToArray();
        DType? strong = null;
        foreach (ArrayExpr input in inputs)
        {
            if (input is not FullExpr { IsWeak: true })
                strong = strong is { } s ? DTypes.Promote(s, input.DType) : input.DType;
        }

        if (strong is not { } meets)
            return inputs;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is not FullExpr { IsWeak: true } bare)
                continue;
            DType dtype = DTypes.PromoteWithScalar(meets, bare.Value.Kind);
            // A comparison has an answer for every integer; anything else would have to hold it.
            if (op.IsComparison && !bare.Value.Fits(dtype))
                dtype = bare.Value.Kind;
            inputs[i] = new FullExpr(bare.Value, dtype, bare.Chunks);
        }

        return inputs;
    }

    /// <summary>
    /// Returns the common chunks of several arrays: along each axis, the boundaries of all arrays that are not
    /// broadcast along it, without those that would leave slivers.
    /// </summary>
    public static ChunkGrid Unify(ReadOnlySpan<ArrayExpr> inputs, Shape shape)
    {
        var chunks = new long[shape.Rank][];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            foreach (ArrayExpr input in inputs)
            {
                int own = axis - (shape.Rank - input.Rank);
                if (own < 0 || (input.Shape[own] == 1 && shape[axis] != 1))
                    continue;
                // A constant has no chunk boundaries of its own.
                if (input is FullExpr && chunks[axis] is not null)
                    continue;
                ReadOnlySpan<long> sizes = input.Chunks.Sizes(own);
                if (chunks[axis] is null)
                {
                    chunks[axis] = sizes.ToArray();
                }
                else if (!sizes.SequenceEqual(chunks[axis]))
                {
                    chunks[axis] = ChunkGrid.CommonAxis(
                        input.Chunks.Offsets(own),
                        new ChunkGrid(chunks[axis]).Offsets(0)
                    );
                }
            }
            chunks[axis] ??= [shape[axis]];
        }
        return new ChunkGrid(chunks);
    }

    /// <summary>Broadcasts an array to the shape of a grid and rechunks it to the grid.</summary>
    public static ArrayExpr Fit(ArrayExpr input, ChunkGrid grid)
    {
        if (input.Chunks.Equals(grid))
            return input;
        int lead = grid.Rank - input.Rank;
        var own = new long[input.Rank][];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            own[axis] =
                input.Shape[axis] == grid.Shape[axis + lead]
                    ? grid.Sizes(axis + lead).ToArray()
                    : input.Chunks.Sizes(axis).ToArray();
        }

        return BroadcastExpr.Create(
            RechunkExpr.Create(input, new ChunkGrid(own)),
            [.. Enumerable.Range(lead, input.Rank)],
            grid
        );
    }
}

/// <summary>An array cast to another dtype.</summary>
public sealed class CastExpr : ArrayExpr
{
    private CastExpr(ArrayExpr input, DType dtype)
        : base(dtype, input.Chunks, input) { }

    /// <summary>The input.</summary>
    public ArrayExpr Input => Inputs[0];

    /// <inheritdoc/>
    public override string Name => "astype";

    /// <inheritdoc/>
    public override string Details => DType.Name;

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) =>
        Casting.AreCounts(inputs[0].DType, DType) ? Reinterpret(inputs[0], DType) : Create(inputs[0], DType);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) { }

    /// <summary>
    /// Casts an array to a dtype; returns the array itself if it has the dtype. See <see cref="Casting"/> for values
    /// that do not fit.
    /// </summary>
    /// <exception cref="GchunkException">The array is complex and the dtype is not.</exception>
    public static ArrayExpr Create(ArrayExpr input, DType dtype)
    {
        if (input.DType == dtype)
            return input;
        Casting.Check(input.DType, dtype);
        if (Casting.AreCounts(input.DType, dtype))
        {
            // What computes with int64 must not take times for numbers by itself.
            throw new GchunkException(
                $"this operation is not defined for {(dtype.IsTime ? dtype : input.DType).Name}; cast with AsType(DType.Int64) to compute with nanoseconds"
            );
        }
        if (input is FullExpr full && (!dtype.IsReal || dtype.IsFloat || (full.DType.IsReal && !full.DType.IsFloat)))
            return new FullExpr(full.Value, dtype, full.Chunks);
        return new CastExpr(input, dtype);
    }

    /// <summary>Takes times as their int64 counts of nanoseconds, or the reverse.</summary>
    public static ArrayExpr Reinterpret(ArrayExpr input, DType dtype)
    {
        if (input.DType == dtype)
            return input;
        if (!Casting.AreCounts(input.DType, dtype))
            throw new ArgumentException($"{input.DType.Name} and {dtype.Name} have no common bits", nameof(dtype));
        return input is CastExpr cast && cast.Input.DType == dtype ? cast.Input
            : input is FullExpr full ? new FullExpr(full.Value, dtype, full.Chunks)
            : new CastExpr(input, dtype);
    }
}
