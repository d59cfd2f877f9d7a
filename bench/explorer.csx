// How long the first picture of 100 GB of lazy data takes in the explorer, and the most memory: of a single time step,
// and of the whole of one very large picture, from a stored pyramid. It fails if a picture takes longer than a second
// (the best of three fresh pages, as the machine may be busy) or the process holds more than 1000 MiB.
// usage: ./gchunk --memory 1GB bench/explorer.csx
using System.Diagnostics;
using System.Net;
using System.Net.Http;

string folder = Directory.CreateTempSubdirectory("gchunk-explorer").FullName;
var cookies = new CookieContainer();
var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies });
bool isGood = true;

// What the page asks for first: its file, what it shows, and the view of a window of 1200 x 800 pixels.
async Task<double> First(Func<Explorer> open, string view)
{
    var watch = Stopwatch.StartNew();
    var page = new Uri(open().Address);
    (await http.GetAsync(page)).EnsureSuccessStatusCode();
    string address = page.GetLeftPart(UriPartial.Path);
    await http.GetStringAsync(address + "/info" + page.Query);
    using HttpResponseMessage answer = await http.GetAsync(address + "/view" + page.Query + "&p=0&v=0&" + view);
    byte[] picture = await answer.Content.ReadAsByteArrayAsync();
    if (!answer.IsSuccessStatusCode || picture.Length < 1000)
        throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(picture));
    return watch.Elapsed.TotalSeconds;
}

async Task Show(string name, Func<Explorer> open, string view)
{
    double best = double.PositiveInfinity;
    for (int i = 0; i < 3; i++)
        best = Math.Min(best, await First(open, view));
    using Process self = Process.GetCurrentProcess();
    long peak = self.PeakWorkingSet64 >> 20;
    isGood &= best < 1 && peak < 1000;
    Console.WriteLine($"{name, -44} {best:0.00} s to the first picture, {peak} MiB at most");
}

try
{
    // 25 years of hourly values on a quarter of a degree, of which a step is a chunk: 1.8 TB as float64.
    var hourly = new DataArray(
        Rand.Normal((219_000, 721, 1440), 0, 1, (1, 721, 1440), seed: 1).Expression,
        ["time", "lat", "lon"],
        name: "hourly"
    )
        .AssignCoords("lat", NDArray.From([.. Enumerable.Range(0, 721).Select(i => 90 - (0.25 * i))]))
        .AssignCoords("lon", NDArray.From([.. Enumerable.Range(0, 1440).Select(i => 0.25 * i)]));
    await Show(
        $"a time step of {hourly.NBytes / 1e9:0} GB",
        () => hourly.Explore(),
        "i=9000&y0=0&y1=721&x0=0&x1=1440&w=1200&h=721&quick=1"
    );

    // One picture of 112,000 x 112,000 cells; its copies of every 32nd and 112th cell are stored.
    var wide = new DataArray(
        Rand.Normal((112_000, 112_000), 0, 1, (4_000, 4_000), seed: 2).Expression,
        ["y", "x"],
        name: "wide"
    );
    DataArray Stored(int factor)
    {
        string path = Path.Combine(folder, $"{factor}.zarr");
        var copy = new DataArray(
            Rand.Normal((112_000 / factor, 112_000 / factor), 0, 1, (500, 500), seed: 3).Expression,
            ["y", "x"],
            name: "wide"
        );
        copy.ToDataset("wide").ToZarr(path);
        return OpenZarr(path)["wide"];
    }
    DataArray[] levels = [Stored(32), Stored(112)];
    await Show(
        $"the whole of {wide.NBytes / 1e9:0} GB with a pyramid",
        () => wide.Explore(levels),
        "y0=0&y1=112000&x0=0&x1=112000&w=1000&h=1000&quick=1"
    );
}
finally
{
    Directory.Delete(folder, recursive: true);
}
if (!isGood)
    throw new InvalidOperationException("the first picture took longer than a second, or too much memory");
