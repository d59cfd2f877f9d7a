using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl.Plotting.Shapes;

/// <summary>Opens a file of features by its ending.</summary>
internal static class FeatureFile
{
    private const long MostBytes = 1L << 30;

    public static FeatureCollection Open(string path)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        try
        {
            return ending switch
            {
                ".geojson" or ".json" => GeoJson.Read(Bytes(path), path),
                ".shp" => OpenShapefile(path),
                _ => throw new GchunkException(
                    $"no format of features '{ending}' (in '{path}'); the formats are .geojson and .shp"
                ),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot read {path}: {e.Message}", e);
        }
    }

    private static FeatureCollection OpenShapefile(string path)
    {
        if (Sibling(path, "prj") is { } reference)
            CheckDegrees(Text(reference), path);
        return Shapefile.Read(
            Bytes(path),
            path,
            Sibling(path, "dbf") is { } table
                ? AttributeTable.Read(Bytes(table), table, Sibling(path, "cpg") is { } c ? Text(c) : null)
                : []
        );
    }

    // The .prj file has the reference system as well-known text: GEOGCS is in degrees, PROJCS in metres or feet of a
    // projection. Metres must not be taken for degrees.
    private static void CheckDegrees(string reference, string path)
    {
        if (
            !reference.StartsWith("PROJCS", StringComparison.OrdinalIgnoreCase)
            && !reference.StartsWith("PROJCRS", StringComparison.OrdinalIgnoreCase)
        )
        {
            return;
        }
        string name = reference.Split('"') is { Length: > 1 } parts ? parts[1] : "without a name";
        throw new GchunkException(
            $"{path} has coordinates of the projection '{name}', not longitudes and latitudes; convert it: ogr2ogr -t_srs EPSG:4326 degrees.shp {Path.GetFileName(path)}"
        );
    }

    /// <summary>Returns the error for a file whose content is not as it must be.</summary>
    public static GchunkException Corrupt(string path, string what) => new($"{path} is corrupt: {what}");

    private static byte[] Bytes(string path)
    {
        if (!File.Exists(path))
            throw new GchunkException($"there is no file {path}");
        // What is made of a text needs several times its bytes.
        long limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        return RegularFile.ReadAll(path, Math.Min(MostBytes, limit / 4));
    }

    private static string Text(string path) => System.Text.Encoding.ASCII.GetString(Bytes(path)).Trim();

    // The file beside it with another ending, in small or in capital letters.
    private static string? Sibling(string path, string ending) =>
        new[] { ending, ending.ToUpperInvariant() }
            .Select(e => Path.ChangeExtension(path, e))
            .FirstOrDefault(File.Exists);
}
