using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>
/// Opens GeoTIFF files, cloud-optimised or not, named as rioxarray names them: <c>band_data</c> of (band, y, x), with
/// the centres of the pixels as coordinates.
/// </summary>
internal static class GeoTiffFile
{
    private const string Values = "band_data",
        Mapping = "spatial_ref";

    /// <summary>Reads the metadata of a file.</summary>
    /// <exception cref="GchunkException">The file is damaged, or has no image.</exception>
    public static StoredDataset Open(string path)
    {
        string full = RemoteFile.Is(path) ? path : Path.GetFullPath(path);
        using FileHandles.Lease file = FileHandles.Open(full);
        string version = file.Version;
        FileHandles.ForgetIfReplaced(full, version);
        var signature = new FileSignature(FileFormat.Tiff, 0, file.Length, version);
        FileHandles.Lease lease = file;
        return ForeignError.Guard(full, () => Read(full, signature, TiffDirectory.Read(full, lease)));
    }

    private static StoredDataset Read(string path, FileSignature signature, TiffDirectory tags)
    {
        TiffLayout layout = TiffLayout.Read(tags);
        GeoKeys keys = GeoKeys.Read(tags);
        GdalMetadata metadata = GdalMetadata.Read(tags);
        double? missing = NoData(tags.Text(42113));
        var variables = new List<StoredVariable>
        {
            Inline("band", ["band"], [.. Enumerable.Range(1, layout.Bands).Select(b => (long)b)], layout.Bands, []),
        };
        List<StoredAttribute> mapping = [.. keys.GridMapping()];
        if (Transform(tags, keys.IsPoint) is { } t)
        {
            mapping.Add(
                new(
                    "GeoTransform",
                    string.Join(
                        ' ',
                        Array.ConvertAll(
                            (double[])[t.X, t.XByColumn, t.XByRow, t.Y, t.YByColumn, t.YByRow],
                            n => n.ToString("R", CultureInfo.InvariantCulture)
                        )
                    )
                )
            );
            // Those of a rotated grid have no coordinates of one dimension.
            if (t.XByRow == 0 && t.YByColumn == 0)
            {
                variables.Add(
                    Inline("y", ["y"], Centres(t.Y, t.YByRow, layout.Height), layout.Height, Axis(keys, false))
                );
                variables.Add(
                    Inline("x", ["x"], Centres(t.X, t.XByColumn, layout.Width), layout.Width, Axis(keys, true))
                );
            }
        }

        var attributes = new List<StoredAttribute>();
        if (missing is { } fill)
            attributes.Add(new("_FillValue", Fill(layout.DType, fill)));
        double? scale = metadata.Shared("scale", layout.Bands),
            offset = metadata.Shared("offset", layout.Bands);
        if (scale is not null and not 1 || offset is not null and not 0)
        {
            attributes.Add(new("scale_factor", new[] { scale ?? 1 }));
            attributes.Add(new("add_offset", new[] { offset ?? 0 }));
        }

        if (metadata.Texts("unittype", layout.Bands) is { } units)
            attributes.Add(new("units", units));
        if (metadata.Texts("description", layout.Bands) is { } names)
            attributes.Add(new("long_name", names));
        if (mapping.Count > 0)
        {
            variables.Add(Inline(Mapping, [], [0L], null, mapping));
            attributes.Add(new("grid_mapping", Mapping));
            attributes.Add(new("coordinates", Mapping));
        }

        string place = $"{path}: variable '{Values}'";
        var shape = new Shape(layout.Bands, layout.Height, layout.Width);
        variables.Add(
            new StoredVariable
            {
                Name = Values,
                Place = place,
                Dimensions = ["band", "y", "x"],
                Shape = shape,
                Attributes = new StoredAttributes(attributes),
                Unreadable = layout.Unreadable,
                Array = layout.Unreadable is not null
                    ? null
                    : new ReaderArray(place, new TiffReader(path, signature, layout, missing ?? 0))
                    {
                        Address = new TiffAddress(path, Values),
                        Version = signature.Version,
                        Shape = shape,
                        DType = layout.DType,
                        StoredChunk =
                        [
                            layout.ChunkBands,
                            Math.Min(layout.ChunkHeight, layout.Height),
                            Math.Min(layout.ChunkWidth, layout.Width),
                        ],
                        Scratch =
                            2 * layout.ChunkBytes
                            + Math.Min(signature.Length, 2 * layout.ChunkBytes + 1024)
                            + layout.ChunkHeight * layout.ChunkWidth * layout.ChunkBands * layout.DType.Size,
                    },
            }
        );
        return new StoredDataset
        {
            Path = path,
            Group = "",
            Groups = [],
            Attributes = new StoredAttributes(metadata.OfFile),
            Dimensions =
            [
                new StoredDimension("band", layout.Bands, false),
                new StoredDimension("y", layout.Height, false),
                new StoredDimension("x", layout.Width, false),
            ],
            Variables = variables,
        };

        StoredVariable Inline<T>(string name, string[] dims, T[] values, long? length, List<StoredAttribute> attributes)
            where T : unmanaged
        {
            string place = $"{path}: variable '{name}'";
            Shape shape = length is { } n ? new Shape(n) : Shape.Scalar;
            return new StoredVariable
            {
                Name = name,
                Place = place,
                Dimensions = dims,
                Shape = shape,
                Attributes = new StoredAttributes(attributes),
                Array = ReaderArray.Of(place, new TiffAddress(path, name), signature.Version, values, shape),
            };
        }
    }

