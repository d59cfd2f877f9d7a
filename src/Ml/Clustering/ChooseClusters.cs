using System.Globalization;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml;

/// <summary>
/// Compares numbers of clusters of k-means by four criteria: the elbow of the inertia, the gap statistic, the
/// silhouette and the stability across seeds.
/// </summary>
/// <remarks>
/// <para>The elbow is the number whose inertia lies farthest below the line from the first to the last.</para>
/// <para>
/// Gap statistic: Tibshirani, Walther and Hastie (2001, "Estimating the number of clusters in a data set via the gap
/// statistic", section 4). The logarithm of the inertia is compared with its mean over samples that are uniform in the
/// box of the features; the smallest number is suggested whose gap is at least the next gap minus its error.
/// </para>
/// <para>Silhouette: the number with the largest mean silhouette. It compares all pairs of samples.</para>
/// <para>
/// Stability: the mean adjusted Rand index of the clusterings of all pairs of seeds, each from one start; the largest
/// number is suggested among those within 0.01 of the best.
/// </para>
/// The gap statistic and the silhouette use at most <c>samples</c> samples, drawn at about equal distances.
/// </remarks>
/// <example><code>
/// var choice = new ChooseClusters(from: 2, to: 6, references: 3).Fit(x);    // x: (z, time)
/// Print(choice);
/// choice.Plot("silhouette.png", "silhouette");
/// </code></example>
public sealed class ChooseClusters
{
    private const double NearlyBest = 0.01;

    // Samples of magnitudes beyond 2^400 are compared in other units.
    private const int Far = 400;
    private const int LeastExponent = -1000;

    private readonly int from;
    private readonly int to;
    private readonly long seed;
    private readonly int seeds;
    private readonly int references;
    private readonly int most;
    private Column[]? columns;
    private int exponent;

    // What was found for one number of clusters.
    private sealed record Column(
        int Clusters,
        double Inertia,
        double Gap,
        double GapError,
        double Silhouette,
        double Stability
    );

    /// <summary>Sets the parameters.</summary>
    /// <param name="from">The smallest number of clusters.</param>
    /// <param name="to">The largest number of clusters; it is compared too.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="seeds">The number of seeds with which each number is fitted.</param>
    /// <param name="references">The number of uniform data sets for the gap statistic.</param>
    /// <param name="samples">The maximum number of samples for the gap statistic and the silhouette.</param>
    /// <exception cref="GchunkException">A number is out of range.</exception>
    public ChooseClusters(
        int from = 2,
        int to = 10,
        long seed = 0,
        int seeds = 5,
        int references = 10,
        int samples = 5000
    )
    {
        if (from < 1 || to <= from)
            throw new GchunkException($"at least two numbers of clusters are compared; got from: {from}, to: {to}");
        if (seeds < 2 || references < 2)
        {
            throw new GchunkException(
                $"at least 2 seeds and 2 references are needed; got seeds: {seeds}, references: {references}"
            );
        }
        if (samples <= to)
            throw new GchunkException($"more samples than clusters are needed; got samples: {samples}, to: {to}");
        (this.from, this.to, this.seed, this.seeds, this.references, most) = (
            from,
            to,
            seed,
            seeds,
            references,
            samples
        );
    }

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">
    /// The numbers of clusters, <c>2..8</c>: from the smallest to the largest, which is compared too.
    /// </param>
    /// <param name="seed">The first seed.</param>
    /// <param name="seeds">The number of seeds with which each number is fitted.</param>
    /// <param name="references">The number of uniform data sets for the gap statistic.</param>
    /// <param name="samples">The maximum number of samples for the gap statistic and the silhouette.</param>
    /// <exception cref="GchunkException">A number is out of range, or the range has no end.</exception>
    public ChooseClusters(Range clusters, long seed = 0, int seeds = 5, int references = 10, int samples = 5000)
        : this(Number(clusters.Start, clusters), Number(clusters.End, clusters), seed, seeds, references, samples) { }

    private static int Number(Index index, Range clusters) =>
        index.IsFromEnd
            ? throw new GchunkException($"numbers of clusters have a first and a last, as in 2..8; got {clusters}")
            : index.Value;

