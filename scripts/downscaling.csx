// Downscales daily precipitation: LightGBM learns from coarse maps (cells of 60 km) how the rain of a day is spread
// over cells of 10 km, and is compared with plain interpolation on months that it has not seen.
//
//   ./gchunk scripts/downscaling.csx                        the data in scripts/data, one year: a fold is a month
//   ./gchunk scripts/downscaling.csx 'my/rain_*.nc'         your own files; with several years, a fold is a year
//
// Writes out/downscaled.nc and out/downscaling.png.
using System.Runtime.CompilerServices;
using Microsoft.ML.Trainers.LightGbm;

const int Coarser = 6,
    EveryDay = 4;
string files = Args.Count > 0 ? Args[0] : Path.Combine(Here(), "data", "pr", "*.nc");
Directory.CreateDirectory("out");

// Every fourth day is enough to learn from.
DataArray rain = (OpenMfDataset(files)["pr"] * 86400).Isel("time", $"::{EveryDay}").Persist();

// What a coarse model would know of each day: the mean of 6 x 6 cells, here between the middles of its cells.
DataArray coarse = rain.Coarsen(("lat", Coarser), ("lon", Coarser)).Mean();

DataArray Fine(DataArray x) =>
    x.Interp("lat", rain.Coords.IndexOf("lat")!, extrapolate: true)
        .Interp("lon", rain.Coords.IndexOf("lon")!, extrapolate: true);

DataArray smooth = Maximum(Fine(coarse), 0);
DataArray day = rain["time"].Dt.DayOfYear * (2 * Math.PI / 365);

// The features are variables; those that lack a dimension are repeated along it.
Dataset features = new Dataset([
    smooth.Rename("rain"),
    coarse.Mean(["lat", "lon"]).Rename("rain_of_the_area"),
    Fine(coarse.Shift("lat", 1).FillNa(coarse) - coarse).Rename("slope_south"),
    Fine(coarse.Shift("lon", 1).FillNa(coarse) - coarse).Rename("slope_east"),
    (rain["lat"] + 0.0).Rename("north"),
    (rain["lon"] + 0.0).Rename("east"),
    Cos(day).Rename("winter"),
    Sin(day).Rename("spring"),
]);
DataArray x = features.ToArray("feature").Transpose("time", "lat", "lon", "feature").Persist();

// It learns the difference from interpolation.
DataArray difference = (rain - smooth).Persist();
var options = new LightGbmRegressionTrainer.Options
{
    NumberOfIterations = 30,
    NumberOfLeaves = 31,
    LearningRate = 0.1,
    MinimumExampleCountPerLeaf = 100,
    Seed = 0,
    NumberOfThreads = 1,
    Deterministic = true,
};
bool years = rain["time"].Dt.Year.Max().Scalar() > rain["time"].Dt.Year.Min().Scalar();
MlValidation validation = MlModel.CrossValidate(
    ML.Regression.Trainers.LightGbm(options),
    x,
    difference,
    by: years ? "time.year" : "time.month",
    over: "feature"
);
Print($"one fold a {(years ? "year" : "month, because the files hold one year")}");
Print(validation);
double interpolated = Math.Sqrt(((smooth - rain) * (smooth - rain)).Mean().Scalar()),
    learned = Math.Sqrt(validation.Folds.Average(f => Math.Pow(f.Metrics["RootMeanSquaredError"], 2)));
Print($"RMSE of interpolation {interpolated:0.000}, of LightGBM on what it has not seen {learned:0.000} mm/day");

MlModel model = MlModel.Fit(ML.Regression.Trainers.LightGbm(options), x, difference, over: "feature");
DataArray downscaled = Maximum(smooth + model.Transform(x), 0).Rename("pr").AssignAttrs(("units", "mm/day"));
downscaled.ToDataset().ToNetCdf("out/downscaled.nc");
int wettest = (int)
    rain.Mean(["lat", "lon"]).Compute().AsType(DType.Float64).ToArray<double>().Index().MaxBy(v => v.Item).Index;
downscaled.Isel("time", wettest).PlotMap("out/downscaling.png", title: "The wettest day, downscaled");
Print("wrote out/downscaled.nc and out/downscaling.png");

string Here([CallerFilePath] string script = "") => Path.GetDirectoryName(script)!;
