using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A node of a lazy array expression; immutable. Shape, dtype and chunks are known when it is created, and creating it
/// reads no data.
/// </summary>
public abstract class ArrayExpr
{
    // Written before the flag. Two threads may compute it at the same time, with the same result.
    private UInt128 hash;
    private volatile bool isHashed;
    private volatile NodeParts? parts;

    /// <summary>Creates a node.</summary>
    protected ArrayExpr(DType dtype, ChunkGrid chunks, params ReadOnlySpan<ArrayExpr> inputs) =>
        (DType, Shape, parts) = (dtype, chunks.Shape, new NodeParts(inputs.ToArray(), chunks));

    /// <summary>Creates a node whose inputs and chunks <see cref="MakeParts"/> makes when they are needed.</summary>
    protected ArrayExpr(DType dtype, Shape shape) => (DType, Shape) = (dtype, shape);

    /// <summary>The dtype of the elements.</summary>
    public DType DType { get; }

    /// <summary>The chunks of the array.</summary>
    public ChunkGrid Chunks => Parts.Chunks;

    /// <summary>The length of each axis.</summary>
    public Shape Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The bytes that the whole array would take in memory.</summary>
    public long NBytes => Shape.Size * DType.Size;

    /// <summary>The nodes that this node reads.</summary>
    public IReadOnlyList<ArrayExpr> Inputs => Parts.Inputs;

    /// <summary>The content hash, which identifies the node: equal expressions have equal hashes.</summary>
    public UInt128 Hash
    {
        get
        {
            if (!isHashed)
                HashInputs();
            return hash;
        }
    }

    /// <summary>The name of the operation, for <c>Explain</c>, graphs and errors.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters that an explanation shows beside the name.</summary>
    public virtual string Details => "";

    /// <summary>
    /// True if the node shows elements of its inputs in other places and computes nothing, so that it is part of the read.
    /// </summary>
    public virtual bool IsPartOfRead => false;

    /// <summary>Creates the same node with other inputs of the same shapes and dtypes.</summary>
    public abstract ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs);

    private NodeParts Parts => parts ??= MakeParts();

    /// <summary>Makes the inputs and chunks of a node that was created without them.</summary>
    protected virtual NodeParts MakeParts() =>
        throw new InvalidOperationException($"{Name} was created without inputs");

    /// <summary>Adds everything that identifies this node, except its inputs, to the hash.</summary>
    protected abstract void AddIdentity(ExprHash hash);

    // Inputs first and without recursion, since a chain may have a million nodes.
    private void HashInputs()
    {
        bool areHashed = true;
        foreach (ArrayExpr input in Inputs)
            areHashed &= input.isHashed;
        if (areHashed)
        {
            AddHash();
            return;
        }

        var pending = new Stack<ArrayExpr>([this]);
        while (pending.TryPeek(out ArrayExpr? node))
        {
            int before = pending.Count;
            foreach (ArrayExpr input in node.Inputs)
            {
                if (!input.isHashed)
                    pending.Push(input);
            }

            if (pending.Count == before)
                pending.Pop().AddHash();
        }
    }

    private void AddHash()
    {
        if (isHashed)
            return;
        using var sum = new ExprHash();
        sum.Add(GetType().Name).Add((long)DType).Add(Chunks);
        AddIdentity(sum);
        foreach (ArrayExpr input in Inputs)
            sum.Add(input.Hash);
        hash = sum.Finish();
        isHashed = true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}{(Details.Length > 0 ? $"[{Details}]" : "")} {Shape} {DType.Name}";
}

/// <summary>What a node reads, and its chunks.</summary>
/// <param name="Inputs">The nodes that it reads.</param>
/// <param name="Chunks">The chunks of its result.</param>
public sealed record NodeParts(IReadOnlyList<ArrayExpr> Inputs, ChunkGrid Chunks);
