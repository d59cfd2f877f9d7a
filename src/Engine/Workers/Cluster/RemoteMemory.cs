using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Memory;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>The memory of a worker on another node. Its blocks are pulled when they are read.</summary>
internal sealed class RemoteMemory(BlockLinks links, NodeInfo node, ulong pool, int worker) : WorkerMemory
{
    /// <summary>The node of the worker.</summary>
    public NodeInfo Node => node;

    /// <inheritdoc/>
    public override object Machine => node;

    /// <summary>The number of the pool that the worker works for.</summary>
    public ulong Pool => pool;

    /// <inheritdoc/>
    public override NDArray Block(long offset, Shape shape, DType dtype) => Pull(-1, offset, shape, dtype);

    /// <inheritdoc/>
    public override NDArray Spilled(int descriptor, long offset, Shape shape, DType dtype) =>
        Pull(descriptor, offset, shape, dtype);

    /// <inheritdoc/>
    public override WorkerMemory Share() => this;

    public override void Dispose() { }

    private NDArray Pull(int descriptor, long offset, Shape shape, DType dtype) =>
        links.Pull(node, new RemoteBlock(pool, worker, descriptor, offset, shape.Size * dtype.Size), shape, dtype);
}
