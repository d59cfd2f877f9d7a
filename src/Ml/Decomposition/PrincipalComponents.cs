using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Decomposition;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// The orthogonal directions along which samples vary most: what <see cref="Pca"/> and <see cref="Eof"/> share.
/// </summary>
/// <remarks>
/// The exact solver computes the Gram matrix of the shorter axis, in one pass over the data, and its eigenvectors; a
/// component whose deviation is below 10⁻⁷ of the first cannot be told from rounding and is left out. The randomized
/// solver is that of Halko, Martinsson and Tropp (2011, "Finding structure with randomness", algorithms 4.4 and 5.1)
/// with 4 power iterations. Both work in blocks: the data need not fit in memory. The largest element of each
/// component, in absolute value, is positive. The same data and seed give the same bits.
/// </remarks>
/// <typeparam name="TSelf">The decomposition itself, so that calls can be chained.</typeparam>
public abstract class PrincipalComponents<TSelf> : Transformer<TSelf>
    where TSelf : PrincipalComponents<TSelf>
{
    private readonly ComponentChoice choice;
    private readonly string? rotation;
    private FittedComponents? fitted;

    private protected PrincipalComponents(ComponentChoice choice, string? rotation)
    {
        this.choice = choice.Checked();
        this.rotation = ComponentRotation.Checked(rotation);
    }

    /// <summary>
    /// The components, (component, features) or fields on the dimensions of the features; of unit length, and
    /// orthogonal unless rotated. Features that were left out are missing.
    /// </summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray Components => Numbered(Fitted.Grid.OfFeatures(Fitted.Axes.Components, ComponentDim, "components"));

    /// <summary>The fitted samples as multiples of the components, as <c>Transform</c> gives them, in memory.</summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray Scores => AsScores(Fitted.Grid, Fitted.Axes.Scores);

    /// <summary>The mean of each feature, which is subtracted first.</summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray Mean
    {
        get
        {
            NDArray mean = Fitted.Axes.Mean.Reshape((1, Fitted.Axes.Mean.Size));
            return Fitted
                .Grid.OfFeatures(new MemoryExpr(mean, ChunkGrid.Single(mean.Shape)), ComponentDim, "mean")
                .Isel(ComponentDim, 0);
        }
    }

    /// <summary>
    /// The variance of the samples along each component, with n − 1 in the denominator; infinite or 0 if no float64 is
    /// that large or small.
    /// </summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray ExplainedVariance => OfComponents(Fitted.Axes.InUnits(), "explained_variance");

    /// <summary>The share of the total variance that each component explains.</summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray ExplainedVarianceRatio =>
        OfComponents(
            Array.ConvertAll(Fitted.Axes.Variances, v => v / Fitted.Axes.TotalVariance),
            "explained_variance_ratio"
        );

    /// <summary>
    /// The sampling error of each explained variance, λ√(2/n) for n samples; components whose variances differ by less
    /// are mixed: North's rule of thumb (North et al. 1982, "Sampling errors in the estimation of empirical orthogonal
    /// functions", equation 24). If samples depend on each other, as days do, the true error is larger.
    /// </summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray NorthErrors =>
        OfComponents(
            Array.ConvertAll(Fitted.Axes.InUnits(), v => v * Math.Sqrt(2.0 / Fitted.Axes.Scores.Shape[0])),
            "north_errors"
        );

    /// <summary>The name of the dimension of the components.</summary>
    private protected abstract string ComponentDim { get; }

    /// <summary>The label of the first component.</summary>
    private protected abstract int FirstLabel { get; }

    private FittedComponents Fitted => Fitting.Fitted(fitted, typeof(TSelf).Name);

    /// <summary>Takes samples × features of the input of Fit.</summary>
    private protected abstract SampleGrid Take(DataArray x, string[]? over, double maxMissing);

    /// <summary>Takes samples with the same features of another input.</summary>
    private protected abstract SampleGrid TakeLike(SampleGrid grid, DataArray x);

    /// <summary>Returns the factor of each feature, or null.</summary>
    private protected virtual NDArray? Weights(SampleGrid grid) => null;

    /// <summary>Returns the weight of each sample, of mean 1, or null.</summary>
    private protected virtual NDArray? WeightsOfSamples(SampleGrid grid) => null;

    /// <summary>Learns from a field with few missing values.</summary>
    /// <param name="field">The field.</param>
    /// <param name="over">As for the other forms.</param>
    /// <param name="maxMissing">
    /// The largest share of missing values with which a cell is kept; they are filled by the mean of its other values.
    /// </param>
    /// <exception cref="GchunkException">The dimension is unknown, or no cell is complete enough.</exception>
    public TSelf Fit(DataArray field, string over, double maxMissing)
    {
        Learn(field, [over], maxMissing);
        return (TSelf)this;
    }

    /// <summary>
    /// Returns samples as multiples of the components: (samples, component), or of a field also on its dimensions.
    /// Lazy; samples with missing values become missing.
    /// </summary>
    /// <param name="x">Samples × features, or a field with the features that were fitted.</param>
    /// <exception cref="GchunkException">It has not been fitted, or the features differ.</exception>
    public override DataArray Transform(DataArray x)
    {
        FittedComponents found = Fitted;
        SampleGrid grid = TakeLike(found.Grid, x);
        long features = found.Axes.Mean.Size;
        if (grid.Samples.Shape[1] != features)
        {
            throw new GchunkException(
                $"this {typeof(TSelf).Name} was fitted to {features} features; these samples have {grid.Samples.Shape[1]}"
            );
        }

        ChunkedArray centered = new ChunkedArray(grid.Samples.Expression).AsType(DType.Float64) - found.Axes.Mean;
        if (found.Weights is { } weights)
            centered *= (ChunkedArray)weights;
        return AsScores(grid, centered.MatMul(found.Projection).Expression);
    }

    /// <summary>
    /// Returns the features of multiples of the components: the sum of the products, with the weights undone, and the
    /// mean. Lazy.
    /// </summary>
    /// <param name="x">Scores along the dimension of the components, with any other dimensions.</param>
    /// <exception cref="GchunkException">
    /// It has not been fitted, or the array lacks the dimension of the components.
    /// </exception>
    public override DataArray InverseTransform(DataArray x) => Restored(x, Components);

    /// <summary>Returns the fitted samples, reconstructed from their leading components.</summary>
    /// <param name="components">The number of components; null for all that were found.</param>
    /// <exception cref="GchunkException">It has not been fitted, or there are not that many components.</exception>
    public DataArray Reconstruct(int? components = null)
    {
        int found = Fitted.Axes.Variances.Length,
            count = components ?? found;
        if (count < 1 || count > found)
            throw new GchunkException($"there are {found} components; got {count}");
        return Restored(Scores.Isel(ComponentDim, ..count), Components.Isel(ComponentDim, ..count));
    }

    private DataArray Restored(DataArray scores, DataArray axes)
    {
        if (!scores.Dims.Contains(ComponentDim))
        {
            throw new GchunkException(
                $"the scores need the dimension '{ComponentDim}'; these have ({string.Join(", ", scores.Dims)})"
            );
        }

        if (scores.Sizes[ComponentDim] != axes.Sizes[ComponentDim])
        {
            throw new GchunkException(
                $"there are {axes.Sizes[ComponentDim]} components; these scores have {scores.Sizes[ComponentDim]}"
            );
        }

        if (scores.Dims.Intersect(axes.Dims).FirstOrDefault(dim => dim != ComponentDim) is { } shared)
        {
            throw new GchunkException(
                $"the scores and the components both have the dimension '{shared}'; rename it in the scores"
            );
        }

        DataArray sum = scores.Dot(axes, ComponentDim);
        if (Fitted.Weights is { } weights)
        {
            NDArray row = weights.Reshape((1, weights.Size));
            sum /= Fitted
                .Grid.OfFeatures(new MemoryExpr(row, ChunkGrid.Single(row.Shape)), ComponentDim, "weights")
                .Isel(ComponentDim, 0)
                .DropCoords();
        }

        return sum + Mean;
    }

    /// <summary>Returns the parameters and, after fitting, how much the components explain.</summary>
    public override string ToString()
    {
        string options = rotation is null ? "" : $", rotation: \"{rotation}\"";
        string parameters = $"{typeof(TSelf).Name}({choice.Text}{options})".Replace(
            "(, ",
            "(",
            StringComparison.Ordinal
        );
        if (fitted is not { } found)
            return $"{parameters}: not fitted";
        double[] shares = Array.ConvertAll(found.Axes.Variances, v => 100 * v / found.Axes.TotalVariance);
        string verb = shares.Length == 1 ? "explains" : "explain";
        string first = string.Join(
            ", ",
            shares.Take(5).Select(s => s.ToString("F1", CultureInfo.InvariantCulture) + " %")
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{parameters}: {Quantity.Of(shares.Length, "component")} of {Quantity.Of(found.Axes.Scores.Shape[0], "sample")} × {Quantity.Of(found.Axes.Mean.Size, "feature")} {verb} {shares.Sum():F1} % of the variance ({first}{(shares.Length > 5 ? ", …" : "")})"
        );
    }

    internal override (DataArray Result, string[]? Over) FitStep(DataArray x, string[]? over, double maxMissing)
    {
        Learn(x, over, maxMissing);
        return (Scores, over is null ? null : [ComponentDim]);
    }

    internal override bool DependsOn(IReadOnlyCollection<string> dims) => false;

    internal override void WriteState(ModelState state)
    {
        state
            .Set("components", choice.Components)
            .Set("share", choice.Share)
            .Set("solver", choice.Solver)
            .Set("seed", choice.Seed)
            .Set("rotation", rotation)
            .Set("fitted", fitted is not null);
        if (fitted is not { } found)
            return;
        state.Set(found.Grid);
        state
            .Set("mean", found.Axes.Mean)
            .Set("variances", NDArray.From(found.Axes.Variances))
            .Set("totalVariance", found.Axes.TotalVariance)
            .Set("exponent", found.Axes.Exponent)
            .Set("axes", Computation.Compute(found.Axes.Components))
            .Set("scores", Computation.Compute(found.Axes.Scores));
        if (found.Weights is { } weights)
            state.Set("weights", weights);
        if (found.Rotated is { } rotated)
            state.Set("rotated", Computation.Compute(rotated));
    }

    private protected static ComponentChoice ReadChoice(ModelState state) =>
        new(state.IntOrNull("components"), state.DoubleOrNull("share"), state.Text("solver"), state.Long("seed"));

    private protected TSelf ReadFound(ModelState state)
    {
        if (!state.IsFitted)
            return (TSelf)this;
        SampleGrid grid = state.Grid();
        long features = grid.Samples.Shape[1],
            samples = grid.KeptSamples?.LongLength ?? grid.AllSamples;
        double[] variances = state.Array("variances", DType.Float64, 1).ToArray<double>();
        long count = variances.Length;
        var axes = new PrincipalAxes(
            state.Array("mean", DType.Float64, features),
            variances,
            state.Double("totalVariance"),
            InMemory(state.Array("axes", DType.Float64, (count, features))),
            InMemory(state.Array("scores", DType.Float64, (samples, count))),
            state.Has("exponent") ? state.Int("exponent") : 0
        );
        fitted = new FittedComponents(
            grid,
            axes,
            state.HasArray("weights") ? state.Array("weights", DType.Float64, features) : null,
            state.HasArray("rotated") ? InMemory(state.Array("rotated", DType.Float64, (features, count))) : null
        );
        return (TSelf)this;
    }

    private static MemoryExpr InMemory(NDArray array) => new(array, ChunkGrid.Auto(array.Shape, array.DType.Size));

    private protected override void Learn(DataArray x, string[]? over, double maxMissing)
    {
        SampleGrid grid = Take(x, over, maxMissing);
        NDArray? weights = Weights(grid);
        PrincipalAxes axes = PrincipalAxes.Of(grid.Samples.Expression, weights, WeightsOfSamples(grid), choice);
        if (choice.Components > axes.Variances.Length)
        {
            int count = axes.Variances.Length;
            Notice.Tell(
                $"{typeof(TSelf).Name} found {Quantity.Of(count, "component")}, not the {choice.Components} that were asked for: the samples vary in only {Quantity.Of(count, "direction")}"
            );
        }

        ArrayExpr? projection = null;
        if (rotation is not null)
            (axes, projection) = ComponentRotation.Rotate(axes, rotation);
        fitted = new FittedComponents(grid.WithoutValues(), axes, weights, projection);
    }

    private DataArray AsScores(SampleGrid grid, ArrayExpr scores)
    {
        DataArray all = Numbered(grid.OfSamples(scores, "scores", ComponentDim));
        // Of one dimension of samples, scores are samples × components, as other estimators take them.
        return grid.SampleDims.Length == 1 ? all.Transpose(grid.SampleDims[0], ComponentDim) : all;
    }

    private DataArray OfComponents(double[] values, string name) =>
        Numbered(new DataArray(NDArray.From(values), [ComponentDim], name: name));

    private DataArray Numbered(DataArray array) =>
        array.AssignCoords(
            ComponentDim,
            new NumberIndex(
                [.. Enumerable.Range(FirstLabel, (int)array.Sizes[ComponentDim]).Select(i => (double)i)],
                DType.Int64
            )
        );
}
