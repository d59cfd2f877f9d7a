using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Pipes, devices and sockets are refused before they are opened: a pipe would wait for a writer for ever.</summary>
[SupportedOSPlatform("linux")]
public sealed class SpecialFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private string Pipe(string name)
    {
        using var made = Process.Start("mkfifo", [At(name)]);
        made.WaitForExit();
        return At(name);
    }

    private static void IsRefused(string kind, string path, Func<object?> open)
    {
        string message = Assert.Throws<GchunkException>(open).Message;
        Assert.Contains($"cannot read {path}: it is {kind}, not a regular file", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a pipe")]
    [InlineData("a device")]
    [InlineData("a socket")]
    public void What_is_no_file_is_refused_by_every_opener(string kind)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = At("link.nc"),
            target = kind switch
            {
                "a pipe" => Pipe("p"),
                "a device" => "/dev/zero",
                _ => At("s"),
            };
        if (kind == "a socket")
            socket.Bind(new UnixDomainSocketEndPoint(target));
        File.CreateSymbolicLink(path, target);
        foreach (
            Func<string, object?> open in (Func<string, object?>[])
                [
                    p => Prelude.OpenDataset(p),
                    p => Prelude.OpenMfDataset(p),
                    p => Prelude.OpenZarr(p),
                    p => Prelude.OpenCatalog(p),
                    p => Prelude.FromNpy(p),
                ]
        )
        {
            IsRefused(kind, path, () => open(path));
        }
        foreach (string name in (string[])["f.geojson", "f.shp", "f.csv", "f.parquet"])
        {
            File.CreateSymbolicLink(At(name), target);
            IsRefused(
                kind,
                At(name),
                () =>
                    name.EndsWith("csv", StringComparison.Ordinal) ? Prelude.ReadCsv(At(name))
                    : name.EndsWith("parquet", StringComparison.Ordinal) ? Prelude.ReadParquet(At(name))
                    : Prelude.OpenFeatures(At(name))
            );
        }
        // The files beside a shapefile too.
        foreach (string ending in (string[])["dbf", "prj"])
        {
            File.WriteAllBytes(At(ending + ".shp"), []);
            File.CreateSymbolicLink(At($"{ending}.{ending}"), target);
            IsRefused(kind, At($"{ending}.{ending}"), () => Prelude.OpenFeatures(At(ending + ".shp")));
        }
    }

    [Fact]
    public void A_path_with_a_NUL_is_an_error_for_users()
    {
        string path = At("a\0b");
        Dataset rain = new DataArray(Prelude.Ones((2, 3)), ["t", "x"], name: "v").ToDataset();
        string catalogue = folder.Write(
            "c.yml",
            "sources: {a: {driver: netcdf, args: {urlpath: \"x\\0.nc\"}}, b: {driver: zarr, args: {urlpath: \"x\\0\"}}}"
        );
        foreach (
            Action use in (Action[])
                [
                    () => Prelude.OpenDataset(path + ".nc"),
                    () => Prelude.OpenDataset(path + ".grib"),
                    () => Prelude.OpenMfDataset([path + ".nc"]),
                    () => Prelude.OpenZarr(path),
                    () => Prelude.OpenCatalog(path),
                    () => Prelude.OpenCatalog(catalogue)["a"].ToDataset(),
                    () => Prelude.OpenCatalog(catalogue)["b"].ToDataset(),
                    () => Prelude.OpenFeatures(path + ".shp"),
                    () => Prelude.FromNpy(path),
                    () => Prelude.ReadCsv(path),
                    () => Prelude.ReadParquet(path),
                    () => rain.ToNetCdf(path),
                    () => rain.AppendToNetCdf(path, "t"),
                    () => rain.ToZarr(path),
                    () => rain.ToZarr(path + ".zip"),
                    () => rain.ToTable().ToCsv(path),
                    () => rain.ToTable().ToParquet(path),
                    () => Prelude.Ones(3).ToNpy(path),
                ]
        )
        {
            Assert.Throws<GchunkException>(use);
        }
    }

    [Theory]
    [InlineData(".zgroup")]
    [InlineData(".zattrs")]
    [InlineData("zarr.json")]
    [InlineData("v/.zarray")]
    [InlineData("v/0")]
    public void Pipes_in_a_store_are_refused(string key)
    {
        Directory.CreateDirectory(At("s.zarr/v"));
        folder.Write("s.zarr/.zgroup", "{\"zarr_format\":2}");
        folder.Write(
            "s.zarr/v/.zarray",
            """{"zarr_format":2,"shape":[2],"chunks":[2],"dtype":"<f4","compressor":null,"fill_value":0,"order":"C","filters":null}"""
        );
        File.Delete(At("s.zarr/" + key));
        string pipe = Pipe("s.zarr/" + key);
        IsRefused("a pipe", pipe, () => Prelude.OpenZarr(At("s.zarr"))["v"].Compute());
    }

    [Fact]
    public void A_file_of_the_system_without_a_length_is_empty()
    {
        foreach (
            Func<string, object?> open in (Func<string, object?>[])[p => Prelude.OpenDataset(p), Prelude.OpenCatalog]
        )
        {
            Assert.Contains("not a", Assert.Throws<GchunkException>(() => open("/proc/self/environ")).Message);
        }
    }

    [Fact]
    public void A_pipe_or_a_device_is_not_replaced_by_a_file()
    {
        string pipe = Pipe("p");
        File.CreateSymbolicLink(At("link.nc"), pipe);
        foreach (string path in (string[])[pipe, At("link.nc")])
        {
            Assert.Equal(
                $"cannot write {pipe}: it is a pipe, not a regular file",
                Assert.Throws<GchunkException>(() => AtomicFile.WriteText(path, "x")).Message
            );
        }
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
        Assert.Contains("it is a device", Assert.Throws<GchunkException>(() => AtomicFile.Create("/dev/full")).Message);
    }
}
