using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>The holder of the blocks of a persisted array outside this process.</summary>
public interface IHeldBlocks
{
    /// <summary>True if the blocks can still be fetched or recomputed.</summary>
    bool IsHeld { get; }

    /// <summary>Copies a block into this process.</summary>
    /// <exception cref="GchunkException">The block is lost and could not be recomputed.</exception>
    NDArray Fetch(long block, CancellationToken cancellation);
}

/// <summary>A persisted array whose blocks are on worker processes: the result of <c>Client.Persist</c>.</summary>
public sealed class HeldExpr : ArrayExpr
{
    private static long lastIdentity;
    private readonly long identity;

    /// <summary>Creates a node.</summary>
    /// <param name="lineage">The expression that the blocks were computed from.</param>
    /// <param name="holder">The holder of the blocks.</param>
    public HeldExpr(ArrayExpr lineage, IHeldBlocks holder)
        : base(lineage.DType, lineage.Chunks) =>
        (Lineage, Holder, identity) = (lineage, holder, Interlocked.Increment(ref lastIdentity));

    private HeldExpr(HeldExpr held)
        : base(held.DType, held.Chunks) => identity = held.identity;

    /// <summary>
    /// The expression that the blocks were computed from; it is recomputed if the workers are gone for good. Null in a
    /// worker.
    /// </summary>
    public ArrayExpr? Lineage { get; }

    /// <summary>The holder of the blocks; null in a worker, whose tasks say where the blocks are.</summary>
    public IHeldBlocks? Holder { get; }

    /// <summary>The same node as a worker sees it: without the members that stay with the client.</summary>
    public HeldExpr Bare => new(this);

    /// <inheritdoc/>
    public override string Name => "persisted";

    /// <inheritdoc/>
    public override string Details => "on workers #" + identity.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(identity);
}
