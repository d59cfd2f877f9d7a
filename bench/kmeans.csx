// K-means beside scikit-learn on the same data: bench/kmeans_peers.py makes it, runs this script in turns with
// scikit-learn, and prints the table.
// Arguments: a .npy file of float32 samples, the number of clusters, the number of starts.
var x = FromNpy(Args[0]).Persist();
int clusters = int.Parse(Args[1]),
    starts = int.Parse(Args[2]);

// The first fit compiles the code.
new KMeans(2, starts: 2).Fit(x[..2000]);
var process = System.Diagnostics.Process.GetCurrentProcess();

double Cpu()
{
    process.Refresh();
    return process.TotalProcessorTime.TotalSeconds;
}

double before = Cpu();
var kmeans = new KMeans(clusters, starts: starts).Fit(x);
Print(kmeans.Inertia.ToString("R"), Math.Round(Cpu() - before, 3));
