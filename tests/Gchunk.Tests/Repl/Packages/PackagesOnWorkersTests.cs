using Xunit;

namespace Gchunk.Tests.Repl.Packages;

/// <summary>
/// Tests that worker processes find what packages bring: assemblies that are loaded by reflection, and native libraries.
/// </summary>
public sealed class PackagesOnWorkersTests : IDisposable
{
    private readonly PackageFeed feed = new();

    public void Dispose() => feed.Dispose();

    [Fact]
    public void Worker_processes_find_reflected_assemblies_and_native_libraries_of_packages()
    {
        // Nothing refers to this assembly: it is loaded by its name, as ML.NET loads its trainers.
        feed.Pack(
            "Gchunk.Try.Hidden",
            "1.0.0",
            feed.Compile("Gchunk.Try.Hidden", "public static class Hidden { public static int Height => 41; }")
        );
        string library = Directory.EnumerateFiles("/usr/lib", "libdeflate.so.0", SearchOption.AllDirectories).First();
        feed.Pack(
            "Gchunk.Try.Native",
            "1.0.0",
            feed.Compile(
                "Gchunk.Try.Native",
                """
                using System.Reflection;
                using System.Runtime.InteropServices;
                namespace Native;
                public static class Sum
                {
                    [DllImport("gchunktry", EntryPoint = "libdeflate_adler32")]
                    private static extern uint Adler(uint start, byte[] bytes, nuint length);
                    public static string Of(params byte[] bytes) =>
                        $"{Adler(1, bytes, (nuint)bytes.Length)} {Assembly.Load("Gchunk.Try.Hidden").GetType("Hidden").GetProperty("Height").GetValue(null)}";
                }
                """
            ),
            native: ("libgchunktry.so", library),
            needs: [("Gchunk.Try.Hidden", "1.0.0")]
        );
        // A library of the same name in the current folder must not be opened.
        File.WriteAllText(Path.Combine(feed.Path, "libgchunktry.so"), "not a library");
        File.WriteAllText(Path.Combine(feed.Path, "Gchunk.Try.Hidden.dll"), "not an assembly");
        File.WriteAllText(
            Path.Combine(feed.Path, "sum.csx"),
            """
            #r "nuget: Gchunk.Try.Native, 1.0.0"
            using Native;
            Print(Sum.Of(1, 2, 3));
            var client = new Client(workers: 2, processes: true);
            Print(client.Submit(() => Sum.Of(1, 2, 3)).Result());
            Print(client.Submit(() => typeof(Sum).Assembly.Location.EndsWith("packages/gchunk.try.native/1.0.0/lib/net8.0/Gchunk.Try.Native.dll")).Result());
            Print(Arange(4).Rechunk(2).MapBlocks(b => NDArray.From(b.ToArray<long>().Select(v => v + double.Parse(Sum.Of((byte)v).Split()[1])).ToArray())).Sum().Compute());
            client.Shutdown();
            """
        );
        var ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            feed.Path,
            $"XDG_CACHE_HOME={feed.Path}",
            Checkout.Launcher,
            "sum.csx"
        );
        Assert.Equal("getting Gchunk.Try.Native 1.0.0…\n", ended.Error);
        Assert.Equal("851975 41\n851975 41\ntrue\n170.0\n", ended.Output);
    }
}
