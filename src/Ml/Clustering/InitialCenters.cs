using Gchunk.Dsl;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// The initial centers of k-means: <c>"k-means++"</c>, <c>"k-means||"</c>, <c>"random"</c>, an array of centers, or a
/// fitted model. All of these convert to it, so pass them as they are: <c>new KMeans(6, init: "random")</c>.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>k-means++</c>: each center is a sample drawn by its squared distance to those before (Arthur and
/// Vassilvitskii 2007).</item>
/// <item><c>k-means||</c>: in five passes over all samples, many candidates are drawn by their squared distances; the
/// starts work on these candidates, each weighted by the samples nearest to it (Bahmani et al. 2012, "Scalable
/// k-means++", algorithm 2).</item>
/// <item><c>random</c>: each center is a sample, all equally likely (by weight, if they have weights).</item>
/// <item>An array, clusters × features, or the <c>Centers</c> of a clusterer: the only start.</item>
/// </list>
/// </remarks>
/// <example><code>
/// var coarse = new KMeans(4).Fit(x.Isel("z", ..50));    // x: (z, time)
/// Print(new KMeans(4, init: coarse).Fit(x).Iterations > 0);
/// </code></example>
public sealed class InitialCenters
{
    /// <summary>The name of seeds by k-means++.</summary>
    internal const string PlusPlus = "k-means++";

    /// <summary>The name of seeds by k-means‖.</summary>
    internal const string Parallel = "k-means||";

    /// <summary>The name of seeds that are random samples.</summary>
    internal const string Random = "random";

    // A center farther away than this, in the frame, is nearest to no sample; its square is finite.
    private static readonly double Farthest = Math.ScaleB(1, 400);

    private readonly DataArray? centers;
    private readonly bool isLabelled;

    private InitialCenters(string kind) => Kind = kind;

    private InitialCenters(DataArray centers, bool isLabelled)
    {
        Kind = "array";
        (this.centers, this.isLabelled) = (centers, isLabelled);
    }

    /// <summary>The name of the way to draw them, or <c>array</c>.</summary>
    internal string Kind { get; }

    /// <summary>True if the centers are given, so that there is one start.</summary>
    internal bool IsGiven => centers is not null;

    /// <summary>Takes the name of a way to draw centers.</summary>
    /// <param name="kind">The name.</param>
    /// <exception cref="GchunkException">The name is unknown.</exception>
    public static implicit operator InitialCenters(string kind)
    {
        string[] known = [PlusPlus, Parallel, Random];
        return known.Contains(kind)
            ? new InitialCenters(kind)
            : throw new GchunkException(Spelling.Unknown("kind of initial centers", kind, known));
    }

    /// <summary>Takes centers, (clusters, features).</summary>
    /// <param name="centers">The centers.</param>
    public static implicit operator InitialCenters(ChunkedArray centers) => new(Fitting.Label(centers), false);

    /// <summary>Takes centers, (clusters, features).</summary>
    /// <param name="centers">The centers.</param>
    public static implicit operator InitialCenters(NDArray centers) => (ChunkedArray)centers;

    /// <summary>
    /// Takes labelled centers: (clusters, features), or one dimension and those that a field is fitted <c>over</c>.
    /// </summary>
    /// <param name="centers">The centers.</param>
    public static implicit operator InitialCenters(DataArray centers) => new(centers, true);

    /// <summary>Takes the centers of a fitted model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="GchunkException">The model has not been fitted.</exception>
    public static implicit operator InitialCenters(KMeans model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Centers;
    }

    /// <summary>Takes the centers of a fitted model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="GchunkException">The model has not been fitted.</exception>
    public static implicit operator InitialCenters(MiniBatchKMeans model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Centers;
    }

    /// <summary>Returns the centers that are given, in the frame of the samples.</summary>
    /// <param name="grid">Where the samples are from.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="clusters">The number of centers that there must be.</param>
    /// <exception cref="GchunkException">Their shape is wrong, or a value is missing or infinite.</exception>
    internal double[] Placed(SampleGrid grid, SampleFrame frame, int clusters)
    {
        ArrayExpr expr = Matrix(grid);
        int features = (int)grid.Samples.Shape[1];
        if (expr.Rank != 2 || expr.Shape[1] != features)
        {
            throw new GchunkException(
                $"init must be an array of {clusters} centers × {features} features; got {Described()}"
            );
        }

        if (expr.Shape[0] != clusters)
        {
            throw new GchunkException(
                $"init has {expr.Shape[0]} centers, but {clusters} clusters were asked for; say clusters: {expr.Shape[0]}"
            );
        }

        using NDArray values = Computation.Compute(CastExpr.Create(expr, DType.Float64));
        double[] placed = values.ToArray<double>();
        for (int i = 0; i < placed.Length; i++)
        {
            if (!double.IsFinite(placed[i]))
            {
                throw new GchunkException(
                    $"init has a value that is missing or infinite: feature {i % features} of center {i / features} is {placed[i]}"
                );
            }

            placed[i] = Math.Clamp(frame.Place(placed[i], i % features), -Farthest, Farthest);
        }

        return placed;
    }

    private string Described() => isLabelled ? $"({centers!.Sizes})" : $"{centers!.Shape}";

    // Centers on the dimensions of a field's features lack those features that were left out.
    private ArrayExpr Matrix(SampleGrid grid)
    {
        DataArray given = centers!;
        string[] rows = [.. given.Dims.Except(grid.Over)];
        if (isLabelled && rows.Length == 1 && grid.Over.All(given.Dims.Contains))
            given = given.Transpose([rows[0], .. grid.Over]);
        else if (given.Dims.Count != 2)
            return given.Expression;
        ArrayExpr expr = given.Expression;
        expr = ReshapeExpr.Create(expr, [expr.Shape[0], expr.Shape.Skip(1).Aggregate(1L, (n, length) => n * length)]);
        bool isWhole = grid.KeptFeatures is { } kept && expr.Shape[1] != kept.Length;
        return isWhole && expr.Shape[1] == grid.AllFeatures ? TakeOp.Create(expr, 1, grid.KeptFeatures!) : expr;
    }

    /// <summary>Writes what was given to a file.</summary>
    internal void Write(ModelState state)
    {
        state.Set("init", Kind);
        if (centers is null)
            return;
        state
            .Set("initDims", centers.Dims)
            .Set("initIsLabelled", isLabelled)
            .Set(
                "initCenters",
                Computation.Compute(
                    CastExpr.Create(ReshapeExpr.Create(centers.Expression, [centers.Shape.Size]), DType.Float64)
                )
            )
            .Set("initShape", NDArray.From([.. centers.Shape]));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static InitialCenters Read(ModelState state)
    {
        string kind = state.Has("init") ? state.Text("init") : PlusPlus;
        if (kind != "array")
            return kind;
        string[] dims = state.Texts("initDims");
        long[] lengths = state.Array("initShape", DType.Int64, 1).ToArray<long>();
        NDArray values = state.Array("initCenters", DType.Float64, 1);
        if (dims.Length != lengths.Length || dims.Distinct().Count() != dims.Length || lengths.Any(n => n < 0))
            throw new GchunkException("the initial centers do not fit their dimensions");
        var shape = new Shape(lengths);
        if (shape.Size != values.Size)
            throw new GchunkException($"there are {values.Size} values of initial centers of shape {shape}");
        return new InitialCenters(new DataArray(values.Reshape(shape), dims), state.Flag("initIsLabelled"));
    }
}
