using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Grib;
using Gchunk.Tests.Engine.Storage.Zarr;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Grib;

/// <summary>GRIB files against cfgrib's variables, from tests/data/make_grib.py.</summary>
public class GribTests
{
    private static string Folder => Path.Combine(TestData.Folder, "grib");

    private static string At(string name) => Path.Combine(Folder, name);

    [Fact]
    public void Variables_and_coordinates_are_those_of_cfgrib()
    {
        Assert.SkipUnless(NativeLibraries.IsPresent(NativeLibraries.EcCodes), "libeccodes0 is not installed");
        foreach (var file in File.ReadAllLines(At("expected.tsv")).Select(l => l.Split('\t')).GroupBy(f => f[0]))
        {
            Dataset ds = OpenDataset(At(file.Key));
            foreach (string[] line in file)
            {
                string place = $"{file.Key} {line[1]}";
                DataArray x = ds[line[1]];
                Assert.True(line[2] == string.Join(',', x.Dims), $"{place}: {string.Join(',', x.Dims)}");
                Assert.Equal(line[3], string.Join(',', x.Shape.ToArray()));
                double[] values = Values(x);
                Assert.True(int.Parse(line[4], CultureInfo.InvariantCulture) == values.Count(double.IsNaN), place);
                double sum = 0,
                    expected = double.Parse(line[5], CultureInfo.InvariantCulture);
                for (int i = 0; i < values.Length; i++)
                    sum += double.IsNaN(values[i]) ? 0 : values[i] * Math.Cos(i);
                Assert.True(
                    Math.Abs(sum - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected)),
                    $"{place}: {sum} instead of {expected}"
                );
            }
        }

