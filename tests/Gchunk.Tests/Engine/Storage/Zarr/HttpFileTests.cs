using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>Single files on a web server, read by ranges.</summary>
public class HttpFileTests
{
    private static readonly string[] Names =
    [
        "netcdf/made_kinds.nc",
        "netcdf/made_cdf2.nc",
        "geotiff/tiles_lzw.tif",
        "netcdf/dt_global_allsat_madt_h_20150101.nc",
    ];

    private static string At(string name) => Path.Combine(TestData.Folder, name);

    private static LoopbackServer Serve() => new(Names.ToDictionary(n => n, n => File.ReadAllBytes(At(n))));

    [Fact]
    public void Files_are_the_same_on_a_server_and_on_the_disk()
    {
        using LoopbackServer server = Serve();
        foreach (string name in Names)
        {
            Dataset local = OpenDataset(At(name)),
                remote = OpenDataset($"{server.Address}/{name}");
            Assert.Equal(local.Names, remote.Names);
            foreach (
                string variable in local.Names.Where(n => local[n].DType.IsReal && local[n].Variable.Texts is null)
            )
            {
                Assert.Equal(
                    local[variable].AsType(DType.Float64).Compute().ToArray<double>(),
                    remote[variable].AsType(DType.Float64).Compute().ToArray<double>()
                );
            }
        }

        Assert.All(server.Requests, r => Assert.Contains("bytes=", r, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_parts_of_a_file_that_are_needed_are_requested()
    {
        using LoopbackServer server = Serve();
        string name = Names[3];
        _ = OpenDataset($"{server.Address}/{name}").Sizes;
        Assert.True(server.Requests.Count < 6, string.Join('\n', server.Requests));
    }

    [Fact]
    public void A_file_that_is_not_there_or_changes_is_named()
    {
        using LoopbackServer server = Serve();
        Assert.Contains(
            "there is no file at",
            Assert.Throws<GchunkException>(() => OpenDataset($"{server.Address}/missing.nc")).Message,
            StringComparison.Ordinal
        );
        int version = 1;
        server.Adorn = (response, _) => response.Headers["ETag"] = $"\"{version}\"";
        DataArray x = OpenDataset($"{server.Address}/{Names[2]}")["band_data"];
        version = 2;
        server.SendsRanges = true;
        OpenDataset($"{server.Address}/{Names[2]}");
        Assert.Contains(
            "has changed since it was opened",
            Assert.Throws<GchunkException>(() => x.Compute()).Message,
            StringComparison.Ordinal
        );
    }
}
