using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Files.Write;

/// <summary>How values become the numbers that a file stores.</summary>
internal interface IPacking
{
    /// <summary>The dtype of the stored numbers.</summary>
    DType Stored { get; }

    /// <summary>Adds the attributes by which the numbers are read again.</summary>
    void Describe(Attributes attrs);

    /// <summary>Packs a block.</summary>
    /// <exception cref="Engine.GchunkException">A value does not fit.</exception>
    NDArray Pack(NDArray block);
}

/// <summary>Packing as a step of a computation: where packed numbers are put together with others.</summary>
internal sealed record PackBlocks(IPacking Packing) : BlockOp
{
    public override string Name => "dsl.pack";

    public static ArrayExpr Create(ArrayExpr values, IPacking packing) =>
        new BlockOpExpr(
            new PackBlocks(packing),
            [values],
            [
                [.. Enumerable.Range(0, values.Rank)],
            ],
            packing.Stored,
            values.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) => Packing.Pack(inputs[0]);

    // Numbers are packed as float64.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 2 * sizeof(double) * result.Size;
}
