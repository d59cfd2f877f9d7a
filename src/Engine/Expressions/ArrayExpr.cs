using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A node of a lazy array expression; immutable. Shape, dtype and chunks are known when it is made, and making it reads
/// no data.
/// </summary>
public abstract class ArrayExpr
{
    private readonly Lazy<UInt128> hash;

    /// <summary>Makes a node.</summary>
    protected ArrayExpr(DType dtype, ChunkGrid chunks, params ReadOnlySpan<ArrayExpr> inputs)
    {
        (DType, Chunks, Inputs) = (dtype, chunks, inputs.ToArray());
        hash = new Lazy<UInt128>(ComputeHash);
    }

    /// <summary>The dtype of the elements.</summary>
    public DType DType { get; }

    /// <summary>How the array is cut into blocks.</summary>
    public ChunkGrid Chunks { get; }

    /// <summary>The length of each axis.</summary>
    public Shape Shape => Chunks.Shape;

    /// <summary>The number of axes.</summary>
    public int Rank => Chunks.Rank;

    /// <summary>The bytes of the whole array, were it in memory.</summary>
    public long NBytes => Shape.Size * DType.Size;

    /// <summary>The nodes that this one is made from.</summary>
    public IReadOnlyList<ArrayExpr> Inputs { get; }

    /// <summary>What tells this node from every other: equal for equal expressions.</summary>
    public UInt128 Hash => hash.Value;

    /// <summary>The operation's name, for <c>Explain</c>, graphs and errors.</summary>
    public abstract string Name { get; }

    /// <summary>What an explanation shows beside the name: parameters.</summary>
    public virtual string Details => "";

    /// <summary>The same node over other inputs of the same shapes and dtypes.</summary>
    public abstract ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs);

    /// <summary>Adds what this node is beside its inputs.</summary>
    protected abstract void AddIdentity(ExprHash hash);

    private UInt128 ComputeHash()
    {
        using var sum = new ExprHash();
        sum.Add(GetType().Name).Add((long)DType).Add(Chunks);
        AddIdentity(sum);
        foreach (ArrayExpr input in Inputs)
            sum.Add(input.Hash);
        return sum.Finish();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}{(Details.Length > 0 ? $"[{Details}]" : "")} {Shape} {DType.Name}";
}
