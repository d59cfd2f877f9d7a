using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
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
        Check(array.Sizes, array.Coords);
        return new DataArray(Of(array.Variable), Of(array.Coords), array.Name);
    }

    public Dataset Of(Dataset dataset)
    {
        Check(dataset.Sizes, dataset.Coords);
        return dataset.MapVariables((_, v) => Of(v), Of(dataset.Coords), dataset.Attrs);
    }

    // Along a dimension that the points share with the array, each point selects from its own position.
    private void Check(Sizes sizes, Coordinates coords)
    {
        foreach (var (dim, _, _) in indexers)
            _ = sizes[dim];
        DataArray[] arrays = [.. indexers.Select(i => i.Indexer)];
        Broadcasting.Check("selection at points", arrays, Broadcasting.Dims(arrays));
        foreach (string made in Broadcasting.Dims(arrays))
        {
            if (!sizes.Contains(made) || indexers.Any(i => i.Dim == made))
                continue;
            DataArray shared = arrays.First(a => a.Dims.Contains(made));
            if (
                shared.Coords.IndexOf(made) is { } own
                && coords.IndexOf(made) is { } labels
                && own.FirstDifference(labels) is >= 0 and long at
            )
            {
                throw new GchunkException(
                    $"selection at points: the labels of '{made}' differ{Broadcasting.Describe(own, labels, at)}; select the same labels on both, or rename the dimension of the points"
                );
            }

            if (shared.Sizes[made] != sizes[made])
            {
                throw new GchunkException(
                    $"selection at points: '{made}' has length {shared.Sizes[made]} in the points and {sizes[made]} in the array, which share it; rename the dimension of the points"
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
        string[] result = ResultDims(variable.Dims, own);
        string[] shared =
        [
            .. Broadcasting
                .Dims([.. own.Select(i => i.Indexer)])
                .Where(d => variable.Dims.Contains(d) && !own.Any(i => i.Dim == d)),
        ];
        if (shared.Length > 0 && own.Length == 1)
        {
            var (dim, indexer, at) = own[0];
            var field = new MemoryExpr(NDArray.From(at, indexer.Shape), indexer.Chunks);
            return variable with
            {
                Dims = result,
                Expr = TakeFieldOp.Create(variable.Expr, variable.Dims, dim, field, indexer.DimArray, result),
            };
        }

        // Several fields: each point also has a position along the shared dimensions.
        foreach (string dim in shared)
        {
            long length = variable.Expr.Shape[Array.IndexOf(variable.Dims, dim)];
            long[] each = [.. Enumerable.Range(0, (int)length).Select(i => (long)i)];
            own = [.. own, (dim, new DataArray(NDArray.From(each), [dim]), each)];
        }
        (int[] axes, string[] made, long[][] positions) = Along(variable.Dims, own);
        long[] lengths = Lengths(own, made);
        int first = Enumerable.Range(0, axes.Min()).Count(a => !axes.Contains(a));
        ArrayExpr expr = TakePointsOp.Create(variable.Expr, axes, positions);
        if (made.Length != 1)
            expr = ReshapeExpr.Create(expr, [.. expr.Shape.Take(first), .. lengths, .. expr.Shape.Skip(first + 1)]);
        string[] others = [.. variable.Dims.Where(d => !own.Any(i => i.Dim == d))],
            taken = [.. others.Take(first), .. made, .. others.Skip(first)];
        return variable with
        {
            Dims = result,
            Expr = TransposeExpr.Create(expr, Array.ConvertAll(result, d => Array.IndexOf(taken, d))),
        };
    }

    // As in xarray: an axis that is indexed is replaced by the dimensions of its points, except those named before.
    private static string[] ResultDims(string[] dims, (string Dim, DataArray Indexer, long[] Positions)[] own)
    {
        var result = new List<string>();
        foreach (string dim in dims)
        {
            int at = Array.FindIndex(own, i => i.Dim == dim);
            foreach (string d in at < 0 ? [dim] : own[at].Indexer.Dims)
            {
                if (!result.Contains(d))
                    result.Add(d);
            }
        }

        return [.. result];
    }

    /// <summary>
    /// Returns the axes that are selected pointwise, the dimensions of the points, and the position of each point, in C
    /// order, along each of the axes.
    /// </summary>
    /// <param name="dims">The dimensions of the array.</param>
    public (int[] Axes, string[] Made, long[][] Positions) Along(string[] dims)
    {
        return Along(dims, [.. indexers.Where(i => dims.Contains(i.Dim))]);
    }

    private static (int[] Axes, string[] Made, long[][] Positions) Along(
        string[] dims,
        (string Dim, DataArray Indexer, long[] Positions)[] own
    )
    {
        string[] made = Broadcasting.Dims([.. own.Select(i => i.Indexer)]);
        long[] lengths = Lengths(own, made);
        long points = lengths.Aggregate(1L, (a, b) => a * b);
        return (
            [.. own.Select(i => Array.IndexOf(dims, i.Dim))],
            made,
            [.. own.Select(i => Broadcast(i.Indexer, i.Positions, made, lengths))]
        );
    }

    private static long[] Lengths((string Dim, DataArray Indexer, long[] Positions)[] own, string[] made) =>
        Array.ConvertAll(made, d => own.First(i => i.Indexer.Sizes.Contains(d)).Indexer.Sizes[d]);

    private static long[] Broadcast(DataArray indexer, long[] positions, string[] dims, long[] lengths)
    {
        var strides = new long[dims.Length];
        for (int d = 0; d < dims.Length; d++)
        {
            int axis = Array.IndexOf(indexer.DimArray, dims[d]);
            if (axis >= 0)
                strides[d] = indexer.Shape.Strides()[axis];
        }
        return Array.ConvertAll(BroadcastOffsets.Of(lengths, strides), at => positions[at]);
    }
}
