// %% [markdown]
// # The sea surface, on a local cluster
//
// A catalogue of data, anomalies, means weighted by area, and a file for the result: what a first day with sea-level
// data looks like. The data are made here: two years of a sea that rises, with a season, an eddy that drifts to the
// west, and noise.
//
// As a script: `./gchunk scripts/courses/4_local_cluster.csx`.

// %%
Directory.CreateDirectory("out/sea");
var cluster = new LocalCluster(workers: 1, threadsPerWorker: 2, memoryLimit: "1GB");
var client = new Client(cluster);
Print(client.Workers.Count);

// %% [markdown]
// ## Data to work with
//
// One store of heights in metres, every fifth day, on a grid of 3°. A formula on coordinates is lazy, as all else is.

// %%
DataArray Axis(string name, double first, double last, int count) =>
    new(Linspace(first, last, count), [name], name: name);

var lat = Axis("lat", -60, 60, 41);
var lon = Axis("lon", 1.5, 358.5, 120);
var day = Axis("time", 0, 725, 146).AssignAttrs(("units", "days since 2015-01-01"), ("calendar", "standard"));

// %%
var season = 0.08 * Sin(2 * Math.PI * day / 365.25) * Sin(Deg2Rad(lat));
var rise = 0.004 * day / 365.25;
var eddy = 0.3 * Exp(-((lon - 300 + 0.2 * day).Pow(2) + (lat - 30).Pow(2)) / 150);
var noise = new DataArray(Rand.Normal((146, 41, 120), std: 0.01, seed: 11), ["time", "lat", "lon"]);
var height = (0.6 * Cos(Deg2Rad(2 * lat)) + season + rise + eddy + noise)
    .Transpose("time", "lat", "lon")
    .AssignCoords("time", day)
    .AssignCoords("lat", lat)
    .AssignCoords("lon", lon)
    .AssignAttrs(("long_name", "height of the sea surface"), ("units", "m"));
height.ToDataset("height").Chunk(("time", 30)).DecodeCf().ToZarr("out/sea/height.zarr");

// %% [markdown]
// ## A catalogue
//
// A catalogue gives data a name, so that nobody has to know where they are. Paths in it are relative to it.

// %%
File.WriteAllText(
    "out/sea/catalog.yml",
    """
    sources:
      height:
        description: Height of the sea surface, two years
        driver: zarr
        args: {urlpath: height.zarr}
    """
);
var catalog = OpenCatalog("out/sea/catalog.yml");
Print(catalog);

// %%
Print(catalog["height"].ToDataset());

// %% [markdown]
// The same store at a web address: only the metadata and labels are read now, and each chunk when something needs it.
// Public buckets are `gs://bucket/…` and `s3://bucket/…`. To try it, serve the folder (`python3 -m http.server -d
// out/sea`) and set `SEA_ADDRESS` to `http://127.0.0.1:8000`.

// %%
string address = Environment.GetEnvironmentVariable("SEA_ADDRESS") ?? "out/sea";
var ds = OpenZarr($"{address}/height.zarr");
Print(ds);

// %%
var ssh = ds["height"];
Print($"{ssh.Sizes}, {ssh.NBytes / 1e6:0.0} MB");

// %% [markdown]
// ## Pictures first

// %%
ssh.Isel("time", 0).Plot("out/sea_first.png", colors: "viridis");

// %% [markdown]
// The mean over time stays in memory, because it is used several times. Around it, the anomaly shows what moves.

// %%
var mean = ssh.Mean("time").Load();
var anomaly = ssh - mean;
anomaly
    .Std("time")
    .PlotMap(
        "out/sea_deviation.png",
        projection: Robinson(),
        colors: "magma",
        coastlines: true,
        title: "Deviation of the height"
    );

// %% [markdown]
// ## The mean of the globe
//
// Cells get narrower towards the poles, so a mean over the globe weighs them by the cosine of the latitude.

// %%
var weights = Cos(Deg2Rad(ds["lat"]));
var global = anomaly.Weighted(weights).Mean("lat", "lon");
global.Plot("out/sea_global.png", title: "Mean height of the sea");

// %%
var trend = global.PolyFit("time", 1);
Print(trend);

// %% [markdown]
// ## Labels rather than indexes
//
// The latitude of the eddy, over time: a Hovmöller diagram shows it drift.

// %%
anomaly
    .Sel("lat", 30, method: Nearest)
    .Sel("lon", Slice(120, 320))
    .Plot("out/sea_eddy.png", title: "Height at 30° N");

// %%
var line = ssh.Sel("lat", 0, method: Nearest)
    .Sel(("lon", Slice(140, 280)), ("time", Slice("2015-01-05", "2015-02-15")));
Print(line.Sizes);

// %%
Print(ssh.Resample("time", "3M").Mean().Std("time").Mean().Compute());

// %%
Print(ssh.Mean("lat", "lon").Rolling("time", 5, center: true).Mean().Isel("time", 2..5).Compute());

// %% [markdown]
// What was computed goes to a file, with names, units and coordinates.

// %%
global.ToDataset("global").ToNetCdf("out/sea_global.nc");
Print(OpenDataset("out/sea_global.nc"));

// %% [markdown]
// The client shows its workers; in a browser, its dashboard shows what they do.

// %%
client.Shutdown();
cluster.Dispose();
