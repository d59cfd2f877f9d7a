using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Scores;

namespace Gchunk.Ml;

/// <summary>
/// Scores of clusterings: how well clusters are separated, and to what degree two clusterings of the same samples
/// agree.
/// </summary>
/// <remarks>
/// Samples and labels are matched by the names of their dimensions, so both may be stacked or fields: the dimension
/// that only the samples have is that of the features. Samples without a label (NaN) are left out; -1, noise, is a
/// label as any other. The scores work in blocks, and all distances between samples are never in memory together.
/// </remarks>
/// <example><code>
/// DataArray labels = new KMeans(clusters: 6).Fit(x).Labels;    // x: (z, time)
/// Print(ClusterScores.Silhouette(x, labels), ClusterScores.DaviesBouldin(x, labels));
/// Print(ClusterScores.AdjustedRand(labels, new KMeans(clusters: 6, seed: 1).Fit(x).Labels));
/// </code></example>
public static class ClusterScores
{
    /// <summary>
    /// Returns the mean silhouette of all samples, from -1 to 1: higher is better, and near 0 the clusters overlap.
    /// </summary>
    /// <remarks>
    /// Rousseeuw (1987, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
    /// section 2). All pairs of samples are compared: the time grows with samples² × features.
    /// </remarks>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="labels">The label of each sample.</param>
    /// <exception cref="GchunkException">
    /// The dimensions do not match, values are missing, or there are fewer than 2 clusters or as many as samples.
    /// </exception>
    public static double Silhouette(DataArray samples, DataArray labels)
    {
        LabelledSamples labelled = LabelledSamples.Match(samples, labels);
        using NDArray mean = Computation.Compute(Exprs.Mean(Silhouettes(labelled), [0]));
        return mean.GetDouble();
    }

    /// <summary>
    /// Returns the mean silhouette of plain samples; see <see cref="Silhouette(DataArray, DataArray)"/>.
    /// </summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="labels">The label of each sample.</param>
    public static double Silhouette(ChunkedArray samples, ChunkedArray labels) =>
        Silhouette(Fitting.Label(samples), Fitting.Label(labels));

