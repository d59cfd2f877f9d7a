// Opens mutated files and texts of every format in a watched child process, and counts what must not happen: crashes,
// cases of more than 10 s, memory beyond the limit and 200 MB, and exceptions that are not for users. Arguments: a format
// or "all", the number of cases (1000), the first seed (0). A seed gives the same case again. Files of faults are kept in
// the folder that is printed.
#load "Fuzz/watch.csx"
#load "Fuzz/open.csx"
#load "Fuzz/bytes.csx"
#load "Fuzz/json.csx"
#load "Fuzz/files.csx"
#load "Fuzz/zip.csx"
#load "Fuzz/zarr.csx"
#load "Fuzz/attributes.csx"
#load "Fuzz/texts.csx"
#load "Fuzz/catalogue.csx"
using System.Runtime.CompilerServices;

const long Limit = 200_000_000,
    Beyond = 200_000_000;
const int Seconds = 10;

string[] formats =
[
    "classic",
    "hdf5",
    "zarr2",
    "zarr3",
    "zip",
    "catalogue",
    "npy",
    "tiff",
    "grib",
    "parquet",
    "csv",
    "onnx",
    "model",
    "times",
    "packed",
    "texts",
];

static string Here([CallerFilePath] string path = "") => path;

string script = Here(),
    data = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(script)!, "../../../data"));
if (Args.Count > 0 && Args[0] == "child")
    Child(Args[1], int.Parse(Args[2]), int.Parse(Args[3]), Args[4]);
else
    Parent(
        Args.Count > 0 ? Args[0] : "all",
        Args.Count > 1 ? int.Parse(Args[1]) : 1000,
        Args.Count > 2 ? int.Parse(Args[2]) : 0
    );

Func<Random, string> Maker(string format, string folder) =>
    format switch
    {
        "classic" or "hdf5" or "npy" or "tiff" or "grib" or "parquet" or "csv" or "onnx" => FileCases(format, folder),
        "zip" or "model" => ZipCases(format, folder),
        "zarr2" or "zarr3" or "times" or "packed" => StoreCases(format, folder),
        "catalogue" => CatalogueCases(folder),
        _ => TextCases(),
    };
