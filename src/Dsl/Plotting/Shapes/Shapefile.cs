using System.Buffers.Binary;

namespace Gchunk.Dsl.Plotting.Shapes;

/// <summary>Reads the shapes of a shapefile (ESRI Shapefile Technical Description, 1998).</summary>
internal static class Shapefile
{
    private const int HeaderLength = 100,
        BoxLength = 32;

    /// <summary>Reads all shapes; heights and measures are left out.</summary>
    /// <param name="bytes">The .shp file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="attributes">The attributes of each shape, in order; fewer than shapes, if there are none.</param>
    public static FeatureCollection Read(
        ReadOnlySpan<byte> bytes,
        string path,
        IReadOnlyList<IReadOnlyDictionary<string, object?>> attributes
    )
    {
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadInt32BigEndian(bytes) != 9994)
            throw FeatureFile.Corrupt(path, "it does not begin as a shapefile");
        List<MapFeature> features = [];
        ReadOnlySpan<byte> rest = bytes[HeaderLength..];
        for (int record = 0; rest.Length >= 8; record++)
        {
            long length = 2L * BinaryPrimitives.ReadInt32BigEndian(rest[4..]);
            rest = rest[8..];
            if (length < 4 || length > rest.Length)
                throw FeatureFile.Corrupt(path, $"record {record + 1} has {length} of {rest.Length} bytes");
            var known = record < attributes.Count ? attributes[record] : new Dictionary<string, object?>();
            if (Shape(rest[..(int)length], record + 1, path, known) is { } feature)
                features.Add(feature);
            rest = rest[(int)length..];
        }
        return new FeatureCollection(features);
    }

    private static MapFeature? Shape(
        ReadOnlySpan<byte> content,
        int record,
        string path,
        IReadOnlyDictionary<string, object?> attributes
    )
    {
        int type = BinaryPrimitives.ReadInt32LittleEndian(content);
        content = content[4..];
        switch (type)
        {
            case 0:
                return null;
            case 1 or 11 or 21:
                return new MapFeature(FeatureKind.Point, [Points(content, 0, 1, record, path)], attributes);
            case 8 or 18 or 28:
            {
                int n = Number(content, BoxLength, record, path);
                return new MapFeature(FeatureKind.Point, [Points(content, BoxLength + 4, n, record, path)], attributes);
            }
            case 3 or 13 or 23:
                return new MapFeature(FeatureKind.Line, Parts(content, record, path), attributes);
            case 5 or 15 or 25:
                return new MapFeature(FeatureKind.Polygon, Parts(content, record, path), attributes);
            default:
                throw FeatureFile.Corrupt(path, $"record {record} has the shape type {type}, which is not supported");
        }
    }

    private static double[][] Parts(ReadOnlySpan<byte> content, int record, string path)
    {
        int parts = Number(content, BoxLength, record, path),
            points = Number(content, BoxLength + 4, record, path);
        const int Starts = BoxLength + 8;
        if (Starts + (4L * parts) > content.Length)
            throw FeatureFile.Corrupt(path, $"record {record} has {parts} parts in {content.Length} bytes");
        double[] all = Points(content, Starts + (4 * parts), points, record, path);
        double[][] made = new double[parts][];
        for (int k = 0; k < parts; k++)
        {
            int from = Number(content, Starts + (4 * k), record, path),
                to = k + 1 < parts ? Number(content, Starts + (4 * (k + 1)), record, path) : points;
            if (from > to || to > points)
            {
                throw FeatureFile.Corrupt(
                    path,
                    $"part {k + 1} of record {record} is from point {from} to {to} of {points}"
                );
            }
            made[k] = all[(2 * from)..(2 * to)];
        }
        return made;
    }

    // A count, which is never negative.
    private static int Number(ReadOnlySpan<byte> content, int at, int record, string path)
    {
        if (at + 4 > content.Length)
            throw FeatureFile.Corrupt(path, $"record {record} ends after {content.Length} bytes");
        int number = BinaryPrimitives.ReadInt32LittleEndian(content[at..]);
        return number >= 0 ? number : throw FeatureFile.Corrupt(path, $"record {record} has the count {number}");
    }

    private static double[] Points(ReadOnlySpan<byte> content, long at, int count, int record, string path)
    {
        if (at + (16L * count) > content.Length)
            throw FeatureFile.Corrupt(path, $"record {record} has {count} points in {content.Length} bytes");
        double[] points = new double[2 * count];
        for (int i = 0; i < points.Length; i++)
            points[i] = BinaryPrimitives.ReadDoubleLittleEndian(content[((int)at + (8 * i))..]);
        return points;
    }
}
