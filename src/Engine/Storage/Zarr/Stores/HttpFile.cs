using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A file on a web server. Small reads, of which opening makes hundreds, are answered from blocks that are kept; those of
/// whole chunks are requests of their own.
/// </summary>
#pragma warning disable CA1001 // A store on the web holds nothing that is disposed.
internal sealed unsafe class HttpFile : RemoteFile
#pragma warning restore CA1001
{
    private const int Block = 1 << 17,
        Direct = 1 << 16,
        MostBlocks = 128;

    private readonly string address,
        key;
    private readonly HttpStore store;
    private readonly ConcurrentDictionary<long, byte[]> blocks = [];

    private HttpFile(string address)
    {
        this.address = address;
        var uri = new UriBuilder(HttpStore.Map(address));
        int slash = uri.Path.LastIndexOf('/');
        key = Uri.UnescapeDataString(uri.Path[(slash + 1)..]);
        uri.Path = uri.Path[..slash];
        store = new HttpStore(uri.Uri.ToString());
        byte[] start = Request(0, Block);
        ValueVersion version = store.VersionOf(key) ?? new ValueVersion(null, null, null);
        Length =
            version.Length
            ?? throw new GchunkException(
                $"cannot read {address} by ranges: the server does not give the length of the file; download it"
            );
        Version = string.Create(CultureInfo.InvariantCulture, $"{Length}-{version.Tag}-{version.Modified?.UtcTicks:x}");
        blocks[0] = start;
    }

    public override long Length { get; }

    public override string Version { get; }

    // The folder of files does not know the one that speaks HTTP.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Install() => Opener = address => new HttpFile(address);
#pragma warning restore CA2255

    public override void Read(byte* destination, long count, long offset)
    {
        if (offset < 0 || count > Length - offset)
            throw new GchunkException($"{address} is truncated: it ends at byte {Length}, where data should be");
        if (count >= Direct)
        {
            using var into = new Scratch(destination, count);
            bool found = store.Read(key, new ByteRange(offset, count), count, into, CancellationToken.None);
            if (!found || into.Length != count)
                throw Gone(offset);
            return;
        }
        while (count > 0)
        {
            long index = offset / Block;
            byte[] block = blocks.GetOrAdd(index, i => Request(i * Block, Block));
            if (blocks.Count > MostBlocks)
                blocks.Clear();
            int from = (int)(offset - index * Block),
                part = (int)Math.Min(count, block.Length - from);
            if (part <= 0)
                throw Gone(offset);
            block.AsSpan(from, part).CopyTo(new Span<byte>(destination, part));
            destination += part;
            count -= part;
            offset += part;
        }
    }

    private byte[] Request(long offset, int count)
    {
        using var into = new Scratch();
        return store.Read(key, new ByteRange(offset, count), count, into, CancellationToken.None)
            ? into.Span.ToArray()
            : throw new GchunkException($"there is no file at {address} (404)");
    }

    private GchunkException Gone(long offset) => new($"{address} is truncated: it ends before byte {offset}");
}