    /// <summary>
    /// Returns the silhouette of each sample, (b − a) / max(a, b), where a is its mean distance to the others of its
    /// cluster and b that to the samples of the nearest other cluster. It is 0 for a sample that is alone in its
    /// cluster.
    /// </summary>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="labels">The label of each sample.</param>
    /// <returns>
    /// Float64, with the dimensions and coordinates of the labels; NaN where a label is missing. It is computed at
    /// once.
    /// </returns>
    /// <exception cref="GchunkException">
    /// The dimensions do not match, values are missing, or there are fewer than 2 clusters or as many as samples.
    /// </exception>
    public static DataArray SilhouetteSamples(DataArray samples, DataArray labels)
    {
        LabelledSamples labelled = LabelledSamples.Match(samples, labels);
        using NDArray values = Computation.Compute(Silhouettes(labelled));
        double[] all = ClusterCodes.Read(labels);
        int next = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (!double.IsNaN(all[i]))
                all[i] = values.GetDouble(next++);
        }
        return new DataArray(NDArray.From(all, labels.Shape), labels.Dims, labels.Coords, "silhouette");
    }

    /// <summary>
    /// Returns the silhouettes of plain samples; see <see cref="SilhouetteSamples(DataArray, DataArray)"/>.
    /// </summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="labels">The label of each sample.</param>
    public static DataArray SilhouetteSamples(ChunkedArray samples, ChunkedArray labels) =>
        SilhouetteSamples(Fitting.Label(samples), Fitting.Label(labels));

    private static ArrayExpr Silhouettes(LabelledSamples labelled) =>
        SilhouetteOp.Create(
            DistanceSumsOp.Create(labelled.Samples, labelled.Labels, labelled.Count),
            labelled.Labels,
            labelled.Counts
        );

    /// <summary>
    /// Returns the ratio of the dispersion between clusters to that within them: higher is better. It is 1 if all
    /// samples are at the centers of their clusters.
    /// </summary>
    /// <remarks>Calinski and Harabasz (1974, "A dendrite method for cluster analysis").</remarks>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="labels">The label of each sample.</param>
    /// <exception cref="GchunkException">
    /// The dimensions do not match, values are missing, or there are fewer than 2 clusters or as many as samples.
    /// </exception>
    public static double CalinskiHarabasz(DataArray samples, DataArray labels)
    {
        LabelledSamples labelled = LabelledSamples.Match(samples, labels);
        double[] centers = labelled.Centers(),
            dispersion = labelled.Dispersion(centers);
        double between = 0,
            within = 0;
        int features = labelled.Samples.Features;
        // The centers are measured from the mean of all samples.
        for (int c = 0; c < labelled.Count; c++)
        {
            within += dispersion[2 * c + 1];
            double squared = 0;
            foreach (double value in centers.AsSpan(c * features, features))
                squared += value * value;
            between += labelled.Clusters.Counts[c] * squared;
        }
        return within == 0 ? 1 : between * (labelled.Samples.Count - labelled.Count) / (within * (labelled.Count - 1));
    }

    /// <summary>Returns the score of plain samples; see <see cref="CalinskiHarabasz(DataArray, DataArray)"/>.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="labels">The label of each sample.</param>
    public static double CalinskiHarabasz(ChunkedArray samples, ChunkedArray labels) =>
        CalinskiHarabasz(Fitting.Label(samples), Fitting.Label(labels));

    /// <summary>
    /// Returns the mean, over all clusters, of the largest ratio of the spreads of the cluster and of another one to
    /// the distance between the two: lower is better, and 0 is best.
    /// </summary>
    /// <remarks>Davies and Bouldin (1979, "A cluster separation measure").</remarks>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="labels">The label of each sample.</param>
    /// <exception cref="GchunkException">
    /// The dimensions do not match, values are missing, or there are fewer than 2 clusters or as many as samples.
    /// </exception>
    public static double DaviesBouldin(DataArray samples, DataArray labels)
    {
        LabelledSamples labelled = LabelledSamples.Match(samples, labels);
        double[] centers = labelled.Centers(),
            dispersion = labelled.Dispersion(centers);
        int features = labelled.Samples.Features;
        double sum = 0;
        for (int c = 0; c < labelled.Count; c++)
        {
            double worst = 0;
            for (int other = 0; other < labelled.Count; other++)
            {
                double squared = 0;
                for (int f = 0; f < features; f++)
                    squared += Math.Pow(centers[c * features + f] - centers[other * features + f], 2);
                // Clusters with the same center say nothing about each other.
                if (squared > 0)
                    worst = Math.Max(worst, (Spread(c) + Spread(other)) / Math.Sqrt(squared));
            }
            sum += worst;
        }
        return sum / labelled.Count;

        double Spread(int c) => dispersion[2 * c] / labelled.Clusters.Counts[c];
    }

    /// <summary>Returns the score of plain samples; see <see cref="DaviesBouldin(DataArray, DataArray)"/>.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="labels">The label of each sample.</param>
    public static double DaviesBouldin(ChunkedArray samples, ChunkedArray labels) =>
        DaviesBouldin(Fitting.Label(samples), Fitting.Label(labels));

    /// <summary>
    /// Returns the share of pairs of samples that two clusterings treat alike, adjusted for chance: 1 for equal
    /// clusterings, whatever the numbers of the clusters, and about 0 for independent ones.
    /// </summary>
    /// <remarks>Hubert and Arabie (1985, "Comparing partitions", equation 5).</remarks>
    /// <param name="a">The label of each sample, of any shape.</param>
    /// <param name="b">The label of each sample in the other clustering. The order of the two does not matter.</param>
    /// <exception cref="GchunkException">The dimensions differ, or no sample has both labels.</exception>
    public static double AdjustedRand(DataArray a, DataArray b)
    {
        Contingency table = Contingency.Of(a, b);
        Int128 samples = table.Samples,
            squares = 0,
            squaresA = 0,
            squaresB = 0;
        foreach ((_, _, long count) in table.Shared)
            squares += (Int128)count * count;
        foreach (long count in table.A)
            squaresA += (Int128)count * count;
        foreach (long count in table.B)
            squaresB += (Int128)count * count;
        // Pairs that are together in both, in one alone, and in neither.
        double both = (double)(squares - samples),
            onlyA = (double)(squaresA - squares),
            onlyB = (double)(squaresB - squares),
            neither = (double)(samples * samples - squaresA - squaresB + squares);
        if (onlyA == 0 && onlyB == 0)
            return 1;
        return 2
            * (both * neither - onlyA * onlyB)
            / ((both + onlyA) * (onlyA + neither) + (both + onlyB) * (onlyB + neither));
    }

    /// <summary>Compares plain labels; see <see cref="AdjustedRand(DataArray, DataArray)"/>.</summary>
    /// <param name="a">The label of each sample.</param>
    /// <param name="b">The label of each sample in the other clustering.</param>
    public static double AdjustedRand(ChunkedArray a, ChunkedArray b) =>
        AdjustedRand(Fitting.Label(a), Fitting.Label(b));

    /// <summary>
    /// Returns the mutual information of two clusterings, divided by the mean of their entropies: 1 for equal
    /// clusterings, 0 for independent ones. It grows with the number of clusters.
    /// </summary>
    /// <remarks>Strehl and Ghosh (2002, "Cluster ensembles", section 2), with the arithmetic mean.</remarks>
    /// <param name="a">The label of each sample, of any shape.</param>
    /// <param name="b">The label of each sample in the other clustering. The order of the two does not matter.</param>
    /// <exception cref="GchunkException">The dimensions differ, or no sample has both labels.</exception>
    public static double NormalizedMutualInfo(DataArray a, DataArray b)
    {
        Contingency table = Contingency.Of(a, b);
        if (table.IsTrivial)
            return 1;
        double information = table.MutualInformation();
        return information == 0 ? 0 : information / ((Contingency.Entropy(table.A) + Contingency.Entropy(table.B)) / 2);
    }

    /// <summary>Compares plain labels; see <see cref="NormalizedMutualInfo(DataArray, DataArray)"/>.</summary>
    /// <param name="a">The label of each sample.</param>
    /// <param name="b">The label of each sample in the other clustering.</param>
    public static double NormalizedMutualInfo(ChunkedArray a, ChunkedArray b) =>
        NormalizedMutualInfo(Fitting.Label(a), Fitting.Label(b));

    /// <summary>
    /// Returns the mutual information of two clusterings, adjusted for chance: 1 for equal clusterings and about 0 for
    /// independent ones, whatever the number of clusters.
    /// </summary>
    /// <remarks>
    /// Vinh, Epps and Bailey (2010, "Information theoretic measures for clusterings comparison", section 4), with the
    /// arithmetic mean.
    /// </remarks>
    /// <param name="a">The label of each sample, of any shape.</param>
    /// <param name="b">The label of each sample in the other clustering. The order of the two does not matter.</param>
    /// <exception cref="GchunkException">The dimensions differ, or no sample has both labels.</exception>
    public static double AdjustedMutualInfo(DataArray a, DataArray b)
    {
        Contingency table = Contingency.Of(a, b);
        if (table.IsTrivial)
            return 1;
        double expected = table.ExpectedMutualInformation(),
            rest = (Contingency.Entropy(table.A) + Contingency.Entropy(table.B)) / 2 - expected;
        // Where chance alone makes the clusterings equal, rounding must not decide the sign.
        double least = double.BitIncrement(1) - 1;
        rest = rest < 0 ? Math.Min(rest, -least) : Math.Max(rest, least);
        return (table.MutualInformation() - expected) / rest;
    }

    /// <summary>Compares plain labels; see <see cref="AdjustedMutualInfo(DataArray, DataArray)"/>.</summary>
    /// <param name="a">The label of each sample.</param>
    /// <param name="b">The label of each sample in the other clustering.</param>
    public static double AdjustedMutualInfo(ChunkedArray a, ChunkedArray b) =>
        AdjustedMutualInfo(Fitting.Label(a), Fitting.Label(b));

    /// <summary>
    /// Returns to what degree each found cluster contains samples of one true class only: 1 if all do, 0 if the
    /// clusters say nothing about the classes.
    /// </summary>
    /// <remarks>Rosenberg and Hirschberg (2007, "V-measure", section 2).</remarks>
    /// <param name="truth">The class of each sample, of any shape.</param>
    /// <param name="found">The label of each sample.</param>
    /// <exception cref="GchunkException">The dimensions differ, or no sample has both labels.</exception>
    public static double Homogeneity(DataArray truth, DataArray found)
    {
        Contingency table = Contingency.Of(truth, found);
        double entropy = Contingency.Entropy(table.A);
        return entropy == 0 ? 1 : table.MutualInformation() / entropy;
    }

    /// <summary>Compares plain labels; see <see cref="Homogeneity(DataArray, DataArray)"/>.</summary>
    /// <param name="truth">The class of each sample.</param>
    /// <param name="found">The label of each sample.</param>
    public static double Homogeneity(ChunkedArray truth, ChunkedArray found) =>
        Homogeneity(Fitting.Label(truth), Fitting.Label(found));

    /// <summary>
    /// Returns to what degree the samples of each true class are in one found cluster: 1 if all are. It is the
    /// homogeneity with classes and clusters exchanged.
    /// </summary>
    /// <remarks>Rosenberg and Hirschberg (2007, "V-measure", section 2).</remarks>
    /// <param name="truth">The class of each sample, of any shape.</param>
    /// <param name="found">The label of each sample.</param>
    /// <exception cref="GchunkException">The dimensions differ, or no sample has both labels.</exception>
    public static double Completeness(DataArray truth, DataArray found) => Homogeneity(found, truth);

    /// <summary>Compares plain labels; see <see cref="Completeness(DataArray, DataArray)"/>.</summary>
    /// <param name="truth">The class of each sample.</param>
    /// <param name="found">The label of each sample.</param>
    public static double Completeness(ChunkedArray truth, ChunkedArray found) => Homogeneity(found, truth);

    /// <summary>Returns the harmonic mean of homogeneity and completeness.</summary>
    /// <remarks>Rosenberg and Hirschberg (2007, "V-measure", section 2), with β = 1.</remarks>
    /// <param name="truth">The class of each sample, of any shape.</param>
    /// <param name="found">The label of each sample. The order of the two does not matter.</param>
    /// <exception cref="GchunkException">The dimensions differ, or no sample has both labels.</exception>
    public static double VMeasure(DataArray truth, DataArray found)
    {
        double homogeneity = Homogeneity(truth, found),
            completeness = Completeness(truth, found);
        return homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness);
    }

    /// <summary>Compares plain labels; see <see cref="VMeasure(DataArray, DataArray)"/>.</summary>
    /// <param name="truth">The class of each sample.</param>
    /// <param name="found">The label of each sample.</param>
    public static double VMeasure(ChunkedArray truth, ChunkedArray found) =>
        VMeasure(Fitting.Label(truth), Fitting.Label(found));
}
