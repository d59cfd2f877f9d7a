using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>Who holds the blocks of a persisted array outside this process.</summary>
public interface IHeldBlocks
{
    /// <summary>Whether they can still be had, or made again.</summary>
    bool IsHeld { get; }

    /// <summary>A copy of a block, brought into this process.</summary>
    /// <exception cref="GchunkException">It is gone and could not be made again.</exception>
    NDArray Fetch(long block, CancellationToken cancellation);
}

/// <summary>An array whose blocks worker processes hold: what <c>Client.Persist</c> gives.</summary>
public sealed class HeldExpr : ArrayExpr
{
    private static long lastIdentity;
    private readonly long identity;

    /// <summary>Makes a node.</summary>
    /// <param name="lineage">What the blocks were computed from.</param>
    /// <param name="holder">Who holds the blocks.</param>
    public HeldExpr(ArrayExpr lineage, IHeldBlocks holder)
        : base(lineage.DType, lineage.Chunks) =>
        (Lineage, Holder, identity) = (lineage, holder, Interlocked.Increment(ref lastIdentity));

    private HeldExpr(HeldExpr held)
        : base(held.DType, held.Chunks) => identity = held.identity;

    /// <summary>
    /// What the blocks were computed from; it is computed again where the workers are gone for good. Null in a worker.
    /// </summary>
    public ArrayExpr? Lineage { get; }

    /// <summary>Who holds the blocks; null in a worker, whose tasks tell where they are.</summary>
    public IHeldBlocks? Holder { get; }

    /// <summary>The same node as a worker knows it: without what stays with the client.</summary>
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
