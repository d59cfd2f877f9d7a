using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Maps;
using Gchunk.Ml.Clustering.Mixtures;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Maps;
using Gchunk.Ml.Operations.Mixtures;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// A self-organizing map: a grid of nodes in the space of the features, on which neighbours are alike. Each sample
/// belongs to the nearest node. Used for weather patterns that change gradually into each other.
/// </summary>
/// <remarks>
/// The batch algorithm of Kohonen (2001, "Self-organizing maps", section 3.6): in each iteration every node moves to
/// the mean of all samples, weighted by a Gaussian of the distance on the grid between the node and that nearest to the
/// sample. The radius shrinks by a constant factor from half the longer side of the grid to 0.5. The nodes start on the
/// plane of the two leading principal components, so there is no seed: the same samples give the same bits. Each
/// iteration is one pass over the blocks of the samples.
/// </remarks>
/// <example><code>
/// var map = new SelfOrganizingMap(rows: 3, columns: 4).Fit(x);    // x: (z, time)
/// Print(map.QuantizationError, map.TopographicError);
/// map.UMatrix.Plot("umatrix.png");
/// </code></example>
public sealed class SelfOrganizingMap : Clusterer<SelfOrganizingMap>
{
    // Beyond, the matrix of covariances takes more than 32 MB.
    private const int ManyFeatures = 2048;
    private const double LastRadius = 0.5;

    private readonly NodeGrid grid;
    private readonly int iterations;
    private readonly double radius;
    private Model? model;

    private sealed record Model(SampleFrame Frame, NDArray Nodes, double QuantizationError, double TopographicError);

    /// <summary>Sets the parameters.</summary>
    /// <param name="rows">The rows of the grid.</param>
    /// <param name="columns">The columns of the grid.</param>
    /// <param name="topology">"rectangular" or "hexagonal".</param>
    /// <param name="iterations">The number of passes over the samples.</param>
    /// <param name="radius">The first radius, in nodes; null for half the longer side of the grid.</param>
    /// <exception cref="GchunkException">A number is out of range, or the topology is unknown.</exception>
    public SelfOrganizingMap(
        int rows = 4,
        int columns = 4,
        string topology = "rectangular",
        int iterations = 50,
        double? radius = null
    )
    {
        if (rows < 1 || columns < 1 || (long)rows * columns > 1 << 20)
            throw new GchunkException($"a map has 1 to 1048576 nodes; got {rows} rows × {columns} columns");
        if (iterations < 1)
            throw new GchunkException($"a map needs at least 1 iteration; got iterations: {iterations}");
        if (radius is { } given && !(given > 0 && double.IsFinite(given)))
            throw new GchunkException($"the radius must be a positive number; got {radius}");
        if (topology is not ("rectangular" or "hexagonal"))
        {
            throw new GchunkException($"unknown topology \"{topology}\"; there are \"rectangular\" and \"hexagonal\"");
        }
        grid = new NodeGrid(rows, columns, topology == "hexagonal");
        (this.iterations, this.radius) = (iterations, radius ?? Math.Max(Math.Max(rows, columns) / 2.0, LastRadius));
    }

    /// <summary>
    /// The nodes, (row, column, dimensions in <c>over</c>): patterns of samples. The label of a sample is row × columns
    /// + column; nodes are not ordered by size, since their place on the grid means something.
    /// </summary>
    /// <exception cref="GchunkException">This SelfOrganizingMap has not been fitted.</exception>
    public DataArray Nodes
    {
        get
        {
            DataArray flat = Fitted.Grid.OfFeatures(
                new MemoryExpr(Fitted.Centers, ChunkGrid.Single(Fitted.Centers.Shape)),
                "node",
                "nodes"
            );
            return new DataArray(
                ReshapeExpr.Create(flat.Expression, [grid.Rows, grid.Columns, .. flat.Shape.Skip(1)]),
                ["row", "column", .. flat.Dims.Skip(1)],
                flat.Coords,
                "nodes"
            );
        }
    }

    /// <summary>The number of samples of each node, (row, column), int64.</summary>
    /// <exception cref="GchunkException">This SelfOrganizingMap has not been fitted.</exception>
    public DataArray Counts =>
        new(NDArray.From([.. ClusterSizes], (grid.Rows, grid.Columns)), ["row", "column"], name: "counts");

