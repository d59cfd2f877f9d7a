using System.IO.Compression;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>The tests that every kind of store must pass; the test class of each kind inherits them.</summary>
public abstract class StoreConformance : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    /// <summary>Makes a store of these keys and values.</summary>
    private protected abstract IZarrStore Make(params (string Key, string Value)[] values);

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private IZarrStore Sample() =>
        Make(
            (".zgroup", "{}"),
            ("a/.zarray", "meta"),
            ("a/0.0", "0123456789"),
            ("a/b/c/1", "deep"),
            ("a/empty", ""),
            ("with space/ü", "odd")
        );

    private static string? Read(IZarrStore store, string key, ByteRange? range = null, long limit = 1000)
    {
        using var scratch = new Scratch();
        return store.Read(key, range ?? ByteRange.All, limit, scratch, CancellationToken.None)
            ? Encoding.UTF8.GetString(scratch.Span)
            : null;
    }

    [Fact]
    public void Values_are_read_by_their_keys()
    {
        using IZarrStore store = Sample();
        Assert.Equal("0123456789", Read(store, "a/0.0"));
        Assert.Equal("deep", Read(store, "a/b/c/1"));
        Assert.Equal("", Read(store, "a/empty"));
        Assert.Equal("odd", Read(store, "with space/ü"));
    }

    [Theory]
    [InlineData("a/0.1")]
    [InlineData("a")]
    [InlineData("a/b/c")]
    [InlineData("none/at/all")]
    public void A_missing_key_is_no_error(string key)
    {
        using IZarrStore store = Sample();
        // A folder is no missing chunk: its values would be fill values.
        if (store is DirectoryStore && key is "a" or "a/b/c")
            Assert.Contains("is a folder", Assert.Throws<GchunkException>(() => Read(store, key)).Message);
        else
            Assert.Null(Read(store, key));
        Assert.Null(store.Stamp("no/.zarray"));
    }

    [Fact]
    public void Parts_of_values_are_read()
    {
        using IZarrStore store = Sample();
        Assert.Equal("234", Read(store, "a/0.0", new ByteRange(2, 3)));
        Assert.Equal("89", Read(store, "a/0.0", new ByteRange(8, 30)));
        Assert.Equal("", Read(store, "a/0.0", new ByteRange(30, 3)));
        Assert.Equal("789", Read(store, "a/0.0", ByteRange.Last(3)));
        Assert.Equal("0123456789", Read(store, "a/0.0", ByteRange.Last(30)));
        Assert.Null(Read(store, "a/0.7", ByteRange.Last(3)));
    }

    [Fact]
    public void A_value_that_is_longer_than_the_limit_is_an_error()
    {
        using IZarrStore store = Sample();
        Assert.Equal("0123456789", Read(store, "a/0.0", limit: 10));
        Assert.Throws<GchunkException>(() => Read(store, "a/0.0", limit: 9));
        Assert.Equal("234", Read(store, "a/0.0", new ByteRange(2, 3), limit: 3));
    }

    [Fact]
    public void The_children_of_a_folder_are_listed()
    {
        using IZarrStore store = Sample();
        if (!store.CanList)
        {
            Assert.Throws<GchunkException>(() => store.Children(""));
            return;
        }
        Assert.Equal([".zgroup", "a", "with space"], store.Children(""));
        Assert.Equal([".zarray", "0.0", "b", "empty"], store.Children("a"));
        Assert.Equal([], store.Children("none"));
    }

    [Fact]
    public void A_stamp_does_not_change_while_nothing_is_written()
    {
        using IZarrStore store = Sample();
        Assert.Equal("meta", Read(store, "a/.zarray"));
        Assert.NotNull(store.Stamp("a/.zarray"));
        Assert.Equal(store.Stamp("a/.zarray"), store.Stamp("a/.zarray"));
    }

    [Fact]
    public void A_writable_store_replaces_and_deletes_values_and_a_read_only_one_throws()
    {
        using IZarrStore store = Sample();
        if (!store.IsWritable)
        {
            Assert.Throws<GchunkException>(() => store.Write("a/0.0", "x"u8));
            Assert.Throws<GchunkException>(() => store.Delete("a/0.0"));
            return;
        }
        store.Write("a/0.0", "new and longer"u8);
        store.Write("fresh/folder/key", "x"u8);
        store.Delete("a/b/c/1");
        store.Delete("never/there");
        Assert.Equal("new and longer", Read(store, "a/0.0"));
        Assert.Equal("x", Read(store, "fresh/folder/key"));
        Assert.Null(Read(store, "a/b/c/1"));
    }

    [Fact]
    public void Many_threads_read_at_once()
    {
        using IZarrStore store = Sample();
        Parallel.For(
            0,
            64,
            i => Assert.Equal(i % 2 == 0 ? "0123456789" : "deep", Read(store, i % 2 == 0 ? "a/0.0" : "a/b/c/1"))
        );
    }

    [Fact]
    public void The_location_opens_the_same_store()
    {
        using IZarrStore store = Sample();
        Assert.SkipWhen(store is MemoryStore, "a store in memory has no location that opens it");
        using IZarrStore again = ZarrLocation.Open(store.Location);
        Assert.Equal("deep", Read(again, "a/b/c/1"));
    }
}

public sealed class DirectoryStoreTests : StoreConformance
{
    private protected override IZarrStore Make(params (string Key, string Value)[] values)
    {
        var store = new DirectoryStore(Folder.Path);
        foreach ((string key, string value) in values)
            store.Write(key, Encoding.UTF8.GetBytes(value));
        return store;
    }
}

public class ZipStoreTests : StoreConformance
{
    private protected virtual CompressionLevel Compression => CompressionLevel.NoCompression;

    private protected override IZarrStore Make(params (string Key, string Value)[] values)
    {
        string path = Path.Combine(Folder.Path, "store.zip");
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach ((string key, string value) in values)
            {
                using var writer = new StreamWriter(
                    archive.CreateEntry(key, Compression).Open(),
                    new UTF8Encoding(false)
                );
                writer.Write(value);
            }
        }

        return new ZipStore(path);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a\\b")]
    public void Entries_with_names_outside_the_archive_are_ignored(string name)
    {
        using IZarrStore store = Make((name, "x"), ("fine", "y"));
        Assert.Equal(["fine"], store.Children(""));
    }
}

public sealed class DeflatedZipStoreTests : ZipStoreTests
{
    private protected override CompressionLevel Compression => CompressionLevel.Optimal;
}

public sealed class MemoryStoreTests : StoreConformance
{
    private protected override IZarrStore Make(params (string Key, string Value)[] values)
    {
        var store = new MemoryStore();
        foreach ((string key, string value) in values)
            store.Write(key, Encoding.UTF8.GetBytes(value));
        return store;
    }
}

public sealed class HttpStoreTests : StoreConformance
{
    private LoopbackServer? server;

    public override void Dispose()
    {
        server?.Dispose();
        base.Dispose();
    }

    private protected override IZarrStore Make(params (string Key, string Value)[] values)
    {
        server = new LoopbackServer(values.ToDictionary(v => v.Key, v => Encoding.UTF8.GetBytes(v.Value)));
        return new HttpStore(server.Address);
    }
}
