using System.IO.Compression;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Shapes;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>A line of longitudes and latitudes in degrees (x, y, x, y, …) with the box it lies in.</summary>
internal sealed class MapLine
{
    public MapLine(float[] points)
    {
        Points = points;
        for (int i = 0; i < points.Length; i += 2)
        {
            (West, East) = (Math.Min(West, points[i]), Math.Max(East, points[i]));
            (South, North) = (Math.Min(South, points[i + 1]), Math.Max(North, points[i + 1]));
        }
    }

    public float[] Points { get; }

    public double West { get; } = double.PositiveInfinity;

    public double East { get; } = double.NegativeInfinity;

    public double South { get; } = double.PositiveInfinity;

    public double North { get; } = double.NegativeInfinity;

    /// <summary>
    /// Whether the boxes of the line and of a view overlap, with longitudes taken modulo 360 degrees.
    /// </summary>
    public bool Meets(Interval longitudes, Interval latitudes) =>
        North >= latitudes.Low
        && South <= latitudes.High
        && Math.Abs(Angles.Wrap(((West + East) - (longitudes.Low + longitudes.High)) / 2))
            <= ((East - West) + longitudes.Length) / 2;
}

/// <summary>Coastlines, borders, lakes and rivers from Natural Earth, from src/Dsl/data (see its README).</summary>
internal sealed class NaturalEarth
{
    private static readonly Lazy<NaturalEarth> Fine = new(() => Read("10m")),
        Middle = new(() => Read("50m")),
        Coarse = new(() => Read("110m"));

    /// <summary>The areas of <see cref="Mask"/>.</summary>
    public const int Land = 0,
        Lake = 1;

    private NaturalEarth(LineReader reader) =>
        (Coast, Borders, States, Lakes, Rivers) = (
            reader.Layer(),
            reader.Layer(),
            reader.Layer(),
            reader.Layer(),
            reader.Layer()
        );

    /// <summary>Coastlines.</summary>
    public MapLine[] Coast { get; }

    /// <summary>Borders between countries.</summary>
    public MapLine[] Borders { get; }

    /// <summary>Borders between states or provinces of the large countries; none in the coarsest set.</summary>
    public MapLine[] States { get; }

    /// <summary>The shores of lakes, closed lines; none in the finest set.</summary>
    public MapLine[] Lakes { get; }

    /// <summary>Rivers; none in the finest set.</summary>
    public MapLine[] Rivers { get; }

    /// <summary>Returns the data set whose lakes and rivers a map shows that spans this many degrees.</summary>
    public static NaturalEarth WaterFor(double degrees) => degrees < 150 ? Middle.Value : Coarse.Value;

    /// <summary>
    /// Returns where there are land and, if they are wanted, lakes: coastlines are crossed from the sea at the north
    /// pole.
    /// </summary>
    /// <param name="degrees">The degrees that the map spans.</param>
    /// <param name="longitudes">The longitudes that it shows.</param>
    /// <param name="columns">In how many columns.</param>
    /// <param name="hasLakes">Whether lakes are told from land.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static AreaMask Mask(
        double degrees,
        Interval longitudes,
        int columns,
        bool hasLakes,
        CancellationToken cancel
    )
    {
        var all = new Interval(-90, 90);
        IEnumerable<(int, MapLine)> lines = For(degrees).Coast.Select(l => (Land, l));
        if (hasLakes)
            lines = lines.Concat(WaterFor(degrees).Lakes.Select(l => (Lake, l)));
        return new AreaMask(
            lines
                .Where(l => l.Item2.Meets(longitudes, all))
                .Select(l => (l.Item1, Array.ConvertAll(l.Item2.Points, v => (double)v))),
            longitudes,
            columns,
            isGlobe: true,
            cancel
        );
    }

    /// <summary>Returns the data set for a map that spans this many degrees.</summary>
    public static NaturalEarth For(double degrees) =>
        degrees < 30 ? Fine.Value
        : degrees < 150 ? Middle.Value
        : Coarse.Value;

    private static NaturalEarth Read(string level)
    {
        using Stream packed = PlotData.Open($"natural_earth_{level}.bin.z");
        using var inflated = new ZLibStream(packed, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        inflated.CopyTo(memory);
        var reader = new LineReader(memory.GetBuffer().AsMemory(0, (int)memory.Length));
        return new NaturalEarth(reader);
    }

    /// <summary>Reads the format that make_map_data.py describes.</summary>
    private sealed class LineReader
    {
        private readonly ReadOnlyMemory<byte> data;
        private int at = 5;

        public LineReader(ReadOnlyMemory<byte> data)
        {
            this.data = data;
            if (!data.Span.StartsWith("GCML2"u8))
                throw new InvalidDataException("the map data of the build is not in the expected format");
        }

        public MapLine[] Layer()
        {
            MapLine[] lines = new MapLine[Number()];
            double unitX = Number() * 1e-6,
                unitY = Number() * 1e-6;
            for (int i = 0; i < lines.Length; i++)
            {
                float[] line = new float[2 * Number()];
                int x = 0,
                    y = 0;
                for (int k = 0; k < line.Length; k += 2)
                {
                    x += Signed();
                    y += Signed();
                    line[k] = (float)((x * unitX) - 180);
                    line[k + 1] = (float)((y * unitY) - 90);
                }
                lines[i] = new MapLine(line);
            }
            return lines;
        }

        private int Signed()
        {
            int n = Number();
            return (n >>> 1) ^ -(n & 1);
        }

        private int Number()
        {
            ReadOnlySpan<byte> bytes = data.Span;
            int value = 0,
                shift = 0;
            byte b;
            do
            {
                b = bytes[at++];
                value |= (b & 127) << shift;
                shift += 7;
            } while (b > 127);
            return value;
        }
    }
}
