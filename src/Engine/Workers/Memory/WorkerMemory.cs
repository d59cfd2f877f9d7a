using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>The memory of another process, as this one reads it: mapped on the same machine, pulled from another.</summary>
internal abstract class WorkerMemory : IDisposable
{
    /// <summary>The machine of the process; null for this one.</summary>
    public virtual object? Machine => null;

    /// <summary>Returns a block in the process's memory.</summary>
    /// <exception cref="GchunkException">It is outside of the memory, or cannot be read any more.</exception>
    public abstract NDArray Block(long offset, Shape shape, DType dtype);

    /// <summary>Reads a block in the process's spill file.</summary>
    /// <exception cref="GchunkException">It cannot be read any more.</exception>
    public abstract NDArray Spilled(int descriptor, long offset, Shape shape, DType dtype);

    /// <summary>Adds a user of the memory.</summary>
    public abstract WorkerMemory Share();

    /// <inheritdoc/>
    public abstract void Dispose();
}
