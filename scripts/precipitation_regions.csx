// Makes a map of regions with similar rainfall, whose grid cells are wet and dry on the same days, from daily files.
//
//   ./gchunk scripts/precipitation_regions.csx                                     the data in scripts/data
//   ./gchunk scripts/precipitation_regions.csx 'my/rain_*.nc'                      your own files, the whole area
//   ./gchunk scripts/precipitation_regions.csx 'my/rain_*.nc' 42.4 44.9 -74.6 -72.2   south, north, west, east
//
// Writes out/regions.png, out/mean.png and out/regions.nc.
using System.Globalization;
using System.Runtime.CompilerServices;

const int Regions = 6;
bool shipped = Args.Count == 0;
string files = shipped ? Path.Combine(Here(), "data", "pr", "*.nc") : Args[0];
double[] box = shipped ? [42.4, 44.9, -74.6, -72.2] : [.. Args[1..].Select(Degrees)];
if (box.Length is not (0 or 4))
    throw new GchunkException(
        $"this script takes a pattern of files, optionally followed by south, north, west and east; got {box.Length} number{(box.Length == 1 ? "" : "s")}"
    );
Directory.CreateDirectory("out");

// The files become one lazy data set. Only metadata and labels are read here.
Dataset ds = OpenMfDataset(files, combine: ByCoords);
DataArray rate = ds["pr"];
string units = rate.Attrs.Text("units") ?? "";
bool perSecond = units.Contains("s-1") || units.EndsWith("/s");
DataArray pr = perSecond ? (rate * 86400).AssignAttrs(("long_name", "precipitation"), ("units", "mm/day")) : rate; // mm s-1 to mm/day
Print(pr);
DataArray area = box.Length == 4 ? pr.Sel(("lat", Slice(box[0], box[1])), ("lon", Slice(box[2], box[3]))) : pr;

// Each cell is a sample, and its days are the features.
DataArray regions,
    kmeansRegions,
    mean;
KMeans kmeans;
using (new ProgressBar())
{
    area = area.Persist();
    kmeans = new KMeans(clusters: Regions, seed: 0).Fit(area, over: "time");
    var spectral = new SpectralClustering(clusters: Regions, seed: 0).Fit(area, over: "time");
    regions = spectral.Labels.AssignAttrs(("long_name", "region"));
    kmeansRegions = kmeans.Labels.AssignAttrs(("long_name", "region by k-means"));
    mean = pr.Mean(["time"], keepAttrs: true).Load();
}

// The projection is centred on the area.
var here = Orthographic(Middle(area["lon"]), Middle(area["lat"]));
regions.PlotMap(
    "out/regions.png",
    projection: here,
    colors: "Category10",
    coastlines: true,
    borders: true,
    title: "Regions of like rainfall"
);
mean.PlotMap(
    "out/mean.png",
    projection: here,
    colors: "jet",
    limits: shipped ? (2, 5) : null,
    coastlines: true,
    borders: true,
    title: "Mean precipitation"
);
new Dataset([regions.Rename("region"), kmeansRegions.Rename("region_kmeans")]).ToNetCdf("out/regions.nc");

DataArray rain = mean.Sel(("lat", Extent(area["lat"])), ("lon", Extent(area["lon"])));
Console.WriteLine();
Console.WriteLine($"region  cells  mean rain ({pr.Attrs.Text("units") ?? "as in the files"})");
for (int k = 0; k < Regions; k++)
{
    DataArray inside = rain.Where(Equal(regions, k));
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{k, 6}  {inside.Count().Scalar(), 5}  {inside.Mean().Scalar(), 18:0.00}"
        )
    );
}
Console.WriteLine();
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"k-means inertia {kmeans.Inertia:0}; pictures: out/regions.png, out/mean.png; labels: out/regions.nc"
    )
);

double Degrees(string text) =>
    double.TryParse(text, CultureInfo.InvariantCulture, out double value)
        ? value
        : throw new GchunkException($"'{text}' is no number of degrees");

double Middle(DataArray coordinate) => (coordinate.Min().Scalar() + coordinate.Max().Scalar()) / 2;

LabelSlice Extent(DataArray coordinate) => Slice(coordinate.Min().Scalar(), coordinate.Max().Scalar());

string Here([CallerFilePath] string script = "") => Path.GetDirectoryName(script)!;