    /// <summary>
    /// The mean distance of each node to its neighbours on the grid, (row, column): ridges are borders of clusters.
    /// </summary>
    /// <exception cref="GchunkException">This SelfOrganizingMap has not been fitted.</exception>
    public DataArray UMatrix
    {
        get
        {
            NDArray nodes = Found.Nodes;
            int features = (int)nodes.Shape[1];
            double[] values = nodes.ToArray<double>();
            var means = new double[grid.Count];
            for (int a = 0; a < grid.Count; a++)
            {
                int neighbors = 0;
                for (int b = 0; b < grid.Count; b++)
                {
                    if (!grid.IsNear(a, b))
                        continue;
                    double squared = 0;
                    for (int f = 0; f < features; f++)
                        squared += Math.Pow(values[a * features + f] - values[b * features + f], 2);
                    means[a] += Found.Frame.RestoreDistance(Math.Sqrt(squared));
                    neighbors++;
                }
                means[a] /= Math.Max(neighbors, 1);
            }
            return new DataArray(NDArray.From(means, (grid.Rows, grid.Columns)), ["row", "column"], name: "u_matrix");
        }
    }

    /// <summary>The mean distance of the samples to their nodes.</summary>
    /// <exception cref="GchunkException">This SelfOrganizingMap has not been fitted.</exception>
    public double QuantizationError => Found.QuantizationError;

    /// <summary>The share of samples whose two nearest nodes do not touch on the grid: 0 is a smooth map.</summary>
    /// <exception cref="GchunkException">This SelfOrganizingMap has not been fitted.</exception>
    public double TopographicError => Found.TopographicError;

    private Model Found => Fitting.Fitted(model, nameof(SelfOrganizingMap));

    private protected override bool IsOrderedBySize => false;