    /// <summary>
    /// The criteria for each number of clusters: <c>inertia</c>, <c>gap</c>, <c>gap_error</c>, <c>silhouette</c> and
    /// <c>stability</c>, along <c>clusters</c>. One cluster has no silhouette and no stability (NaN).
    /// </summary>
    /// <exception cref="GchunkException">This ChooseClusters has not been fitted.</exception>
    public Dataset Table =>
        new([
            Variable("inertia", InertiaOf),
            Variable("gap", c => c.Gap),
            Variable("gap_error", c => c.GapError),
            Variable("silhouette", c => c.Silhouette),
            Variable("stability", c => c.Stability),
        ]);

    /// <summary>The number of clusters at the elbow of the inertia.</summary>
    /// <exception cref="GchunkException">This ChooseClusters has not been fitted.</exception>
    public int Elbow
    {
        get
        {
            Column first = Fitted[0],
                last = Fitted[^1];
            return Fitted
                .MaxBy(c =>
                    first.Inertia + (last.Inertia - first.Inertia) * (c.Clusters - from) / (to - from) - c.Inertia
                )!
                .Clusters;
        }
    }

    /// <summary>
    /// The number of clusters that the gap statistic suggests; the largest one if no gap is large enough.
    /// </summary>
    /// <exception cref="GchunkException">This ChooseClusters has not been fitted.</exception>
    public int Gap
    {
        get
        {
            Column[] all = Fitted;
            for (int i = 0; i + 1 < all.Length; i++)
            {
                if (all[i].Gap >= all[i + 1].Gap - all[i + 1].GapError)
                    return all[i].Clusters;
            }
            return to;
        }
    }

    /// <summary>The number of clusters with the largest mean silhouette.</summary>
    /// <exception cref="GchunkException">This ChooseClusters has not been fitted.</exception>
    public int Silhouette => Fitted.Where(c => c.Clusters > 1).MaxBy(c => c.Silhouette)!.Clusters;

    /// <summary>
    /// The largest number of clusters whose clusterings agree across seeds about as well as the best.
    /// </summary>
    /// <exception cref="GchunkException">This ChooseClusters has not been fitted.</exception>
    public int Stability
    {
        get
        {
            double best = Fitted.Where(c => c.Clusters > 1).Max(c => c.Stability);
            return Fitted.Last(c => c.Clusters > 1 && c.Stability >= best - NearlyBest).Clusters;
        }
    }

    private double InertiaOf(Column column) => Math.ScaleB(column.Inertia, 2 * exponent);

    private Column[] Fitted => Fitting.Fitted(columns, nameof(ChooseClusters));

    private DataArray Variable(string name, Func<Column, double> value)
    {
        int[] clusters = Array.ConvertAll(Fitted, c => c.Clusters);
        return new DataArray(NDArray.From([.. Fitted.Select(value)]), ["clusters"], name: name).AssignCoords(
            "clusters",
            new DataArray(NDArray.From(clusters), ["clusters"])
        );
    }

    /// <summary>Fits k-means with each number of clusters.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="GchunkException">
    /// The array does not have two dimensions, samples have missing values, or there are not more samples than
    /// clusters.
    /// </exception>
    public ChooseClusters Fit(ChunkedArray samples) => Fit(Fitting.Label(samples));

    /// <summary>Fits k-means with each number of clusters to samples, or to the cells of a field.</summary>
    /// <param name="samples">Samples × features, or a field if <paramref name="over"/> is given.</param>
    /// <param name="over">The dimension of the features of a field; null for samples × features.</param>
    /// <param name="maxMissing">The largest share of missing values with which a cell of a field is kept.</param>
    /// <exception cref="GchunkException">
    /// Without <paramref name="over"/> the array does not have two dimensions or has missing values; or there are not
    /// more samples than clusters.
    /// </exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// Print(new ChooseClusters(2..3, seeds: 2, references: 2).Fit(rain, over: "time"));
    /// </code></example>
    public ChooseClusters Fit(DataArray samples, string? over = null, double maxMissing = 0) =>
        over is null ? Fit(SampleGrid.Of(samples).Told()) : Fit(samples, [over], maxMissing);

