// The estimators that the proofs beside this file fit, and a digest of all that an estimator found.
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine.Arrays;

// A way to fit an estimator: samples × features give what was found. Those that compare all pairs take fewer samples;
// some hold the samples, some all distances.
record Estimator(
    string Name,
    Func<DataArray, object[]> Fit,
    bool ComparesPairs = false,
    bool HoldsSamples = false,
    bool HoldsPairs = false
);

object[] Found<T>(T fitted, params object[] more)
    where T : IEstimator => [fitted, .. more];

DataArray Labels(DataArray samples) => new KMeans(3, starts: 2, maxIterations: 5).Fit(samples).Labels;

Estimator[] estimators =
[
    new(
        "KMeans",
        x =>
        {
            KMeans m = new KMeans(4, seed: 1, starts: 4, maxIterations: 20).Fit(x);
            return Found(m, m.Predict(x), m.Transform(x));
        }
    ),
    new(
        "KMeans, weighted",
        x =>
        {
            KMeans m = new KMeans(4, seed: 2, starts: 2, init: "k-means||", maxIterations: 10).Fit(
                x,
                weights: Abs(x.Isel(x.Dims[1], 0))
            );
            return Found(m, m.Labels);
        }
    ),
    new(
        "MiniBatchKMeans",
        x =>
        {
            MiniBatchKMeans m = new MiniBatchKMeans(4, batchSize: 100, maxIterations: 20).Fit(x),
                online = new MiniBatchKMeans(4).PartialFit(x).PartialFit(x.Isel(x.Dims[0], ..100));
            return Found(m, m.Predict(x), online);
        }
    ),
    new(
        "GaussianMixture full",
        x =>
        {
            GaussianMixture m = new GaussianMixture(3, maxIterations: 8).Fit(x);
            return Found(m, m.Predict(x), m.Probabilities(x), m.Bic);
        }
    ),
    new("GaussianMixture tied", x => Found(new GaussianMixture(3, "tied", maxIterations: 5).Fit(x))),
    new("GaussianMixture diag", x => Found(new GaussianMixture(3, "diag", maxIterations: 5).Fit(x))),
    new("GaussianMixture spherical", x => Found(new GaussianMixture(3, "spherical", maxIterations: 5).Fit(x))),
    new(
        "SelfOrganizingMap",
        x =>
        {
            SelfOrganizingMap m = new SelfOrganizingMap(3, 3, iterations: 6).Fit(x);
            return Found(m, m.Predict(x), m.UMatrix);
        }
    ),
    new(
        "Pca exact",
        x =>
        {
            Pca m = Pca(3, solver: "exact").Fit(x);
            return Found(m, m.Transform(x), m.InverseTransform(m.Transform(x)));
        }
    ),
    new("Pca randomized", x => Found(Pca(3, solver: "randomized").Fit(x))),
    new("Pca rotated", x => Found(Pca(3, rotation: "varimax").Fit(x))),
    new("Eof", x => Found(Eof(3).Fit(x, over: x.Dims[0]))),
    new("Standardize", x => Scaled(Standardize(), x)),
    new("MinMaxScale", x => Scaled(MinMaxScale(), x)),
    new("RobustScale", x => Scaled(RobustScale(), x)),
    new("Detrend", x => Scaled(Detrend(), x)),
    new(
        "Pipeline",
        x =>
        {
            Pipeline m = Pipeline(Standardize(), Pca(3), KMeans(3, starts: 2)).Fit(x);
            return Found(m, m.Predict(x));
        }
    ),
    new(
        "ClusterScores, fast",
        x =>
        {
            DataArray labels = Labels(x);
            return [ClusterScores.CalinskiHarabasz(x, labels), ClusterScores.DaviesBouldin(x, labels)];
        }
    ),
    new("SpectralClustering, exact", x => Spectral(new(3, 0.3 / x.Shape[1], starts: 4, method: "exact"), x), true),
    new("SpectralClustering, Nyström", x => Spectral(new(3, 0.3 / x.Shape[1], 20, starts: 4, method: "nystrom"), x)),
    new(
        "SpectralClustering, neighbours",
        x => Spectral(new(3, starts: 4, affinity: Affinity.NearestNeighbors(8), assign: "cluster_qr"), x),
        true
    ),
    new("SpectralClustering, cosine", x => Spectral(new(3, affinity: Affinity.Cosine, assign: "discretize"), x), true),
    new(
        "SpectralClustering, correlation",
        x => Spectral(new(3, affinity: Affinity.Correlation, components: 20, starts: 4, method: "nystrom"), x)
    ),
    new(
        "SpectralClustering, grid",
        x =>
        {
            SpectralClustering m = new SpectralClustering(3, 0.3 / x.Shape[1], connectivity: "grid");
            return Found(m.Fit(x, over: x.Dims[1]), m.Embedding);
        },
        true
    ),
    new("Agglomerative ward", x => Found(new Agglomerative(3).Fit(x)), true, true),
    new("Agglomerative average", x => Found(new Agglomerative(3, "average").Fit(x)), true, true, true),
    new("Agglomerative complete", x => Found(new Agglomerative(3, "complete").Fit(x)), true, true, true),
    new("Agglomerative single", x => Found(new Agglomerative(3, "single").Fit(x)), true),
    new(
        "Agglomerative grid",
        x => Found(new Agglomerative(3, connectivity: "grid").Fit(x, over: x.Dims[1])),
        true,
        true
    ),
    new("Dbscan", x => Found(new Dbscan(Radius(x), 4).Fit(x)), true),
    new("Hdbscan", x => Found(new Hdbscan(8).Fit(x)), true),
    new(
        "ClusterScores, pairs",
        x =>
        {
            DataArray labels = Labels(x),
                others = new KMeans(4, starts: 1).Fit(x).Labels;
            return
            [
                ClusterScores.SilhouetteSamples(x, labels),
                ClusterScores.Silhouette(x, labels),
                ClusterScores.AdjustedRand(labels, others),
                ClusterScores.NormalizedMutualInfo(labels, others),
                ClusterScores.AdjustedMutualInfo(labels, others),
                ClusterScores.VMeasure(labels, others),
            ];
        },
        true
    ),
    new(
        "ChooseClusters",
        x => [new ChooseClusters(from: 2, to: 3, seeds: 2, references: 2, samples: 200).Fit(x).Table],
        true
    ),
];

