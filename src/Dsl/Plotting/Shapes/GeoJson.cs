using System.Text.Json;

namespace Gchunk.Dsl.Plotting.Shapes;

/// <summary>Reads GeoJSON (RFC 7946).</summary>
internal static class GeoJson
{
    // Of JSON: collections within collections, and the lists of a multipolygon.
    private const int Deepest = 64;

    public static FeatureCollection Read(byte[] bytes, string path)
    {
        List<MapFeature> features = [];
        try
        {
            ReadOnlyMemory<byte> text = bytes;
            if (text.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
                text = text[3..];
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Deepest });
            Add(document.RootElement, new Dictionary<string, object?>(), features, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw FeatureFile.Corrupt(path, $"it is no GeoJSON: {e.Message}");
        }
        return new FeatureCollection(features);
    }

    private static void Add(
        JsonElement item,
        Dictionary<string, object?> attributes,
        List<MapFeature> features,
        string path
    )
    {
        if (item.ValueKind == JsonValueKind.Null)
            return;
        string type = item.TryGetProperty("type", out JsonElement named) ? named.GetString() ?? "" : "";
        switch (type)
        {
            case "FeatureCollection":
                foreach (JsonElement feature in Member("features").EnumerateArray())
                    Add(feature, attributes, features, path);
                break;
            case "Feature":
                Add(Member("geometry"), Attributes(item), features, path);
                break;
            case "GeometryCollection":
                foreach (JsonElement geometry in Member("geometries").EnumerateArray())
                    Add(geometry, attributes, features, path);
                break;
            case "Point":
                Keep(FeatureKind.Point, [Place(Member("coordinates"))]);
                break;
            case "MultiPoint":
                Keep(FeatureKind.Point, [Line(Member("coordinates"))]);
                break;
            case "LineString":
                Keep(FeatureKind.Line, [Line(Member("coordinates"))]);
                break;
            case "MultiLineString":
                Keep(FeatureKind.Line, Lines(Member("coordinates")));
                break;
            case "Polygon":
                Keep(FeatureKind.Polygon, Lines(Member("coordinates")));
                break;
            case "MultiPolygon":
                Keep(FeatureKind.Polygon, Member("coordinates").EnumerateArray().SelectMany(Lines));
                break;
            default:
                throw FeatureFile.Corrupt(path, $"it has an object of the type '{type}', which GeoJSON does not know");
        }

        JsonElement Member(string name) =>
            item.TryGetProperty(name, out JsonElement member)
                ? member
                : throw FeatureFile.Corrupt(path, $"an object of the type {type} has no \"{name}\"");

        void Keep(FeatureKind kind, IEnumerable<double[]> parts) =>
            features.Add(new MapFeature(kind, [.. parts.Where(p => p.Length > 0)], attributes));
    }

    private static double[] Line(JsonElement places)
    {
        double[] line = new double[2 * places.GetArrayLength()];
        int k = 0;
        foreach (JsonElement place in places.EnumerateArray())
        {
            Place(place).CopyTo(line, k);
            k += 2;
        }
        return line;
    }

    // A third number is the height.
    private static double[] Place(JsonElement place) =>
        place.GetArrayLength() >= 2
            ? [place[0].GetDouble(), place[1].GetDouble()]
            : throw new FormatException("a position has fewer than two numbers");

    private static IEnumerable<double[]> Lines(JsonElement lines) => lines.EnumerateArray().Select(Line);

    private static Dictionary<string, object?> Attributes(JsonElement feature)
    {
        Dictionary<string, object?> attributes = [];
        if (!feature.TryGetProperty("properties", out JsonElement all) || all.ValueKind != JsonValueKind.Object)
            return attributes;
        foreach (JsonProperty one in all.EnumerateObject())
        {
            attributes[one.Name] = one.Value.ValueKind switch
            {
                JsonValueKind.Number => one.Value.GetDouble(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Null => null,
                JsonValueKind.String => one.Value.GetString(),
                _ => one.Value.GetRawText(),
            };
        }
        return attributes;
    }
}
