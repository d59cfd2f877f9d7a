using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>A named list of colours: evenly spaced and interpolated, or one for each category.</summary>
public sealed class ColorMap
{
    private static readonly Lazy<Dictionary<string, ColorMap>> Table = new(Read);

    private readonly uint[] colors; // 0xRRGGBB

    private ColorMap(string name, bool isCategorical, uint[] colors)
    {
        Name = name;
        IsCategorical = isCategorical;
        this.colors = colors;
    }

    /// <summary>The name, such as "viridis" or "RdBu_r".</summary>
    public string Name { get; }

    /// <summary>True for maps of categories, whose colours are never interpolated.</summary>
    public bool IsCategorical { get; }

    /// <summary>The number of colours; of an interpolated map, its control points.</summary>
    public int Count => colors.Length;

    /// <summary>All names; a name with "_r" appended is the reversed map.</summary>
    public static IReadOnlyCollection<string> Names => Table.Value.Keys;

    /// <summary>Returns the map of a name, ignoring case; "_r" at the end reverses it.</summary>
    /// <exception cref="GchunkException">There is no such map; the message suggests the nearest name.</exception>
    public static ColorMap Named(string name)
    {
        bool reversed = name.EndsWith("_r", StringComparison.OrdinalIgnoreCase);
        string plain = reversed ? name[..^2] : name;
        plain = plain.ToUpperInvariant() switch
        {
            "TAB10" => "Category10",
            "TAB20" => "Category20",
            "GREY" => "gray",
            _ => plain,
        };
        if (!Table.Value.TryGetValue(plain, out ColorMap? map))
        {
            throw new GchunkException(
                Spelling.Unknown(
                    "colour map",
                    name,
                    Spelling.Nearest(plain, Names) is { } near ? [near, .. Names.Where(n => n != near)] : Names
                ) + "; '_r' at the end of a name reverses the map"
            );
        }

        return reversed ? new ColorMap(map.Name + "_r", map.IsCategorical, [.. map.colors.Reverse()]) : map;
    }

    /// <summary>Returns the interpolated colour at <paramref name="at"/> in 0..1, as 0xRRGGBB.</summary>
    public uint At(double at)
    {
        double position = Math.Clamp(at, 0, 1) * (colors.Length - 1);
        int i = Math.Min((int)position, colors.Length - 2);
        double f = position - i;
        uint Channel(int shift) =>
            (uint)Math.Round((((colors[i] >> shift) & 255) * (1 - f)) + (((colors[i + 1] >> shift) & 255) * f))
            << shift;
        return Channel(16) | Channel(8) | Channel(0);
    }

    /// <summary>Returns the colour of a category, as 0xRRGGBB.</summary>
    public uint Category(int index) => colors[index];

    private static Dictionary<string, ColorMap> Read()
    {
        var maps = new Dictionary<string, ColorMap>(StringComparer.OrdinalIgnoreCase);
        using Stream stream = PlotData.Open("color_maps.txt");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            maps.Add(
                parts[0],
                new ColorMap(
                    parts[0],
                    parts[1] == "categories",
                    [.. parts[2..].Select(p => uint.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture))]
                )
            );
        }
        return maps;
    }
}
