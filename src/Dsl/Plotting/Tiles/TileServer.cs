using System.Net;
using Gchunk.Engine;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Gchunk.Dsl.Plotting.Tiles;

/// <summary>Fetches tiles, through a cache. Their number, size and time are limited.</summary>
internal sealed class TileServer(TileAddress address, TileCache cache)
{
    private const int MostBytes = 4 << 20,
        MostPixels = 1024,
        AtOnce = 4;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private static readonly Lazy<HttpClient> Shared = new(() =>
    {
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxConnectionsPerServer = AtOnce,
                AllowAutoRedirect = false,
            }
        )
        {
            Timeout = TimeLimit,
            MaxResponseContentBufferSize = MostBytes,
        };
        // Servers of tiles want to know who asks.
        client.DefaultRequestHeaders.UserAgent.ParseAdd("gchunk");
        return client;
    });

    /// <summary>Returns the pictures of tiles; a tile that the server does not have is left out.</summary>
    /// <exception cref="GchunkException">The server does not answer, or what it answers is no picture.</exception>
    public Dictionary<Tile, TilePicture> Fetch(IReadOnlyCollection<Tile> tiles, CancellationToken cancel)
    {
        Dictionary<Tile, TilePicture> pictures = [];
        try
        {
            Parallel
                .ForEachAsync(
                    tiles,
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                    async (tile, token) =>
                    {
                        if (await Picture(address.Of(tile), token).ConfigureAwait(false) is not { } picture)
                            return;
                        lock (pictures)
                            pictures[tile] = picture;
                    }
                )
                .GetAwaiter()
                .GetResult();
        }
        finally
        {
            cache.Trim();
        }
        return pictures;
    }

    private async Task<TilePicture?> Picture(Uri at, CancellationToken cancel)
    {
        if (cache.Find(at) is { } kept && TilePicture.TryDecode(kept, MostPixels) is { } known)
            return known;
        byte[] bytes;
        try
        {
            using HttpResponseMessage response = await Shared.Value.GetAsync(at, cancel).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NoContent)
                return null;
            if (!response.IsSuccessStatusCode)
            {
                throw new GchunkException(
                    $"cannot fetch the tile {at}: the server answered {(int)response.StatusCode} ({response.ReasonPhrase}); check the address, and whether the server wants a key in it"
                );
            }
            bytes = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new GchunkException($"cannot fetch the tile {at}: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new GchunkException(
                $"cannot fetch the tile {at}: the server did not answer within {TimeLimit.TotalSeconds:0} s",
                e
            );
        }
        TilePicture picture =
            TilePicture.TryDecode(bytes, MostPixels)
            ?? throw new GchunkException(
                $"the tile {at} is no picture in the format PNG, JPEG or WebP of at most {MostPixels} x {MostPixels} pixels"
            );
        cache.Keep(at, bytes);
        return picture;
    }
}

/// <summary>The pixels of a tile (0xAARRGGBB), row by row from the top.</summary>
internal sealed record TilePicture(int Width, int Height, uint[] Pixels)
{
    /// <summary>Decodes a picture; null if it is none, or larger than a number of pixels at a side.</summary>
    public static TilePicture? TryDecode(byte[] bytes, int most)
    {
        try
        {
            IImageInfo? info = Image.Identify(bytes);
            if (info is null || info.Width < 1 || info.Height < 1 || info.Width > most || info.Height > most)
                return null;
            using Image<Rgba32> image = Image.Load<Rgba32>(bytes);
            uint[] pixels = new uint[image.Width * image.Height];
            image.ProcessPixelRows(rows =>
            {
                for (int y = 0; y < rows.Height; y++)
                {
                    Span<Rgba32> row = rows.GetRowSpan(y);
                    for (int x = 0; x < row.Length; x++)
                    {
                        Rgba32 p = row[x];
                        pixels[(y * row.Length) + x] = ((uint)p.A << 24) | ((uint)p.R << 16) | ((uint)p.G << 8) | p.B;
                    }
                }
            });
            return new TilePicture(image.Width, image.Height, pixels);
        }
        catch (Exception e) when (e is ImageFormatException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
