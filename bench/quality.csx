// Clusters of gchunk for bench/quality_peers.py, which makes the data and compares them with scikit-learn's.
// Argument: a folder of .npy files with the list of cases: a file, the number of clusters, gamma, and rows and columns
// of a chunk (0: as it is). Writes the labels of k-means and, if there is a gamma, of spectral clustering.
using System.Globalization;

string folder = Args[0];
foreach (string line in File.ReadLines(Path.Combine(folder, "cases")))
{
    string[] parts = line.Split(' ');
    int clusters = int.Parse(parts[1], CultureInfo.InvariantCulture);
    long rows = long.Parse(parts[3], CultureInfo.InvariantCulture);
    ChunkedArray x = FromNpy(Path.Combine(folder, parts[0] + ".npy"));
    if (rows > 0)
        x = x.Rechunk((rows, long.Parse(parts[4], CultureInfo.InvariantCulture)));
    x = x.Persist();
    string To(string kind) => Path.Combine(folder, $"{parts[0]}.{clusters}.{kind}.npy");
    new KMeans(clusters).Fit(x).Labels.Data.ToNpy(To("kmeans"));
    if (parts[2] == "None")
        continue;
    double gamma = double.Parse(parts[2], CultureInfo.InvariantCulture);
    new SpectralClustering(clusters, gamma).Fit(x).Labels.Data.ToNpy(To("spectral"));
}
