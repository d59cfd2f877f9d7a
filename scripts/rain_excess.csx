// Applies a neural network in the ONNX format to each day of a year of maps: how far it rains more in a cell than
// around it.
//
//   ./gchunk scripts/rain_excess.csx                                        the data and the network in scripts/data
//   ./gchunk scripts/rain_excess.csx 'my/rain_*.nc' my_network.onnx         your own: one channel, maps of any size
//
// Writes out/excess.png and out/excess.nc.
using System.Runtime.CompilerServices;

string files = Args.Count > 0 ? Args[0] : Path.Combine(Here(), "data", "pr", "*.nc"),
    network = Args.Count > 1 ? Args[1] : Path.Combine(Here(), "data", "networks", "excess.onnx");
Directory.CreateDirectory("out");

// Lazy: only metadata and labels are read.
DataArray rain = (OpenMfDataset(files)["pr"] * 86400).AssignAttrs(("units", "mm/day"));
OnnxModel model = OnnxModel.Load(network);
Print(model);

// The maps go through the network in tiles of 18 x 18 cells, each with 4 cells of its neighbours at each side, because
// the network looks 4 cells far. Missing cells count as dry and are missing in the result.
DataArray maps = model.Apply(rain, over: ["lat", "lon"], tile: 18, overlap: 4, fill: 0, outputDim: "map");
Print(maps);

// The same on whole maps: tiles leave no seams. Beyond the edges of the map, whole maps have zeros.
DataArray whole = model.Apply(rain.FillNa(0), over: ["lat", "lon"], outputDim: "map");
DataArray inner = (whole - maps).Isel(("lat", 4..^4), ("lon", 4..^4));
Print("largest difference from whole maps", Math.Round(Abs(inner).Max().Scalar(), 4));

DataArray excess = maps.Isel("map", 1).Mean("time").Rename("excess").AssignAttrs(("units", "mm/day"));
excess.ToDataset().ToNetCdf("out/excess.nc");
excess.PlotMap("out/excess.png", title: "Rain above that of the surroundings, mean of the year");
Print("mean excess", Math.Round(excess.Mean().Scalar(), 3), "mm/day; wrote out/excess.png and out/excess.nc");

string Here([CallerFilePath] string script = "") => Path.GetDirectoryName(script)!;
