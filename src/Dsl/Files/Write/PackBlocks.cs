using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Files.Write;

/// <summary>How values become the numbers that a file stores.</summary>
internal interface IPacking
{
    /// <summary>The dtype of the stored numbers.</summary>
    DType Stored { get; }

    /// <summary>All that it is, for a task: the name of the variable first.</summary>
    NDArray[] Parameters { get; }

    /// <summary>Adds the attributes by which the numbers are read again.</summary>
    void Describe(Attributes attrs);

    /// <summary>Packs a block.</summary>
    /// <exception cref="Engine.GchunkException">A value does not fit.</exception>
    NDArray Pack(NDArray block);
}

/// <summary>Packing as a step of a computation: where packed numbers are put together with others.</summary>
internal sealed class PackBlocks : BlockOp
{
    public override string Name => "dsl.pack";

    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "A task names its operation, so the operation must be known as soon as the assembly is."
    )]
    internal static void Register() => BlockOps.Register(new PackBlocks());

    public static ArrayExpr Create(ArrayExpr values, IPacking packing) =>
        new BlockOpExpr(
            "dsl.pack",
            [values],
            [
                [.. Enumerable.Range(0, values.Rank)],
            ],
            packing.Parameters,
            packing.Stored,
            values.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        IPacking packing = parameters.Length == 2 ? Packing.From(parameters) : TimePacking.From(parameters);
        return packing.Pack(inputs[0]);
    }

    // Numbers are packed as float64.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 2 * sizeof(double) * result.Size;

    public static NDArray Text(string text) => NDArray.From(Encoding.UTF8.GetBytes(text));

    public static string Text(NDArray text) => Encoding.UTF8.GetString(text.Span<byte>());
}
