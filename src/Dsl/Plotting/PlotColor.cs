using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>The colours of lines and areas: names and hexadecimal numbers.</summary>
internal static class PlotColor
{
    /// <summary>The colours of lines in turn.</summary>
    private static readonly string[] Cycle =
    [
        "#2a6ebb",
        "#e6802b",
        "#3a9a4b",
        "#c9352f",
        "#8a63b3",
        "#8c564b",
        "#d675b0",
        "#6f6f6f",
        "#a8a62a",
        "#2fb0c0",
    ];

    // Names of CSS, as matplotlib takes them.
    private static readonly Dictionary<string, uint> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["black"] = 0x000000,
        ["white"] = 0xffffff,
        ["gray"] = 0x808080,
        ["grey"] = 0x808080,
        ["lightgray"] = 0xd3d3d3,
        ["lightgrey"] = 0xd3d3d3,
        ["darkgray"] = 0xa9a9a9,
        ["red"] = 0xff0000,
        ["darkred"] = 0x8b0000,
        ["firebrick"] = 0xb22222,
        ["green"] = 0x008000,
        ["darkgreen"] = 0x006400,
        ["blue"] = 0x0000ff,
        ["darkblue"] = 0x00008b,
        ["navy"] = 0x000080,
        ["steelblue"] = 0x4682b4,
        ["lightblue"] = 0xadd8e6,
        ["skyblue"] = 0x87ceeb,
        ["cyan"] = 0x00ffff,
        ["teal"] = 0x008080,
        ["magenta"] = 0xff00ff,
        ["purple"] = 0x800080,
        ["orange"] = 0xffa500,
        ["gold"] = 0xffd700,
        ["yellow"] = 0xffff00,
        ["brown"] = 0xa52a2a,
        ["tan"] = 0xd2b48c,
        ["beige"] = 0xf5f5dc,
        ["pink"] = 0xffc0cb,
    };

    /// <summary>Returns a colour of the cycle.</summary>
    public static string Of(int index) => Cycle[index % Cycle.Length];

    /// <summary>Returns a colour as #rrggbb.</summary>
    public static string Hex(uint color) => "#" + (color & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture);

    /// <summary>Returns the colour of a name, or of #rrggbb, as 0xRRGGBB.</summary>
    /// <exception cref="GchunkException">There is no such colour.</exception>
    public static uint Parse(string color)
    {
        if (Named.TryGetValue(color, out uint named))
            return named;
        if (
            color.Length == 7
            && color[0] == '#'
            && uint.TryParse(color.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint hex)
        )
        {
            return hex;
        }
        throw new GchunkException(Spelling.Unknown("colour", color, Named.Keys) + "; or give one as #rrggbb");
    }
}
