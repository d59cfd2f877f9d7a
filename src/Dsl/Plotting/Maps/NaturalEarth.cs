using System.IO.Compression;
using Gchunk.Dsl.Plotting.Drawing;

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

/// <summary>Coastlines and borders from Natural Earth, from src/Dsl/data (see its README).</summary>
internal sealed class NaturalEarth
{
    private static readonly Lazy<NaturalEarth> Fine = new(() => Read("10m")),
        Middle = new(() => Read("50m")),
        Coarse = new(() => Read("110m"));

    private NaturalEarth(MapLine[] coast, MapLine[] borders, MapLine[] states) =>
        (Coast, Borders, States) = (coast, borders, states);

    /// <summary>Coastlines.</summary>
    public MapLine[] Coast { get; }

    /// <summary>Borders between countries.</summary>
    public MapLine[] Borders { get; }

    /// <summary>Borders between states or provinces of the large countries; none in the coarsest set.</summary>
    public MapLine[] States { get; }

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
        return new NaturalEarth(reader.Layer(), reader.Layer(), reader.Layer());
    }

    /// <summary>Reads the format that make_map_data.py describes.</summary>
    private sealed class LineReader
    {
        private readonly ReadOnlyMemory<byte> data;
        private int at = 5;

        public LineReader(ReadOnlyMemory<byte> data)
        {
            this.data = data;
            if (!data.Span.StartsWith("GCML1"u8))
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
