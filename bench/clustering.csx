// Clustering beside scikit-learn on the same data: bench/clustering_peers.py makes it, runs this script in turns with
// scikit-learn, and prints the table.
// Arguments: a folder of .npy files. Reads names of cases from the standard input, and writes a line for each: the
// processor time of a fit in seconds, and what says how good it is. Labels go into the folder.
var folder = Args[0];

ChunkedArray Read(string name) => FromNpy(Path.Combine(folder, name + ".npy")).Persist();

double Cpu()
{
    using var process = System.Diagnostics.Process.GetCurrentProcess();
    return process.TotalProcessorTime.TotalSeconds;
}

(DataArray Labels, double Quality) Run(string name)
{
    switch (name)
    {
        case "spectral exact":
            return (new SpectralClustering(8, method: "exact").Fit(Read("rain")).Labels, 0);
        case "spectral Nyström 300":
            return (new SpectralClustering(8, method: "nystrom").Fit(Read("rain")).Labels, 0);
        case "Ward 5000":
            return (new Agglomerative(8).Fit(Read("ward")).Labels, 0);
        case "mixture":
            var mixture = new GaussianMixture(6).Fit(Read("mixture"));
            return (mixture.Labels, mixture.LogLikelihood);
        case "DBSCAN":
            return (new Dbscan(1.2, 8).Fit(Read("dense")).Labels, 0);
        case "HDBSCAN":
            return (new Hdbscan(20).Fit(Read("dense")).Labels, 0);
        default:
            var labels = FromNpy(Path.Combine(folder, "silhouette_labels.npy"));
            return (null, ClusterScores.Silhouette(Read("silhouette"), labels));
    }
}

string next;
while ((next = Console.ReadLine()) is not null)
{
    // The first fit compiles the code.
    if (next.StartsWith("warm "))
    {
        Run(next[5..]);
        Console.WriteLine("warm");
        continue;
    }
    double before = Cpu();
    (DataArray labels, double quality) = Run(next);
    double seconds = Cpu() - before;
    if (labels is not null)
        labels.Data.ToNpy(Path.Combine(folder, "found.npy"));
    Console.WriteLine(FormattableString.Invariant($"{seconds:0.000}\t{quality:R}"));
}
