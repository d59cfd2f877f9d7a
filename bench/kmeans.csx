// K-means beside scikit-learn on the same data: bench/kmeans_peers.py makes it, runs this script in turns with
// scikit-learn, and prints the table.
// Arguments: a .npy file of float32 samples, the number of clusters, the number of starts.
var x = FromNpy(Args[0]).Persist();
int clusters = int.Parse(Args[1]),
    starts = int.Parse(Args[2]);

// The first fits compile the code.
for (int i = 0; i < 3; i++)
    new KMeans(Math.Min(clusters, 64), starts: 5).Fit(x[..2000]);
var process = System.Diagnostics.Process.GetCurrentProcess();

double Cpu()
{
    process.Refresh();
    return process.TotalProcessorTime.TotalSeconds;
}

// Short fits are repeated: while the compiler still improves the code, its time counts too.
double least = double.PositiveInfinity;
KMeans kmeans = null;
for (int i = 0; i < (x.Shape[0] <= 20_000 ? 5 : 1); i++)
{
    double before = Cpu();
    kmeans = new KMeans(clusters, starts: starts).Fit(x);
    least = Math.Min(least, Cpu() - before);
}
Print(kmeans.Inertia.ToString("R"), Math.Round(least, 3));
