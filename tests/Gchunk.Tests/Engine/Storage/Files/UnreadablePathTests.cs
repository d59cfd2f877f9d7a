using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Files;

/// <summary>What is there but cannot be read is an error that names it, not a missing chunk or a file less.</summary>
public class UnreadablePathTests
{
    private static readonly Action<string>[] Harms =
    [
        path => Directory.CreateDirectory(path),
        path => File.CreateSymbolicLink(path, path + "-unmounted"),
        path => File.CreateSymbolicLink(path, path),
    ];

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            string[] said = ["is a folder", "which is not there", "symbolic links"];
            foreach (string place in (string[])["chunk", "references", "stack"])
            {
                for (int harm = 0; harm < Harms.Length; harm++)
                    cases.Add(place, harm, said[harm]);
            }
            cases.Add("pattern", 1, "which is not there");
            cases.Add("pattern", 2, "symbolic links");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_cannot_be_read_is_an_error_that_names_it(string place, int harm, string said)
    {
        using var folder = new TemporaryFolder();
        (string path, Action read) = Make(place, folder.Path);
        read();
        File.Delete(path);
        Harms[harm](path);
        string message = Assert.Throws<GchunkException>(read).Message;
        Assert.Contains(said, message);
        Assert.Contains(path, message);
    }

    [Fact]
    public void A_file_in_place_of_the_folder_of_chunks_is_an_error()
    {
        using var folder = new TemporaryFolder();
        string store = Path.Combine(folder.Path, "x.zarr");
        Small().ToZarr(store, format: 3);
        Dataset ds = OpenDataset(store);
        string chunks = Path.Combine(store, "x/c");
        Directory.Delete(chunks, recursive: true);
        File.WriteAllText(chunks, "");
        // A file beside the arrays is none of them.
        File.WriteAllText(Path.Combine(store, "notes.txt"), "");
        Assert.Contains(
            $"cannot read {chunks}/0: Not a directory",
            Assert.Throws<GchunkException>(() => ds.Load()).Message
        );
        File.Delete(chunks);
        Assert.All(OpenZarr(store)["x"].Compute().ToArray<double>(), v => Assert.True(double.IsNaN(v)));
    }

    private static (string Path, Action Read) Make(string place, string folder)
    {
        string at = Path.Combine(folder, "x");
        switch (place)
        {
            case "chunk":
                Small().ToZarr(at, format: 2);
                return (Path.Combine(at, "x/1"), () => OpenDataset(at).Load());
            case "references":
                foreach (string name in (string[])["labelled/day_200101.nc", "references/day.parq/.zmetadata"])
                    Copy(name);
                foreach (int record in (int[])[0, 1, 2])
                    Copy($"references/day.parq/t/refs.{record}.parq");
                return (
                    Path.Combine(folder, "references/day.parq/t/refs.1.parq"),
                    () => OpenDataset(Path.Combine(folder, "references/day.parq"), decodeCf: false)["t"].Load()
                );
            case "stack":
                Ones(4, chunks: 2).ToNpyStack(at);
                return (Path.Combine(at, "info.json"), () => FromNpyStack(at).Compute());
            default:
                Directory.CreateDirectory(at);
                Small().ToNetCdf(Path.Combine(at, "out.nc"));
                return (Path.Combine(at, "out.nc"), () => OpenMfDataset(Path.Combine(folder, "*/out.nc")));
        }

        void Copy(string name)
        {
            string to = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(Checkout.Root, "tests/data", name), to);
        }
    }

    private static Dataset Small() =>
        new([new DataArray(NDArray.From([1.0, 2, 3, 4]), ["t"], name: "x").Chunk(("t", 2))]);
}