        // Times in seconds and steps in hours.
        static double[] Values(DataArray x)
        {
            using NDArray values = x.Compute();
            if (x.Calendar is not null)
                return Array.ConvertAll(values.ToArray<long>(), t => t / 1e6);
            return x.DType == DType.TimeDelta64
                ? Array.ConvertAll(values.ToArray<TimeDelta64>(), d => d.Nanoseconds / 3.6e12)
                : values.ToArray<double>();
        }
    }

    [Fact]
    public void A_part_is_read_and_a_kind_of_level_chosen()
    {
        Assert.SkipUnless(NativeLibraries.IsPresent(NativeLibraries.EcCodes), "libeccodes0 is not installed");
        DataArray t = OpenDataset(At("levels1.grib"), group: "isobaricInhPa")["t"];
        double[] all = t.AsType(DType.Float64).Compute().ToArray<double>();
        double[] part = t.Sel("isobaricInhPa", 850.0)
            .Isel(("time", 1), ("longitude", "6:1:-2"))
            .AsType(DType.Float64)
            .Compute()
            .ToArray<double>();
        int at = 0;
        for (int step = 0; step < 2; step++)
        {
            for (int row = 0; row < 5; row++)
            {
                for (int column = 6; column > 1; column -= 2)
                    Assert.Equal(all[(((2 + step) * 3 + 1) * 5 + row) * 8 + column], part[at++]);
            }
        }

        Assert.Equal("K", t.Attrs["units"]);
        Assert.Contains(
            "kind of level 'surfac'",
            Assert.Throws<GchunkException>(() => OpenDataset(At("surface.grib"), group: "surfac")).Message
        );
    }

    [Fact]
    public void Messages_are_read_from_a_server_by_ranges()
    {
        Assert.SkipUnless(NativeLibraries.IsPresent(NativeLibraries.EcCodes), "libeccodes0 is not installed");
        using var server = new LoopbackServer(
            new Dictionary<string, byte[]>
            {
                ["levels2.grib"] = File.ReadAllBytes(At("levels2.grib")),
                ["damaged.grib2"] = "GRIB and no more than this text"u8.ToArray(),
            }
        );
        Dataset local = OpenDataset(At("levels2.grib")),
            remote = OpenDataset($"{server.Address}/levels2.grib");
        Assert.Equal(local.Names, remote.Names);
        foreach (string name in local.Names.Where(n => local[n].DType.IsReal))
        {
            Assert.Equal(
                local[name].AsType(DType.Float64).Compute().ToArray<double>(),
                remote[name].AsType(DType.Float64).Compute().ToArray<double>()
            );
        }
        Assert.All(server.Requests, r => Assert.Contains("bytes=", r));
        Assert.Contains(
            "damaged.grib2",
            Assert.Throws<GchunkException>(() => OpenDataset($"{server.Address}/damaged.grib2")).Message
        );
    }

    [Theory]
    [InlineData("size")]
    [InlineData("time")]
    public void What_opening_a_file_on_a_server_costs_is_bounded(string bound)
    {
        Assert.SkipUnless(NativeLibraries.IsPresent(NativeLibraries.EcCodes), "libeccodes0 is not installed");
        byte[] file = File.ReadAllBytes(At("levels2.grib"));
        using var server = new LoopbackServer(new Dictionary<string, byte[]> { ["x.grib"] = file });
        string address = $"{server.Address}/x.grib";
        // A clock that goes on by a minute whenever it is read.
        var cost = new RemoteCost { Clock = new StepClock(), Total = TimeSpan.FromDays(1) };
        using FileHandles.Lease local = FileHandles.Open(At("levels2.grib"));
        int messages = GribMessage.All("x", local).Count;

        // Each byte is requested at most twice: as the place of messages, and as a message.
        _ = GribFile.Open(address, null, cost);
        Assert.InRange(server.Requests.Count, 1, 2 + messages + 2 * file.Length / (1 << 17));
        cost =
            bound == "size" ? cost with { MostBytes = file.Length - 1 } : cost with { Total = TimeSpan.FromMinutes(2) };
        string said = Assert.Throws<GchunkException>(() => GribFile.Open(address, null, cost)).Message;
        Assert.StartsWith(address, said, StringComparison.Ordinal);
        Assert.Contains(bound == "size" ? "is the most; download it" : "was not open after 120 s", said);
    }

    private sealed class StepClock : TimeProvider
    {
        private long minutes;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.TicksPerMinute * ++minutes;
    }

    [Fact]
    public void A_file_without_ecCodes_says_how_to_install_it()
    {
        using (NativeLibraries.Hide(NativeLibraries.EcCodes))
        {
            Assert.Contains(
                "apt-get install libeccodes0",
                Assert.Throws<GchunkException>(() => OpenDataset(At("surface.grib"))).Message
            );
        }
    }

    [Fact]
    public void Damaged_messages_are_errors_and_nothing_else()
    {
        Assert.SkipUnless(NativeLibraries.IsPresent(NativeLibraries.EcCodes), "libeccodes0 is not installed");
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "x.grib");
        int cases = int.Parse(
            Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "6",
            CultureInfo.InvariantCulture
        );
        var random = new Random(5);
        foreach (string name in new[] { "surface.grib", "south.grib", "polar.grib" })
        {
            byte[] whole = File.ReadAllBytes(At(name));
            Assert.Contains("truncated or damaged", Said(whole[..^9]), StringComparison.Ordinal);
            Assert.Contains("does not end with 7777", Said([.. whole[..^1], 8]), StringComparison.Ordinal);
            for (int i = 0; i < cases; i++)
            {
                var bytes = (byte[])whole.Clone();
                for (int n = random.Next(1, 5); n > 0; n--)
                    bytes[random.Next(8, Math.Min(200, bytes.Length - 4))] = (byte)random.Next(256);
                _ = Said(bytes);
            }
        }

        string Said(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            try
            {
                Dataset ds = OpenDataset(path);
                foreach (string name in ds.Names)
                    _ = ds[name].Compute();
                return "";
            }
            catch (GchunkException e)
            {
                return e.Message;
            }
        }
    }
}
