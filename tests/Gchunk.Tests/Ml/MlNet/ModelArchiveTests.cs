using System.IO.Compression;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml;
using Gchunk.Ml.MlNet;
using Gchunk.Tests.Repl;
using Microsoft.ML;
using Xunit;

namespace Gchunk.Tests.Ml.MlNet;

/// <summary>Files of models that are damaged, huge, of another kind, or that would load other code.</summary>
public sealed class ModelArchiveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] model;

    public ModelArchiveTests()
    {
        DataArray x = new(Planted.Blobs(60, 3, 2, 5), ["z", "f"]);
        MlModel fitted = MlModel.Fit(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), x, x.Isel("f", 0));
        fitted.Save(Path.Combine(folder.Path, "good.zip"));
        model = File.ReadAllBytes(Path.Combine(folder.Path, "good.zip"));
    }

    public void Dispose() => folder.Dispose();

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(folder.Path, "m.zip");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string Rewrite(Func<ZipArchiveEntry, byte[], byte[]?> change)
    {
        var stream = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(model)))
        using (var to = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using Stream source = entry.Open();
                var content = new MemoryStream();
                source.CopyTo(content);
                if (change(entry, content.ToArray()) is not { } changed)
                    continue;
                using Stream target = to.CreateEntry(entry.FullName).Open();
                target.Write(changed);
            }
        }
        return Write(stream.ToArray());
    }

    private static string Refused(string path) => Assert.Throws<GchunkException>(() => MlModel.Load(path)).Message;

    [Fact]
    public void Damaged_copies_give_an_error_or_a_model()
    {
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] copy = [.. model];
            if (i % 3 == 0)
            {
                copy = copy[..random.Next(copy.Length)];
            }
            else
            {
                for (int k = 0; k < 1 + i % 5; k++)
                    copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }
            Try(Write(copy));
        }
        // Damage within the parts, behind their checksums.
        for (int i = 0; i < 60; i++)
        {
            Try(
                Rewrite(
                    (_, content) =>
                    {
                        if (content.Length > 0)
                            content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
                        return content;
                    }
                )
            );
        }

        static void Try(string path)
        {
            try
            {
                MlModel.Load(path);
            }
            catch (GchunkException e)
            {
                Assert.Contains("m.zip", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Damage_that_only_the_checksum_shows_is_refused_before_ML_NET_reads_it()
    {
        byte[] damaged = [.. model];
        // The checksum of the first entry, in the central directory.
        int entry = damaged.AsSpan().IndexOf("PK\u0001\u0002"u8);
        damaged[entry + 16] ^= 1;
        Assert.Contains("is damaged: the checksum of", Refused(Write(damaged)), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_named()
    {
        Assert.Contains("cannot be read", Refused(Path.Combine(folder.Path, "none.zip")), StringComparison.Ordinal);
        Assert.Contains("is empty", Refused(Write([])), StringComparison.Ordinal);
        Assert.Contains(
            "is not a .zip file",
            Refused(Write(Encoding.ASCII.GetBytes("not a model"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not a model of ML.NET",
            Refused(Rewrite((entry, content) => entry.FullName == ModelArchive.DetailsEntry ? content : null)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "newer version of gchunk",
            Refused(Details(text => text.Replace("\"Version\":1", "\"Version\":2", StringComparison.Ordinal))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "do not fit together",
            Refused(Details(text => text.Replace("\"Features\":3", "\"Features\":4", StringComparison.Ordinal))),
            StringComparison.Ordinal
        );

        string Details(Func<string, string> change) =>
            Rewrite(
                (entry, content) =>
                    entry.FullName == ModelArchive.DetailsEntry
                        ? Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(content)))
                        : content
            );
    }

    [Theory]
    [InlineData("Microsoft.ML.StandardTrainers", "Evil.Library.OfSomebodyElseXX", "of the assembly 'Evil.Library")]
    [InlineData("Microsoft.ML.Data,", "Evil.Library.XXXX,", "of the assembly 'Evil.Library")]
    public void Parts_of_other_assemblies_are_refused(string assembly, string other, string expected)
    {
        string path = Rewrite(
            (_, content) =>
            {
                byte[] from = Encoding.Unicode.GetBytes(assembly),
                    to = Encoding.Unicode.GetBytes(other);
                Assert.Equal(from.Length, to.Length);
                for (int at; (at = content.AsSpan().IndexOf(from)) >= 0; )
                    to.CopyTo(content, at);
                return content;
            }
        );
        Assert.Contains(expected, Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_users_are_not_loaded()
    {
        var ml = new MLContext(1);
        ml.ComponentCatalog.RegisterAssembly(typeof(ModelArchiveTests).Assembly);
        DataArray x = new(Planted.Blobs(20, 2, 2, 5), ["z", "f"]);
        IDataView view = x.ToDataView();
        ITransformer mapping = ml
            .Transforms.CustomMapping<Row, Row>((from, to) => to.Index = from.Index, "mine")
            .Fit(view);
        string path = Path.Combine(folder.Path, "custom.zip");
        ml.Model.Save(mapping, view.Schema, path);
        Assert.Contains("would load other code", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_too_much_is_refused()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("big", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++)
                entry.Write(zeros);
        }
        byte[] bytes = stream.ToArray();
        // The archive states 4 GB less one byte: in the central directory, at offset 24 of its only entry.
        int central = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        bytes.AsSpan(central + 24, 4).Fill(0xFE);
        Assert.Contains("quarter of the memory limit", Refused(Write(bytes)), StringComparison.Ordinal);
    }

    private sealed class Row
    {
        public long Index { get; set; }
    }
}