    // The place of the first pixel's corner, and how places grow with columns and rows.
    private readonly record struct Affine(
        double X,
        double XByColumn,
        double XByRow,
        double Y,
        double YByColumn,
        double YByRow
    );

    private static Affine? Transform(TiffDirectory tags, bool isPoint)
    {
        Affine t;
        if (tags.Floats(34264) is { Length: >= 16 } m)
            t = new Affine(m[3], m[0], m[1], m[7], m[4], m[5]);
        else if (tags.Floats(33550) is { Length: >= 2 } scale && tags.Floats(33922) is { Length: >= 6 } tie)
            t = new Affine(tie[3] - tie[0] * scale[0], scale[0], 0, tie[4] + tie[1] * scale[1], 0, -scale[1]);
        else
            return null;
        if (isPoint)
        {
            t = t with { X = t.X - (t.XByColumn + t.XByRow) / 2, Y = t.Y - (t.YByColumn + t.YByRow) / 2 };
        }

        return double.IsFinite(t.X + t.Y + t.XByColumn + t.XByRow + t.YByColumn + t.YByRow) ? t : null;
    }

    private static double[] Centres(double origin, double step, long count)
    {
        var centres = new double[count];
        for (long i = 0; i < count; i++)
            centres[i] = origin + (i + 0.5) * step;
        return centres;
    }

    private static List<StoredAttribute> Axis(GeoKeys keys, bool isX)
    {
        if (!keys.IsGeographic && !keys.IsProjected)
            return [new("axis", isX ? "X" : "Y")];
        (string name, string units) = (keys.IsGeographic, isX) switch
        {
            (true, true) => ("longitude", "degrees_east"),
            (true, false) => ("latitude", "degrees_north"),
            (false, true) => ("projection_x_coordinate", "metre"),
            _ => ("projection_y_coordinate", "metre"),
        };
        return [new("axis", isX ? "X" : "Y"), new("standard_name", name), new("units", units)];
    }

    private static double? NoData(string? text) =>
        text is null ? null
        : double.TryParse(text.Trim(), CultureInfo.InvariantCulture, out double value) ? value
        : text.Trim().Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
        : null;

    // As in rioxarray, in the dtype of the values where it can hold the number.
    private static unsafe Array Fill(DType dtype, double value)
    {
        if (dtype == DType.Float32)
            return new[] { (float)value };
        if (dtype == DType.Float64 || value != Math.Floor(value) || double.IsNaN(value))
            return new[] { value };
        return new[] { (long)value };
    }
}

/// <summary>The address of a variable of a GeoTIFF file.</summary>
/// <param name="Location">The path of the file.</param>
/// <param name="Name">The variable.</param>
internal sealed record TiffAddress(string Location, string Name) : StoredArrayAddress("geotiff", Location, Name)
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open() =>
        GeoTiffFile.Open(Location)[Name].Array
        ?? throw new GchunkException($"{Location} has no array of numbers '{Name}'");
}
