// Fits one estimator to samples that are larger than the memory limit, and prints the peak memory of the process in
// bytes. Arguments: a folder in which the samples are kept between runs, megabytes of samples (float32), the name of
// the estimator; none to write the samples only.
#load "estimators.csx"
using System.Globalization;

(string folder, long bytes) = (Args[0], 1_000_000 * long.Parse(Args[1], CultureInfo.InvariantCulture));

// Many samples; many features for what compares all pairs of samples; for what holds all samples or distances, those
// that take three quarters of 200 MB.
(long Count, long Features) tall = (bytes / (60 * 4), 60),
    wide = (2000, bytes / (4 * 2000)),
    held = (6000, 1000);

DataArray Stored((long Count, long Features) shape)
{
    string path = Path.Combine(folder, $"{shape.Count}x{shape.Features}.zarr");
    if (!Directory.Exists(path))
    {
        DataArray made = Samples(shape.Count, shape.Features, DType.Float32, Math.Max(1, 1_000_000 / shape.Features));
        made.Rename("x").ToZarr(path);
    }
    return OpenZarr(path)["x"];
}

if (Args.Count == 2)
{
    Stored(tall);
    Stored(wide);
    Stored(held);
    foreach (Estimator e in estimators)
        Print(e.Name);
    return;
}
Estimator chosen = estimators.Single(e => e.Name == Args[2]);
foreach (
    object found in chosen.Fit(
        Stored(
            chosen.HoldsSamples ? held
            : chosen.ComparesPairs ? wide
            : tall
        )
    )
)
{
    // What Predict and Transform give may be as large as the samples.
    if (found is DataArray array)
        array.Sum().Compute();
}
string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM"));
Console.WriteLine(1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