    /// <summary>
    /// Fits k-means with each number of clusters to a field whose features run along several dimensions.
    /// </summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimensions of the features; the other dimensions are those of the samples.</param>
    /// <param name="maxMissing">The largest share of missing values with which a sample is kept.</param>
    /// <exception cref="GchunkException">
    /// The field lacks a dimension, or there are not more samples than clusters.
    /// </exception>
    public ChooseClusters Fit(DataArray field, string[] over, double maxMissing = 0) =>
        Fit(SampleGrid.Of(field, over, maxMissing));

    /// <summary>Fits k-means with each number of clusters to the cells of several fields.</summary>
    /// <param name="fields">The variables: the features of a cell are its values in all of them.</param>
    /// <param name="over">The dimension that the features of a variable run along.</param>
    /// <param name="maxMissing">The largest share of missing values with which a cell is kept.</param>
    /// <exception cref="GchunkException">
    /// The fields lack the dimension, or there are not more cells than clusters.
    /// </exception>
    /// <example><code>
    /// Print(new ChooseClusters(2, 3).Fit(new Dataset([x.Unstack("z").Rename("rain")]), over: "time").Elbow);
    /// </code></example>
    public ChooseClusters Fit(Dataset fields, string over, double maxMissing = 0) =>
        Fit(SampleGrid.Of(fields, over, maxMissing));

    private ChooseClusters Fit(SampleGrid grid)
    {
        DataArray samples = grid.Samples;
        Fitting.CheckCompared(samples, to);
        if (samples.DType == DType.Bool)
            samples = samples.AsType(DType.Float64);
        string dim = Fitting.Dim(samples);
        // Under other names, so that no fit takes the samples for times once more.
        samples = Fitting.Label(samples.Data);
        long[]? drawn =
            samples.Dims.Count == 2 && samples.Shape[0] > most
                ? CounterRandom.Positions(samples.Shape[0], most, seed)
                : null;
        DataArray few = drawn is null ? samples : samples.Isel(samples.Dims[0], drawn);
        double largest = few.Data.Abs().Max().Compute().GetDouble();
        if (!double.IsFinite(largest))
            Samples.Prepare(samples.Expression, dim); // says which samples
        // In other units, squares neither overflow nor vanish.
        int size = largest > 0 ? Math.Max(Math.ILogB(largest), LeastExponent) : 0;
        exponent = Math.Abs(size) > Far ? size : 0;
        if (exponent != 0)
            (samples, few) = (samples * Math.ScaleB(1, -exponent), few * Math.ScaleB(1, -exponent));
        // What is held does not count in later runs. So the samples that are drawn are held last, when no run needs the
        // whole memory limit any more.
        int[] numbers = [.. Enumerable.Range(from, to - from + 1)];
        Fits[] fits = Array.ConvertAll(numbers, k => FitAll(k, samples, drawn));
        double[][] reference = References(few);
        few = few.WithValues(Samples.Hold(few.Expression));
        columns = Array.ConvertAll(numbers, k => Compare(k, fits[k - from], few, reference[k - from]));
        return this;
    }

    // The fits of all samples to one number of clusters: the least inertia, the labels that it has of the samples that
    // are drawn, and how much the seeds agree.
    private sealed record Fits(double Inertia, DataArray Labels, double Stability);

    private Fits FitAll(int clusters, DataArray samples, long[]? drawn)
    {
        KMeans[] fits =
        [
            .. Enumerable.Range(0, seeds).Select(s => new KMeans(clusters, seed + s, starts: 1).Fit(samples)),
        ];
        KMeans best = fits.MinBy(f => f.Inertia)!;
        DataArray labels = drawn is null ? best.Labels : best.Labels.Isel(best.Labels.Dims[0], drawn).Persist();
        double stability = clusters > 1 ? Agreement(Array.ConvertAll(fits, f => f.Labels)) : double.NaN;
        return new Fits(best.Inertia, labels, stability);
    }