object[] Scaled<T>(Transformer<T> scaler, DataArray x)
    where T : Transformer<T>
{
    T fitted = scaler.Fit(x, x.Dims[0]);
    return Found(fitted, fitted.Transform(x));
}

object[] Spectral(SpectralClustering clustering, DataArray x)
{
    SpectralClustering m = clustering.Fit(x);
    return Found(m, m.Predict(x), m.Embedding);
}

// Near the distance of samples within a cluster of unit normal distributions.
double Radius(DataArray x) => 1.1 * Math.Sqrt(x.Shape[1]);

// Samples in three clusters, some of them stretched.
DataArray Samples(long count, long features, DType dtype = DType.Float64, long rows = 0)
{
    rows = rows > 0 ? rows : Math.Max(1, count / 7);
    ChunkedArray which = Rand.Integers((count, 1), 0, 3, chunks: (rows, 1), seed: 4) * 5.0,
        x = Rand.Normal((count, features), chunks: (rows, features), seed: 3) + which;
    return new DataArray(x.AsType(dtype).Expression, ["z", "t"]);
}

// A digest of everything: arrays by their bytes, fitted estimators by what they save.
string Digest(object[] found)
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (object one in found)
        hash.AppendData(Bytes(one));
    return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
}

byte[] Bytes(object found)
{
    switch (found)
    {
        case double number:
            return BitConverter.GetBytes(number);
        case Dataset table:
            return [.. table.Variables.SelectMany(Bytes)];
        case DataArray array:
            return Encoding.UTF8.GetBytes(
                $"{string.Join(" ", array.Dims)} {array.Shape} {BytesOf(array.Compute().AsType(DType.Float64))}"
            );
    }
    string path = Path.GetTempFileName();
    ((IEstimator)found).Save(path);
    using ZipArchive archive = ZipFile.OpenRead(path);
    // The checksums of the arrays are in it. How affinities were held is no result.
    using var reader = new StreamReader(archive.GetEntry("model.json")!.Open());
    string text = reader.ReadToEnd();
    File.Delete(path);
    return Encoding.UTF8.GetBytes(Regex.Replace(text, "\"exact, [a-z ]+\"", "\"exact\""));
}

string BytesOf(NDArray array) =>
    Convert.ToHexStringLower(
        SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(array.ToArray<double>()))
    );
