// Divides an area into contiguous regions of similar rainfall by Ward's clustering, and finds how many to use.
//
//   ./gchunk scripts/contiguous_regions.csx        the data in scripts/data
//
// Writes out/contiguous.png and out/dendrogram.png.
using System.Runtime.CompilerServices;

Directory.CreateDirectory("out");
DataArray pr = OpenMfDataset(Path.Combine(Here(), "data", "pr", "*.nc"))["pr"] * 86400; // kg m-2 s-1 to mm/day
DataArray area = pr.Sel(("lat", Slice(42.4, 44.9)), ("lon", Slice(-74.6, -72.2)));

// Each cell is a sample, and its days are the features. Only cells that touch on the map are merged.
Agglomerative tree = new Agglomerative(clusters: 6, connectivity: "grid").Fit(area, over: "time");
Print(tree);

// The tree is cut anywhere without fitting again.
foreach (int regions in new[] { 2, 4, 6, 8 })
    Print($"{regions} regions: silhouette {ClusterScores.Silhouette(area, tree.Cut(regions)):F3}");

// Regions that need not be contiguous fit the rain a little better.
KMeans kmeans = new KMeans(clusters: 6, seed: 0).Fit(area, over: "time");
Print($"agreement with k-means: {ClusterScores.AdjustedRand(tree.Labels, kmeans.Labels):F2}");

tree.Labels.AssignAttrs(("long_name", "region")).PlotMap("out/contiguous.png", colors: "Category10", borders: true);
tree.PlotDendrogram("out/dendrogram.png", leaves: 20);
Print("wrote out/contiguous.png and out/dendrogram.png");

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