    private Column Compare(int clusters, Fits fits, DataArray few, double[] logs)
    {
        double inertia = Inertia(few, clusters),
            mean = logs.Average(),
            deviation = Math.Sqrt(logs.Average(l => (l - mean) * (l - mean))),
            silhouette = double.NaN;
        if (clusters > 1)
        {
            // Samples that are all equal are one cluster, however many are asked for.
            bool isDivided = fits.Labels.Compute().ToArray<int>().Distinct().Take(2).Count() == 2;
            silhouette = isDivided ? ClusterScores.Silhouette(few, fits.Labels) : 0;
        }
        return new Column(
            clusters,
            fits.Inertia,
            mean - Log(inertia),
            deviation * Math.Sqrt(1 + 1.0 / references),
            silhouette,
            fits.Stability
        );
    }

    private static double Agreement(DataArray[] labels)
    {
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < labels.Length; a++)
        {
            for (int b = a + 1; b < labels.Length; b++, pairs++)
                sum += ClusterScores.AdjustedRand(labels[a], labels[b]);
        }
        return sum / pairs;
    }

    // The logarithms of the inertias of uniform data sets: for each number of clusters, one of each data set.
    private double[][] References(DataArray few)
    {
        string dim = few.Dims[0];
        ChunkedArray low = few.Min(dim).Data.Persist(),
            extent = (few.Max(dim).Data - low).Persist();
        var logs = new double[to - from + 1][];
        for (int k = 0; k < logs.Length; k++)
            logs[k] = new double[references];
        for (int r = 0; r < references; r++)
        {
            // Not held here: each fit holds it if there is room, and drops it.
            ChunkedArray uniform = Rand.Uniform((few.Shape[0], few.Shape[1]), seed: seed + r) * extent + low;
            for (int k = from; k <= to; k++)
                logs[k - from][r] = Log(Inertia(Fitting.Label(uniform), k));
        }
        return logs;
    }

    // Samples and references have the same number of starts, so that the gap does not favour either.
    private double Inertia(DataArray samples, int clusters) =>
        new KMeans(clusters, seed, starts: seeds).Fit(samples).Inertia;

    private static double Log(double inertia) => Math.Log(Math.Max(inertia, double.Epsilon));

    /// <summary>Plots one criterion against the number of clusters.</summary>
    /// <param name="path">The file: png, svg or pdf.</param>
    /// <param name="criterion">"inertia", "gap", "silhouette" or "stability".</param>
    /// <exception cref="GchunkException">
    /// This ChooseClusters has not been fitted, the criterion is unknown, or the file cannot be written.
    /// </exception>
    public void Plot(string path, string criterion = "gap")
    {
        Func<Column, double> value = criterion switch
        {
            "inertia" => InertiaOf,
            "gap" => static c => c.Gap,
            "silhouette" => static c => c.Silhouette,
            "stability" => static c => c.Stability,
            _ => throw new GchunkException(
                $"unknown criterion \"{criterion}\"; there are \"inertia\", \"gap\", \"silhouette\" and \"stability\""
            ),
        };
        new LinePlot
        {
            Title = $"{criterion} of k-means",
            X = new PlotAxis([.. Fitted.Select(c => (double)c.Clusters)], "clusters"),
            Values = [.. Fitted.Select(value)],
            Label = criterion,
        }.Save(path);
    }

    /// <summary>Returns the table and the numbers of clusters that the criteria suggest.</summary>
    public override string ToString()
    {
        if (columns is null)
            return $"ChooseClusters(from: {from}, to: {to}, seeds: {seeds}, references: {references})";
        var text = new StringBuilder();
        text.AppendLine("clusters       inertia               gap  silhouette  stability");
        foreach (Column c in columns)
        {
            text.AppendLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{c.Clusters, 8}  {InertiaOf(c), 12:G6}  {c.Gap, 7:F3} ± {c.GapError, 6:F3}  {c.Silhouette, 10:F3}  {c.Stability, 9:F3}"
                )
            );
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"suggested: {Elbow} by the elbow, {Gap} by the gap, {Silhouette} by the silhouette, {Stability} by stability"
        );
        return text.ToString();
    }
}
