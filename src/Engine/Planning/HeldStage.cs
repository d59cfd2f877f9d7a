using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>The blocks of a persisted array that worker processes hold: they are only fetched, not computed.</summary>
public sealed class HeldStage(int id, HeldExpr node) : Stage(id, node)
{
    /// <summary>The array.</summary>
    public HeldExpr Held { get; } = node;

    /// <inheritdoc/>
    public override string Name => Node.Name;

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks;

    /// <inheritdoc/>
    public override bool HasInputs => false;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => [];

    /// <inheritdoc/>
    public override void InputsOf(long task, List<TaskKey> into) { }

    /// <inheritdoc/>
    public override long ScratchBytes(long task) => 0;
}
