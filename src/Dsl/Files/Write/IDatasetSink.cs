using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Files.Write;

/// <summary>A file or store that values are written to. It is dropped when it is disposed without a commit.</summary>
internal interface IBlockTarget : IDisposable
{
    /// <summary>Writes a block of encoded values; called from several threads.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="start">The index of the block's first element.</param>
    /// <param name="block">The values.</param>
    void Write(string name, long[] start, NDArray block);

    /// <summary>Finishes the file or store, and makes it visible.</summary>
    void Commit();
}

/// <summary>A new file or store that a data set is written to.</summary>
internal interface IDatasetSink : IBlockTarget
{
    /// <summary>
    /// Adds a variable. Text and times in memory are written at once; lazy values are returned, in chunks that can be
    /// written one by one.
    /// </summary>
    ArrayExpr? Add(EncodedVariable variable);
}

/// <summary>Writes the blocks of one variable.</summary>
/// <param name="target">The file or store.</param>
/// <param name="name">The name of the variable.</param>
/// <param name="start">The index in the variable of the first element of the values.</param>
internal sealed class VariableBlocks(IBlockTarget target, string name, long[] start) : IBlockSink
{
    public void Write(long[] origin, NDArray block)
    {
        var at = new long[origin.Length];
        for (int axis = 0; axis < at.Length; axis++)
            at[axis] = start[axis] + origin[axis];
        target.Write(name, at, block);
    }
}
