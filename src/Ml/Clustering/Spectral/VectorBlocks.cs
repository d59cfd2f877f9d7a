using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// Vectors as long as there are samples, persisted some columns at a time: more can be added without a copy of those
/// that are there, which may take hundreds of megabytes.
/// </summary>
internal sealed class VectorBlocks
{
    private readonly List<ArrayExpr> blocks = [];

    /// <summary>Takes vectors that are persisted.</summary>
    public VectorBlocks(params ArrayExpr[] persisted) => blocks.AddRange(persisted);

    /// <summary>The number of vectors.</summary>
    public int Columns => (int)blocks.Sum(block => block.Shape[1]);

    /// <summary>Adds vectors that are persisted.</summary>
    public void Add(ArrayExpr persisted) => blocks.Add(persisted);

    /// <summary>Makes vectors · matrix.</summary>
    public ArrayExpr Times(SmallMatrix matrix) => MultiplyOp.Create(blocks, Parts(matrix));

    /// <summary>Makes vectors · matrix + others · second.</summary>
    public ArrayExpr Times(SmallMatrix matrix, VectorBlocks others, SmallMatrix second) =>
        MultiplyOp.Create([.. blocks, .. others.blocks], [.. Parts(matrix), .. others.Parts(second)]);

    /// <summary>Computes vectors · matrix, some columns at a time.</summary>
    /// <param name="matrix">As many rows as there are vectors.</param>
    /// <param name="columns">How many columns a block of the result has.</param>
    public VectorBlocks Combined(SmallMatrix matrix, int columns)
    {
        var combined = new VectorBlocks();
        for (int first = 0; first < matrix.Columns; first += columns)
        {
            SmallMatrix some = matrix.Part(0, matrix.Rows, first, Math.Min(columns, matrix.Columns - first));
            combined.Add(Computation.Persist([Times(some)])[0]);
        }
        return combined;
    }

    /// <summary>Computes vectorsᵀ · others.</summary>
    public SmallMatrix Products(VectorBlocks others)
    {
        NDArray[] found = Computation.Compute([
            .. blocks.SelectMany(block => others.blocks.Select(other => GramOp.Create(block, other))),
        ]);
        var products = new SmallMatrix(Columns, others.Columns);
        int next = 0,
            row = 0;
        foreach (ArrayExpr block in blocks)
        {
            int column = 0;
            foreach (ArrayExpr other in others.blocks)
            {
                products.Set(row, column, SmallMatrix.Take(found[next++]));
                column += (int)other.Shape[1];
            }
            row += (int)block.Shape[1];
        }
        return products;
    }

    /// <summary>Applies an operation to each block, one after the other.</summary>
    public VectorBlocks Map(Func<ArrayExpr, ArrayExpr> operation)
    {
        var mapped = new VectorBlocks();
        foreach (ArrayExpr block in blocks)
            mapped.Add(Computation.Persist([operation(block)])[0]);
        return mapped;
    }

    /// <summary>Frees the memory; nothing may use the vectors any more.</summary>
    public void Release()
    {
        foreach (ArrayExpr block in blocks)
            HeldBlocks.Release(block);
        blocks.Clear();
    }

    // The rows of a matrix that belong to each block.
    private NDArray[] Parts(SmallMatrix matrix)
    {
        var parts = new NDArray[blocks.Count];
        int row = 0;
        for (int b = 0; b < parts.Length; b++)
        {
            var rows = (int)blocks[b].Shape[1];
            parts[b] = matrix.Part(row, rows, 0, matrix.Columns).ToArray();
            row += rows;
        }
        return parts;
    }
}
