// %% [markdown]
// # Regions of like rainfall
//
// Where does it rain on the same days? Each grid cell is a sample, and its days are the features. Cells whose days are
// alike form a region. The data are one year of daily precipitation over Vermont, in twelve files.
//
// As a script: `./gchunk scripts/courses/5_precipitation_clustering.csx`.

// %%
Directory.CreateDirectory("out");
string data = Directory.Exists("scripts/data") ? "scripts/data" : "../data";

// %%
var ds = OpenMfDataset($"{data}/pr/*.nc", combine: ByCoords);
Print(ds);

// %% [markdown]
// The files give a rate in mm s⁻¹, which is multiplied by the seconds of a day.

// %%
var pr = (ds["pr"] * 86400).AssignAttrs(("long_name", "precipitation"), ("units", "mm/day"));
Print(pr);

// %% [markdown]
// ## A look at the data

// %%
var vermont = Orthographic(-73, 43.5);
var mean = pr.Mean(["time"], keepAttrs: true).Load();
mean.PlotMap(
    "out/rain_mean.png",
    projection: vermont,
    colors: "jet",
    limits: (2, 5),
    coastlines: true,
    borders: true,
    title: "Mean precipitation"
);

// %% [markdown]
// How much do the weeks of a year differ?

// %%
Print(pr.Resample("time", "7D").Mean().Std("time").Mean().Compute());

// %% [markdown]
// ## From a map to samples
//
// `Slice` on labels includes both ends, whichever way the coordinate runs. Latitude and longitude become one dimension,
// the sample; cells with a missing day are dropped. The clusterers need the samples several times, so that they stay in
// memory.

// %%
var area = pr.Sel(("lat", Slice(42.4, 44.9)), ("lon", Slice(-74.6, -72.2)));
var samples = area.Stack("cell", ["lat", "lon"]).Transpose("cell", "time").DropNa("cell").Persist();
Print(samples.Sizes);

// %% [markdown]
// ## k-means
//
// How many regions? The inertia, which is the sum of the squared distances to the centers, falls with every further
// region. After a few it falls slowly.

// %%
foreach (int k in new[] { 2, 6, 10 })
    Print($"{k} regions: inertia {new KMeans(clusters: k, seed: 0).Fit(samples).Inertia:0}");

// %%
var kmeans = new KMeans(clusters: 6, seed: 0).Fit(samples);
kmeans
    .Labels.Unstack("cell")
    .PlotMap("out/rain_kmeans.png", projection: vermont, colors: "Category10", borders: true, title: "k-means");

// %% [markdown]
// ## Spectral clustering
//
// It first finds coordinates in which like cells are close, from the similarities to some of the samples (Nyström's
// method), and then runs k-means on these. `gamma: null` takes 1 / features, as scikit-learn does.

// %%
var spectral = new SpectralClustering(clusters: 6, gamma: null, components: 100, seed: 0).Fit(samples);
var regions = spectral.Labels.Unstack("cell").AssignAttrs(("long_name", "region"));
regions.PlotMap(
    "out/rain_spectral.png",
    projection: vermont,
    colors: "Category10",
    coastlines: true,
    borders: true,
    title: "Spectral clustering"
);

// %% [markdown]
// Do the two agree? 1 would be the same regions, 0 what chance gives.

// %%
Print($"{ClusterScores.AdjustedRand(kmeans.Labels, spectral.Labels):0.00}");

// %% [markdown]
// ## What the regions are like

// %%
for (int k = 0; k < 6; k++)
{
    var inside = mean.Sel(("lat", Slice(42.4, 44.9)), ("lon", Slice(-74.6, -72.2))).Where(Equal(regions, k));
    Print($"region {k}: {inside.Count().Scalar()} cells, {inside.Mean().Scalar():0.00} mm/day");
}

// %%
regions.ToDataset("region").ToNetCdf("out/rain_regions.nc");
