using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Affinities;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>How eigenvectors are assigned to clusters: by k-means, or by a rotation.</summary>
/// <param name="KMeans">The k-means of the eigenvectors; null with a rotation.</param>
/// <param name="Rotation">Eigenvectors × clusters; null with k-means.</param>
/// <param name="IsAbsolute">True if magnitudes of the rotated eigenvectors are compared.</param>
internal sealed record EmbeddedClusters(KMeans? KMeans, SmallMatrix? Rotation, bool IsAbsolute)
{
    private const string Qr = "cluster_qr";

    /// <summary>Finds the clusters of eigenvectors.</summary>
    /// <param name="vectors">Samples × eigenvectors.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="assign">"kmeans", "cluster_qr" or "discretize".</param>
    /// <param name="seed">The seed of the starts.</param>
    /// <param name="starts">The number of starts of k-means.</param>
    public static EmbeddedClusters Find(ArrayExpr vectors, int clusters, string assign, long seed, int starts)
    {
        // Where each sample is to be a cluster, eigenvectors of negative eigenvalues are among them: only k-means, which
        // compares whole rows, tells samples apart by these.
        if (assign == "kmeans" || vectors.Shape[0] == clusters)
            return new EmbeddedClusters(new KMeans(clusters, seed, starts).Fit(Named(vectors)), null, false);
        SmallMatrix matrix = SmallMatrix.Take(Computation.Compute(vectors));
        return assign == Qr
            ? new EmbeddedClusters(null, LabelRotation.ClusterQr(matrix), true)
            : new EmbeddedClusters(null, LabelRotation.Discretize(matrix, seed), false);
    }

    /// <summary>Makes the clusters, int32, of the eigenvectors in which they were found.</summary>
    public ArrayExpr Found(ArrayExpr vectors) => KMeans?.Labels.Expression ?? Of(vectors);

    /// <summary>Makes the clusters of other eigenvectors, int32.</summary>
    public ArrayExpr Of(ArrayExpr vectors) =>
        Rotation is null
            ? KMeans!.Predict(Named(vectors)).Expression
            : LargestOp.Create(vectors, Rotation.ToArray(), IsAbsolute);

    /// <summary>Returns the same with other numbers: cluster i was number order[i]. K-means numbers by size itself.</summary>
    public EmbeddedClusters Renumbered(int[] order)
    {
        if (Rotation is null)
            return this;
        int[] kept = [.. order.Where(o => o < Rotation.Columns)];
        var renumbered = new SmallMatrix(Rotation.Rows, kept.Length);
        for (int i = 0; i < Rotation.Rows; i++)
        {
            for (int j = 0; j < kept.Length; j++)
                renumbered[i, j] = Rotation[i, kept[j]];
        }
        return this with { Rotation = renumbered };
    }

    /// <summary>Writes the model: the k-means as a part, or the rotation as an array.</summary>
    public void Write(ModelState state)
    {
        if (KMeans is not null)
            state.Parts.Add(SavedTypes.StateOf(KMeans));
        else
            state.Set("rotation", Rotation!.ToArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null if there is nothing, as in files of older versions.</summary>
    /// <param name="state">The state of the clustering.</param>
    /// <param name="vectors">The number of eigenvectors.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="assign">How clusters are assigned.</param>
    public static EmbeddedClusters? Read(ModelState state, long vectors, int clusters, string assign)
    {
        if (state.Parts.FirstOrDefault(part => part.Type == nameof(KMeans)) is { } part)
        {
            KMeans kmeans = KMeans.Read(part);
            return part.IsFitted && kmeans.Centers.Shape == (clusters, vectors)
                ? new EmbeddedClusters(kmeans, null, false)
                : throw new GchunkException($"its k-means is not one of {clusters} clusters of {vectors} eigenvectors");
        }
        if (!state.HasArray("rotation"))
            return null;
        NDArray rotation = state.Array("rotation", DType.Float64, 2);
        if (rotation.Shape[0] != vectors || rotation.Shape[1] is < 1 || rotation.Shape[1] > clusters)
        {
            throw new GchunkException(
                $"its rotation is {rotation.Shape}, for {vectors} eigenvectors and at most {clusters} clusters"
            );
        }

        return new EmbeddedClusters(null, SmallMatrix.Take(rotation), assign == Qr);
    }

    private static DataArray Named(ArrayExpr vectors) => new(vectors, [Fitting.SampleDim, "component"]);
}
