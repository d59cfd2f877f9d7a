using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Dsl.Plotting.Tiles;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Images of the globe in square tiles of Web Mercator, such as satellite images, in the projection of a map.
/// </summary>
public sealed record TilePlot : Layer
{
    private const int MostTiles = 256,
        MostZoom = 22,
        Tested = 4; // the pixels between places at which tiles are looked up

    /// <summary>
    /// The address, with {z}, {x} and {y} (or {-y}, from the south), or, of WMTS, {TileMatrix}, {TileCol}, {TileRow}.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>The attribution of the images, at the lower right of the map.</summary>
    public string Attribution { get; init; } = "";

    /// <summary>The zoom; null: the zoom whose pixels are about as large as those of the picture.</summary>
    public int? Zoom { get; init; }

    internal TileCache? Cache { get; init; }

    internal MapFrame? Frame { get; init; }

    internal override bool Covers => true;

    internal override bool IsOverlay => true;

    internal override bool IsBackground => true;

    internal override LayerSide Across => new(new Interval(-180, 180), "longitude");

    internal override LayerSide Up => new(new Interval(-Tile.North, Tile.North), "latitude");

    internal override PanelSettings Settings => base.Settings with { Map = Frame };

    internal override void Check()
    {
        new TileAddress(Address).Check();
        if (Zoom is < 0 or > MostZoom)
            throw new GchunkException($"zoom: {Zoom} is not from 0 to {MostZoom}");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        PanelSpace space = context.Space;
        if (!space.IsMap)
        {
            throw new GchunkException("tiles are drawn on a map; give projection:, or add them to a figure of PlotMap");
        }
        // The circumference of the globe has 256 * 2^zoom pixels.
        double pixel = 1 / (space.PixelsAcross * space.Canvas.ImageDensity);
        int zoom = Zoom ?? Math.Clamp((int)Math.Round(Math.Log2(2 * Math.PI / (256 * pixel)) + 0.2), 0, MostZoom);
        HashSet<Tile> seen = Seen(space, zoom);
        while (Zoom is null && seen.Count > MostTiles && zoom > 0)
            seen = Seen(space, --zoom);
        if (seen.Count > MostTiles)
        {
            throw new GchunkException(
                $"the map shows {seen.Count} tiles of zoom {zoom}, which is more than one picture fetches ({MostTiles}); give a smaller zoom:"
            );
        }
        var server = new TileServer(new TileAddress(Address), Cache ?? TileCache.OfUser());
        Dictionary<Tile, TilePicture> pictures = server.Fetch(seen, context.Cancel);
        yield return new RasterElement(space.Paint((lon, lat) => ColorAt(pictures, zoom, lon, lat), context.Cancel));
    }

    internal override IEnumerable<PanelText> Texts(LayerContext context) =>
        Attribution.Length == 0
            ? []
            :
            [
                new PanelText(context.Space.X.High, context.Space.Y.Low + (8 / context.Space.PixelsUp), Attribution)
                {
                    Anchor = TextAnchor.Right,
                    Shift = -0.5,
                    Size = 0.7,
                },
            ];

    // The tiles in view, found at places so close to each other that none between them is missed.
    private static HashSet<Tile> Seen(PanelSpace space, int zoom)
    {
        HashSet<Tile> seen = [];
        int across = Math.Max(1, space.Box.Width / Tested),
            down = Math.Max(1, space.Box.Height / Tested);
        for (int r = 0; r <= down; r++)
        {
            for (int c = 0; c <= across; c++)
            {
                double px = space.X.Low + (space.X.Length * c / across),
                    py = space.Y.High - (space.Y.Length * r / down);
                if (space.TryInverse(px, py, out double lon, out double lat) && Math.Abs(lat) < Tile.North)
                    seen.Add(At(zoom, Tile.Place(lon, lat), out _, out _));
            }
        }
        return seen;
    }

    private static uint ColorAt(Dictionary<Tile, TilePicture> pictures, int zoom, double lon, double lat)
    {
        if (!(Math.Abs(lat) < Tile.North))
            return 0;
        Tile tile = At(zoom, Tile.Place(lon, lat), out double right, out double down);
        if (!pictures.TryGetValue(tile, out TilePicture? picture))
            return 0;
        int x = Math.Min((int)(right * picture.Width), picture.Width - 1),
            y = Math.Min((int)(down * picture.Height), picture.Height - 1);
        return picture.Pixels[(y * picture.Width) + x];
    }

    private static Tile At(int zoom, (double X, double Y) place, out double right, out double down)
    {
        int n = 1 << zoom;
        double x = place.X * n,
            y = place.Y * n;
        int column = Math.Clamp((int)x, 0, n - 1),
            row = Math.Clamp((int)y, 0, n - 1);
        (right, down) = (Math.Clamp(x - column, 0, 1), Math.Clamp(y - row, 0, 1));
        return new Tile(zoom, column, row);
    }
}
