using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Files.Write;

/// <summary>Packs the values of one variable as a file stores them.</summary>
internal interface IPacking
{
    /// <summary>The stored dtype.</summary>
    DType Stored { get; }

    /// <summary>Sets the attributes by which the values are unpacked.</summary>
    void Describe(Attributes attrs);

    /// <summary>Packs a block.</summary>
    /// <exception cref="Engine.GchunkException">A value is out of range.</exception>
    NDArray Pack(NDArray block);
}

/// <summary>Packs values as a step of a computation, so that tasks pass on packed blocks.</summary>
internal sealed record PackBlocks(IPacking Packing) : BlockOp
{
    public override string Name => "dsl.pack";

    public override bool Takes(DType dtype) => true;

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

    // Values are packed by way of float64.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 2 * sizeof(double) * result.Size;
}
