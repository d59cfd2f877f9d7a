using System.Globalization;
using System.Xml;

namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>What GDAL adds to TIFF: missing values, factors, units and names of bands.</summary>
internal sealed class GdalMetadata
{
    private readonly Dictionary<(string Role, int Band), string> items = [];

    private GdalMetadata() { }

    /// <summary>The attributes of the file.</summary>
    public List<StoredAttribute> OfFile { get; } = [];

    /// <summary>Reads the metadata; what is damaged is left out.</summary>
    public static GdalMetadata Read(TiffDirectory tags)
    {
        var result = new GdalMetadata();
        if (tags.Text(42112) is not { } text)
            return result;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            MaxCharactersInDocument = 1 << 24,
        };
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), settings);
            while (reader.Read())
            {
                if (reader is not { NodeType: XmlNodeType.Element, Name: "Item" })
                    continue;
                (string? name, string? role, string? sample) = (
                    reader.GetAttribute("name"),
                    reader.GetAttribute("role"),
                    reader.GetAttribute("sample")
                );
                bool isOther = reader.GetAttribute("domain") is not null;
                if (reader.IsEmptyElement || !reader.Read() || reader.NodeType != XmlNodeType.Text)
                    continue;
                if (sample is null && name is not null && !isOther)
                    result.OfFile.Add(new StoredAttribute(name, reader.Value));
                else if (role is not null && int.TryParse(sample, CultureInfo.InvariantCulture, out int band))
                    result.items[(role, band)] = reader.Value;
            }
        }
        catch (XmlException) { }

        return result;
    }

    /// <summary>
    /// Returns a number that all bands share, or null; the numbers of bands that differ have no place in CF.
    /// </summary>
    public double? Shared(string role, int bands)
    {
        double? shared = null;
        for (int band = 0; band < bands; band++)
        {
            if (
                !items.TryGetValue((role, band), out string? text)
                || !double.TryParse(text, CultureInfo.InvariantCulture, out double value)
                || (shared is not null && shared != value)
            )
            {
                return null;
            }

            shared = value;
        }

        return shared;
    }

    /// <summary>Returns the texts of all bands, one if they are equal, or null if there are none.</summary>
    public object? Texts(string role, int bands)
    {
        string[] texts = [.. Enumerable.Range(0, bands).Select(b => items.GetValueOrDefault((role, b), ""))];
        return texts.All(t => t.Length == 0) ? null
            : texts.All(t => t == texts[0]) ? texts[0]
            : texts;
    }
}