    private protected override string Parameters =>
        $"SelfOrganizingMap(rows: {grid.Rows}, columns: {grid.Columns}{(grid.IsHexagonal ? ", topology: \"hexagonal\"" : "")}, iterations: {iterations})";

    private protected override string Findings =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"quantization error {QuantizationError:G6}; topographic error {TopographicError:F3}"
        );

    private protected override DataArray? PredictOthers(DataArray samples) => Predict(samples);

    private protected override void WriteParameters(ModelState state) =>
        state
            .Set("rows", grid.Rows)
            .Set("columns", grid.Columns)
            .Set("topology", grid.IsHexagonal ? "hexagonal" : "rectangular")
            .Set("iterations", iterations)
            .Set("radius", radius);

    private protected override void WriteFound(ModelState state) =>
        state
            .Set(Found.Frame)
            .Set("nodes", Found.Nodes)
            .Set("quantizationError", Found.QuantizationError)
            .Set("topographicError", Found.TopographicError);

    internal static SelfOrganizingMap Read(ModelState state)
    {
        var map = new SelfOrganizingMap(
            state.Int("rows"),
            state.Int("columns"),
            state.Text("topology"),
            state.Int("iterations"),
            state.Double("radius")
        );
        if (!state.IsFitted)
            return map;
        map.ReadFound(state);
        long features = map.Fitted.Centers.Shape[1];
        map.model = new Model(
            state.Frame(features),
            state.Array("nodes", DType.Float64, (map.grid.Count, features)),
            state.Double("quantizationError"),
            state.Double("topographicError")
        );
        return map;
    }

    private protected override FoundClusters Find(SampleGrid field)
    {
        Samples prepared = Samples.Prepare(field.Samples.Expression, Fitting.Dim(field.Samples));
        double[] nodes = Start(prepared);
        for (int i = 0; i < iterations; i++)
        {
            double share = iterations == 1 ? 1 : i / (iterations - 1.0);
            nodes = Move(prepared, nodes, radius * Math.Pow(LastRadius / radius, share));
        }
        NDArray found = NDArray.From(nodes, (grid.Count, prepared.Features));
        using NDArray nearest = Computation.Compute(MapPredictOp.Create(prepared, found));
        var labels = new int[prepared.Count];
        double distance = 0;
        long apart = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (int)nearest.GetDouble(i, 0);
            distance += nearest.GetDouble(i, 2);
            apart += grid.Count > 1 && !grid.IsTouching(labels[i], (int)nearest.GetDouble(i, 1)) ? 1 : 0;
        }
        model = new Model(
            prepared.Frame,
            found,
            prepared.Frame.RestoreDistance(distance / labels.Length),
            (double)apart / labels.Length
        );
        var centers = new double[nodes.Length];
        for (int i = 0; i < centers.Length; i++)
            centers[i] = prepared.Frame.Restore(nodes[i], i % prepared.Features);
        return new FoundClusters(
            PairOp.PerSample(prepared, NDArray.From(labels)),
            grid.Count,
            NDArray.From(centers, found.Shape)
        );
    }

    /// <summary>Returns the node of each sample, as <see cref="Clusterer{TSelf}.Labels"/>.</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// This SelfOrganizingMap has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Predict(DataArray samples)
    {
        SampleGrid like = Fitted.Grid.Like(samples);
        Model known = Found;
        if (like.Samples.Shape[1] != known.Nodes.Shape[1])
        {
            throw new GchunkException(
                $"this SelfOrganizingMap was fitted to samples of {known.Nodes.Shape[1]} features; these have {like.Samples.Shape[1]}: {like.Samples.Shape}"
            );
        }
        (Samples prepared, NDArray nodes) = Samples
            .Prepare(like.Samples.Expression, Fitting.Dim(like.Samples))
            .Beside(known.Frame, known.Nodes);
        return like.OfSamples(First(MapPredictOp.Create(prepared, nodes)), "labels");
    }

    // The first column: the nearest node.
    private static ArrayExpr First(ArrayExpr nearest) =>
        CastExpr.Create(
            ReshapeExpr.Create(
                SliceExpr.Create(nearest, [new AxisSlice(0, nearest.Shape[0]), new AxisSlice(0, 1)]),
                [nearest.Shape[0]]
            ),
            DType.Int32
        );

    /// <summary>Returns the node of each sample, int32.</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    public DataArray Predict(ChunkedArray samples) => Predict(Fitting.Label(samples));

    // The plane of the two leading principal components; a line if the grid has one row or column.
    private double[] Start(Samples samples)
    {
        int features = samples.Features;
        var nodes = new double[grid.Count * features];
        if (features > ManyFeatures)
            return Drawn(samples);
        var single = new MixtureParameters(
            CovarianceKind.Full,
            NDArray.From([1.0]),
            NDArray.From(new double[features], (1, features)),
            NDArray.From(new double[features * features], (1, features, features))
        );
        ArrayExpr zeros = PairOp.PerSample(samples, NDArray.From(new int[samples.Count]));
        using NDArray sums = Computation.Compute(MixtureStepOp.Create(samples, single, zeros));
        double[] covariance = new MixtureSums(CovarianceKind.Full, new double[features], sums).Maximize(0).Covariances;
        (double[] values, NDArray vectors) = SymmetricEigen.Decompose(NDArray.From(covariance, (features, features)));
        for (int node = 0; node < grid.Count; node++)
        {
            // The longer side follows the first component.
            double across = Offset(node % grid.Columns, grid.Columns),
                down = Offset(node / grid.Columns, grid.Rows);
            (double first, double second) = grid.Columns >= grid.Rows ? (across, down) : (down, across);
            for (int f = 0; f < features; f++)
            {
                nodes[node * features + f] = first * Spread(0, f) + (features > 1 ? second * Spread(1, f) : 0);
            }
        }
        vectors.Dispose();
        return nodes;

        double Spread(int component, int f) =>
            Math.Sqrt(Math.Max(values[component], 0)) * Sign(component) * vectors.GetDouble(f, component);

        // The sign of an eigenvector is free: the largest coefficient is positive.
        double Sign(int component)
        {
            double largest = 0;
            for (int f = 0; f < features; f++)
            {
                double value = vectors.GetDouble(f, component);
                if (Math.Abs(value) > Math.Abs(largest))
                    largest = value;
            }
            return largest < 0 ? -1 : 1;
        }
    }

    // From -1 to 1.
    private static double Offset(int index, int count) => count == 1 ? 0 : 2.0 * index / (count - 1) - 1;

    // Samples at equal distances.
    private double[] Drawn(Samples samples)
    {
        long[] rows = [.. Enumerable.Range(0, grid.Count).Select(node => node * samples.Count / grid.Count)];
        using NDArray drawn = Computation.Compute(TakeExpr.Create(PlaceOp.Create(samples), 0, rows, [rows.Length]));
        return drawn.ToArray<double>();
    }

    private double[] Move(Samples samples, double[] nodes, double width)
    {
        int features = samples.Features,
            columns = features + 1;
        using NDArray found = Computation.Compute(
            NodeSumsOp.Create(samples, NDArray.From(nodes, (grid.Count, features)))
        );
        ReadOnlySpan<double> sums = found.Span<double>();
        var moved = new double[nodes.Length];
        for (int node = 0; node < grid.Count; node++)
        {
            Span<double> to = moved.AsSpan(node * features, features);
            double total = 0;
            for (int other = 0; other < grid.Count; other++)
            {
                double weight = Math.Exp(-grid.Squared(node, other) / (2 * width * width));
                ReadOnlySpan<double> own = sums.Slice(other * columns, columns);
                total += weight * own[features];
                for (int f = 0; f < features; f++)
                    to[f] += weight * own[f];
            }
            // A node far from all samples stays where it is.
            for (int f = 0; f < features; f++)
                to[f] = total > 0 ? to[f] / total : nodes[node * features + f];
        }
        return moved;
    }
}
