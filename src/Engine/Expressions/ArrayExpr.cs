using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A node of a lazy array expression; immutable. Shape, dtype and chunks are known when it is created, and creating it
/// reads no data.
/// </summary>
public abstract class ArrayExpr
{
    private readonly Lazy<UInt128> hash;

    /// <summary>Creates a node.</summary>
    protected ArrayExpr(DType dtype, ChunkGrid chunks, params ReadOnlySpan<ArrayExpr> inputs)
    {
        (DType, Chunks, Inputs) = (dtype, chunks, inputs.ToArray());
        hash = new Lazy<UInt128>(ComputeHash);
    }

    /// <summary>The dtype of the elements.</summary>
    public DType DType { get; }

    /// <summary>The chunks of the array.</summary>
    public ChunkGrid Chunks { get; }

    /// <summary>The length of each axis.</summary>
    public Shape Shape => Chunks.Shape;

    /// <summary>The number of axes.</summary>
    public int Rank => Chunks.Rank;

    /// <summary>The bytes that the whole array would take in memory.</summary>
    public long NBytes => Shape.Size * DType.Size;

    /// <summary>The nodes that this node reads.</summary>
    public IReadOnlyList<ArrayExpr> Inputs { get; }

    /// <summary>The content hash, which identifies the node: equal expressions have equal hashes.</summary>
    public UInt128 Hash
    {
        get
        {
            if (!hash.IsValueCreated)
                HashInputs();
            return hash.Value;
        }
    }

    /// <summary>The name of the operation, for <c>Explain</c>, graphs and errors.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters that an explanation shows beside the name.</summary>
    public virtual string Details => "";

    /// <summary>Creates the same node with other inputs of the same shapes and dtypes.</summary>
    public abstract ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs);

    /// <summary>Adds everything that identifies this node, except its inputs, to the hash.</summary>
    protected abstract void AddIdentity(ExprHash hash);

    // Inputs first and without recursion, since a chain may have a million nodes.
    private void HashInputs()
    {
        var pending = new Stack<ArrayExpr>([this]);
        while (pending.TryPeek(out ArrayExpr? node))
        {
            int before = pending.Count;
            foreach (ArrayExpr input in node.Inputs)
            {
                if (!input.hash.IsValueCreated)
                    pending.Push(input);
            }

            if (pending.Count == before)
                _ = pending.Pop().hash.Value;
        }
    }

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
