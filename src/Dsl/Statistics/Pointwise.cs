using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Statistics;

/// <summary>
/// Pointwise selection: the indexers are labelled arrays, matched by name, whose dimensions replace those that they
/// index.
/// </summary>
internal sealed class Pointwise
{
    private readonly List<(string Dim, DataArray Indexer, long[] Positions)> indexers = [];

    /// <summary>Adds the positions along a dimension.</summary>
    public void Add(string dim, DataArray indexer, long[] positions)
    {
        if (indexers.Any(i => i.Dim == dim))
            throw new GchunkException($"'{dim}' is selected twice");
        indexers.Add((dim, indexer, positions));
    }

    public bool IsEmpty => indexers.Count == 0;

    public DataArray Of(DataArray array)
    {
        Check(array.Sizes);
        return new DataArray(Of(array.Variable), Of(array.Coords), array.Name);
    }

    public Dataset Of(Dataset dataset)
    {
        Check(dataset.Sizes);
        return dataset.MapVariables((_, v) => Of(v), Of(dataset.Coords), dataset.Attrs);
    }

    private void Check(Sizes sizes)
    {
        foreach (var (dim, _, _) in indexers)
            _ = sizes[dim];
        DataArray[] arrays = [.. indexers.Select(i => i.Indexer)];
        Broadcasting.Check("selection at points", arrays, Broadcasting.Dims(arrays));
        foreach (string made in Broadcasting.Dims(arrays))
        {
            if (sizes.Contains(made) && !indexers.Any(i => i.Dim == made))
            {
                throw new GchunkException(
                    $"the points have the dimension '{made}', which the array has too; rename it"
                );
            }
        }
    }

    private Coordinates Of(Coordinates coords)
    {
        var all = new List<Coordinate>();
        foreach (Coordinate c in coords)
        {
            if (!c.Dims.Any(d => indexers.Any(i => i.Dim == d)))
                all.Add(c);
            else if (c.Index is not ProductIndex)
                all.Add(AsCoordinate(c.Name, Of(c.Variable)));
        }
        // Coordinates of the points are kept.
        foreach (var (_, indexer, _) in indexers)
        {
            foreach (Coordinate c in indexer.Coords)
            {
                if (!all.Any(known => known.Name == c.Name))
                    all.Add(c);
            }
        }

        return new Coordinates(all);
    }

    // A coordinate with the name of its dimension becomes its labels.
    private static Coordinate AsCoordinate(string name, Variable variable) =>
        variable.Dims is [var only] && only == name
            ? DataArray.ToCoordinate(
                name,
                new DataArray(variable, Coordinates.Empty),
                new Sizes([new(name, variable.Expr.Shape[0])])
            )
            : new Coordinate(name, variable);

    private Variable Of(Variable variable)
    {
        (string Dim, DataArray Indexer, long[] Positions)[] own =
        [
            .. indexers.Where(i => variable.Dims.Contains(i.Dim)),
        ];
        if (own.Length == 0)
            return variable;
        (int[] axes, string[] made, long[][] positions) = Along(variable.Dims);
        long[] lengths = Lengths(own, made);
        int first = Enumerable.Range(0, axes.Min()).Count(a => !axes.Contains(a));
        ArrayExpr expr = TakePointsOp.Create(variable.Expr, axes, positions);
        if (made.Length != 1)
            expr = ReshapeExpr.Create(expr, [.. expr.Shape.Take(first), .. lengths, .. expr.Shape.Skip(first + 1)]);
        string[] others = [.. variable.Dims.Where(d => !own.Any(i => i.Dim == d))];
        return variable with { Dims = [.. others.Take(first), .. made, .. others.Skip(first)], Expr = expr };
    }

    /// <summary>
    /// Returns the axes that are selected pointwise, the dimensions of the points, and the position of each point, in C
    /// order, along each of the axes.
    /// </summary>
    /// <param name="dims">The dimensions of the array.</param>
    public (int[] Axes, string[] Made, long[][] Positions) Along(string[] dims)
    {
        (string Dim, DataArray Indexer, long[] Positions)[] own = [.. indexers.Where(i => dims.Contains(i.Dim))];
        string[] made = Broadcasting.Dims([.. own.Select(i => i.Indexer)]);
        long[] lengths = Lengths(own, made);
        long points = lengths.Aggregate(1L, (a, b) => a * b);
        return (
            [.. own.Select(i => Array.IndexOf(dims, i.Dim))],
            made,
            [.. own.Select(i => Broadcast(i.Indexer, i.Positions, made, lengths, points))]
        );
    }

    private static long[] Lengths((string Dim, DataArray Indexer, long[] Positions)[] own, string[] made) =>
        Array.ConvertAll(made, d => own.First(i => i.Indexer.Sizes.Contains(d)).Indexer.Sizes[d]);

    private static long[] Broadcast(DataArray indexer, long[] positions, string[] dims, long[] lengths, long points)
    {
        var strides = new long[dims.Length];
        for (int d = 0; d < dims.Length; d++)
        {
            int axis = Array.IndexOf(indexer.DimArray, dims[d]);
            if (axis >= 0)
                strides[d] = indexer.Shape.Strides()[axis];
        }
        var all = new long[points];
        for (long p = 0; p < points; p++)
        {
            long rest = p,
                at = 0;
            for (int d = dims.Length - 1; d >= 0; d--)
            {
                at += rest % lengths[d] * strides[d];
                rest /= lengths[d];
            }
            all[p] = positions[at];
        }
        return all;
    }
}
