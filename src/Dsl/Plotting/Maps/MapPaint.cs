namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Whether and in which colour a map shows lines or areas such as coastlines or land: true, false, or a colour, which
/// is a name such as "lightblue" or #rrggbb.
/// </summary>
public readonly record struct MapPaint
{
    private MapPaint(bool isShown, string? color) => (IsShown, Color) = (isShown, color);

    /// <summary>Whether it is shown.</summary>
    public bool IsShown { get; }

    /// <summary>The colour; null for the default.</summary>
    public string? Color { get; }

    /// <summary>Returns the default colour, or nothing.</summary>
    public static implicit operator MapPaint(bool isShown) => new(isShown, null);

    /// <summary>Returns a colour.</summary>
    /// <exception cref="Engine.GchunkException">There is no such colour.</exception>
    public static implicit operator MapPaint(string color)
    {
        ArgumentNullException.ThrowIfNull(color);
        PlotColor.Parse(color);
        return new MapPaint(true, color);
    }

    /// <summary>Returns the default colour, or nothing.</summary>
    public static MapPaint FromBoolean(bool isShown) => isShown;

    /// <summary>Returns a colour.</summary>
    public static MapPaint FromString(string color) => color;

    internal string HexOr(string defaultColor) => Color is null ? defaultColor : PlotColor.Hex(PlotColor.Parse(Color));
}
