// Finds weather regimes: groups of days with similar maps of rainfall, by EOFs and k-means, from daily files.
//
//   ./gchunk scripts/weather_regimes.csx                                     the data in scripts/data
//   ./gchunk scripts/weather_regimes.csx 'my/rain_*.nc'                      your own files, the whole area
//   ./gchunk scripts/weather_regimes.csx 'my/rain_*.nc' 42.4 44.9 -74.6 -72.2   south, north, west, east
//
// Writes out/regimes.nc, out/regimes.gchunk and a map of each regime, out/regime_0.png, ….
using System.Globalization;
using System.Runtime.CompilerServices;

const int Regimes = 4;
bool shipped = Args.Count == 0;
string files = shipped ? Path.Combine(Here(), "data", "pr", "*.nc") : Args[0];
double[] box = shipped
    ? [42.4, 44.9, -74.6, -72.2]
    : [.. Args[1..].Select(a => double.Parse(a, CultureInfo.InvariantCulture))];
if (box.Length is not (0 or 4))
    throw new GchunkException(
        $"this script takes a pattern of files, optionally followed by south, north, west and east; got {box.Length} numbers"
    );
Directory.CreateDirectory("out");

DataArray rate = OpenMfDataset(files, combine: ByCoords)["pr"];
DataArray pr = (rate * 86400).AssignAttrs(("long_name", "precipitation"), ("units", "mm/day"));
DataArray area = box.Length == 4 ? pr.Sel(("lat", Slice(box[0], box[1])), ("lon", Slice(box[2], box[3]))) : pr;

// The root of rainfall has no long tail. Its anomalies from the monthly means become a few time series, whose days are
// grouped. Each step can be undone, so that the centers come back as maps of the root of rainfall.
Pipeline regimes = Pipeline(Deseasonalize(), Eof(0.98, weights: "area"), KMeans(Regimes)).Fit(Sqrt(area), over: "time");
Print(regimes);

// How much each pattern explains, with the error of the estimate; patterns within each other's error are mixed.
Eof eof = regimes.Step<Eof>();
NDArray ratio = eof.ExplainedVarianceRatio.Compute(),
    variance = eof.ExplainedVariance.Compute(),
    error = eof.NorthErrors.Compute();
for (int mode = 0; mode < ratio.Size; mode++)
{
    double relative = error.GetDouble(mode) / variance.GetDouble(mode);
    Print(
        string.Create(
            CultureInfo.InvariantCulture,
            $"EOF {mode + 1}: {ratio.GetDouble(mode):P1} of the variance ± {relative:P0} of that"
        )
    );
}

// The mean rain of the days of each regime, and the months in which it is most common.
DataArray labels = regimes.Labels;
var maps = new List<DataArray>();
for (int regime = 0; regime < Regimes; regime++)
{
    DataArray days = Equal(labels, regime),
        mean = area.Where(days)
            .Mean("time")
            .AssignAttrs(("long_name", $"rain in regime {regime}"), ("units", "mm/day"));
    maps.Add(mean.Rename($"regime_{regime}"));
    mean.PlotMap($"out/regime_{regime}.png", borders: true);
    NDArray monthly = days.AsType(DType.Float64).GroupBy("time.month").Sum().Compute();
    int most = Enumerable.Range(0, (int)monthly.Size).MaxBy(m => monthly.GetDouble(m)) + 1;
    Print(
        string.Create(
            CultureInfo.InvariantCulture,
            $"regime {regime}: {regimes.Centers["size"].Compute().GetDouble(regime)} days, {mean.Mean().Scalar():0.0} mm/day, most often in {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(most)}"
        )
    );
}

new Dataset([labels.Rename("regime"), .. maps]).ToNetCdf("out/regimes.nc");

// The whole pipeline is one file, which tells the regimes of other days.
regimes.Save("out/regimes.gchunk");
Pipeline again = Load<Pipeline>("out/regimes.gchunk");
Print(
    $"regimes of the first days: {string.Join(" ", again.Predict(Sqrt(area).Isel("time", ..7)).Compute().ToArray<double>())}"
);

static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
