using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Tables;

/// <summary>Makes a table of variables: a row for each combination of the labels of their dimensions.</summary>
internal static class LongForm
{
    private const int TextBytes = 8;

    /// <summary>Makes the table; the last dimension varies fastest.</summary>
    /// <param name="variables">The variables, in the order of the columns.</param>
    /// <param name="coords">The labels of the dimensions.</param>
    /// <param name="dims">The dimensions, in order.</param>
    /// <param name="sizes">Their lengths.</param>
    /// <exception cref="GchunkException">The table does not fit the memory limit.</exception>
    public static Table Of(
        IReadOnlyList<(string Name, Variable Variable)> variables,
        Coordinates coords,
        string[] dims,
        Sizes sizes
    )
    {
        var columns = new List<(string Name, Variable Variable)>();
        foreach (string dim in dims)
        {
            if (coords.IndexOf(dim) is ProductIndex product)
            {
                for (int level = 0; level < product.Levels.Count; level++)
                {
                    ProductLevel own = product.Levels[level];
                    columns.Add((own.Name, new Coordinate(dim, product.LabelsOn(level), own.Attrs).Variable));
                }
            }
            else
            {
                columns.Add((dim, (coords.Find(dim) ?? new Coordinate(dim, NumberIndex.Count(sizes[dim]))).Variable));
            }
        }
        string[] index = [.. columns.Select(c => c.Name)];
        columns.AddRange(variables);
        Int128 rows = 1;
        foreach (string dim in dims)
            rows *= sizes[dim];
        CheckFits(rows, columns);
        NDArray[] values = Computation.Compute([.. columns.Select(c => Flat(c.Variable, dims, sizes))]);
        return new Table(
            columns.Select(
                (c, i) =>
                    c.Variable.Texts is { } texts
                        ? new TableColumn(c.Name, Texts(values[i], texts), c.Variable.Attrs)
                        : new TableColumn(c.Name, values[i], c.Variable.Calendar, c.Variable.Attrs)
            ),
            index
        );
    }

    private static void CheckFits(Int128 rows, List<(string Name, Variable Variable)> columns)
    {
        long row = columns.Sum(c => c.Variable.Expr.DType.Size + (c.Variable.Texts is null ? 0L : TextBytes)),
            limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        if (rows > int.MaxValue)
        {
            throw new GchunkException(
                $"a table of {rows} rows is too long: it may have {int.MaxValue}; select or reduce before ToTable"
            );
        }
        if (rows * row > limit)
        {
            throw new GchunkException(
                $"a table of {rows} rows and {columns.Count} columns needs {MemoryBudget.Format((long)rows * row)}, but the memory limit is {MemoryBudget.Format(limit)}; select or reduce before ToTable, or raise the limit (--memory, Configure or GCHUNK_MEMORY)"
            );
        }
    }

    // The values in the order of the rows, repeated along the dimensions that a variable lacks.
    private static ArrayExpr Flat(Variable variable, string[] dims, Sizes sizes)
    {
        ArrayExpr expr = variable.Expr;
        string[] own = [.. variable.Dims, .. dims.Except(variable.Dims)];
        if (own.Length > expr.Rank)
        {
            var chunks = new long[own.Length][];
            for (int axis = 0; axis < own.Length; axis++)
                chunks[axis] = axis < expr.Rank ? expr.Chunks.Sizes(axis).ToArray() : [sizes[own[axis]]];
            expr = BroadcastExpr.Create(expr, [.. Enumerable.Range(0, expr.Rank)], new ChunkGrid(chunks));
        }
        expr = TransposeExpr.Create(expr, Array.ConvertAll(dims, d => Array.IndexOf(own, d)));
        return ReshapeExpr.Create(expr, [expr.Shape.Size]);
    }

    private static string[] Texts(NDArray codes, string[] texts)
    {
        string[] all = Array.ConvertAll(
            codes.ToArray<long>(),
            code => code >= 0 && code < texts.Length ? texts[code] : ""
        );
        codes.Dispose();
        return all;
    }
}
