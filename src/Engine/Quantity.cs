using System.Globalization;

namespace Gchunk.Engine;

/// <summary>Numbers of things in texts: "1 sample", "2 samples".</summary>
internal static class Quantity
{
    /// <summary>Returns a number with its noun.</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">The noun in the singular.</param>
    /// <param name="plural">The noun in the plural; null for one that ends in s.</param>
    public static string Of(long number, string noun, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? noun : plural ?? noun + "s")}");
}
