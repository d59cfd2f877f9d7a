using Gchunk.Dsl.Files.Open;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;

namespace Gchunk.Dsl.Files.Write;

/// <summary>An existing file or store that a data set is appended to.</summary>
internal interface IUpdateSink : IBlockTarget
{
    /// <summary>What it holds now.</summary>
    OpenedFile File { get; }

    /// <summary>True if values must have the dtype that the variable has when it is read.</summary>
    bool IsStrict { get; }

    /// <summary>Rejects a dimension that cannot grow.</summary>
    void CheckGrowth(StoredDimension dim, DimensionIndex? old, DimensionIndex? added);

    /// <summary>Appends text, in C order, along an axis.</summary>
    void AppendText(StoredVariable variable, int axis, string[] texts, Shape shape);

    /// <summary>
    /// Makes a variable longer. Returns the values to compute, in chunks that can be written one by one, and the
    /// position of the first of them along the axis.
    /// </summary>
    /// <param name="variable">The variable.</param>
    /// <param name="axis">The axis that grows.</param>
    /// <param name="values">The encoded values to append.</param>
    (ArrayExpr Values, long Start) Append(StoredVariable variable, int axis, ArrayExpr values);
}
