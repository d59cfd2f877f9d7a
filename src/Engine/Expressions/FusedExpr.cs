using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// An elementwise tree compiled to one program, which is evaluated tile by tile; the optimizer replaces the tree with
/// it.
/// </summary>
public sealed class FusedExpr : ArrayExpr
{
    private readonly UInt128 treeHash;

    private FusedExpr(TileProgram program, ArrayExpr[] inputs, DType dtype, ChunkGrid chunks, UInt128 treeHash)
        : base(dtype, chunks, inputs) => (Program, this.treeHash) = (program, treeHash);

    /// <summary>The program.</summary>
    public TileProgram Program { get; }

    /// <inheritdoc/>
    public override string Name => "fused";

    /// <inheritdoc/>
    public override string Details =>
        string.Join(
            " ",
            Program
                .Instructions.Where(i => i.Step != TileStep.Load)
                .Select(i => i.Step == TileStep.Cast ? i.ResultType.Name : i.Op!.Name)
        );

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) =>
        new FusedExpr(Program, inputs.ToArray(), DType, Chunks, treeHash);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(treeHash);

    /// <summary>Compiles a tree, from its root down to the nodes that the program loads.</summary>
    public static FusedExpr Create(ArrayExpr root, Func<ArrayExpr, bool> isInside)
    {
        (TileProgram program, ArrayExpr[] inputs) = TileProgram.Compile(root, isInside);
        return new FusedExpr(program, inputs, root.DType, root.Chunks, root.Hash);
    }
}
