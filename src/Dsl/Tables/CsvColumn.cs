using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Tables;

/// <summary>What a column of a CSV file holds, as far as its cells have been seen, and then its values.</summary>
internal sealed class CsvColumn(string name, CfCalendar calendar, bool isText)
{
    private const int MostShared = 1 << 14;

    private enum Kind
    {
        Unknown,
        Bool,
        Int,
        Float,
        Time,
        Text,
    }

    private readonly Dictionary<string, string> shared = [];
    private Kind kind = isText ? Kind.Text : Kind.Unknown;
    private bool hasMissing;
    private bool[] bools = [];
    private long[] integers = [];
    private double[] floats = [];
    private string?[] texts = [];

    // The text and the instant of the last time: the rows of a long table repeat them.
    private string lastText = "";
    private long lastInstant;

    public string Name => name;

    /// <summary>The units that the header gives, or null.</summary>
    public string? Units { get; init; }

    /// <summary>True if the cells seen so far can only be kept as texts.</summary>
    public bool HoldsText => kind == Kind.Text;

    /// <summary>Notes a cell that is missing.</summary>
    public void SeeMissing() => hasMissing = true;

    /// <summary>Notes the text of a cell that is not missing.</summary>
    public void See(ReadOnlySpan<char> cell)
    {
        if (kind == Kind.Text)
            return;
        if (kind is Kind.Unknown or Kind.Bool && IsBool(cell, out _))
            kind = Kind.Bool;
        else if (kind is Kind.Unknown or Kind.Int && IsInteger(cell, out _))
            kind = Kind.Int;
        else if (kind is Kind.Unknown or Kind.Int or Kind.Float && IsFloat(cell, out _))
            kind = Kind.Float;
        else if (kind is Kind.Unknown or Kind.Time && IsTime(cell, out _))
            kind = Kind.Time;
        else
            kind = Kind.Text;
    }

    /// <summary>Makes room for the values, once all cells have been seen.</summary>
    public void Allocate(int rows)
    {
        // As in pandas, only floats have missing numbers; truth values with missing ones stay texts.
        kind = kind switch
        {
            Kind.Unknown => Kind.Float,
            Kind.Int when hasMissing => Kind.Float,
            Kind.Bool when hasMissing => Kind.Text,
            _ => kind,
        };
        switch (kind)
        {
            case Kind.Bool:
                bools = new bool[rows];
                break;
            case Kind.Int:
                integers = new long[rows];
                break;
            case Kind.Time:
                integers = new long[rows];
                break;
            case Kind.Float:
                floats = new double[rows];
                break;
            default:
                texts = new string?[rows];
                break;
        }
    }

    /// <summary>Keeps the value of a cell.</summary>
    /// <returns>False if the cell does not hold what it held when it was seen.</returns>
    public bool Set(int row, ReadOnlySpan<char> cell, bool isMissing)
    {
        switch (kind)
        {
            case Kind.Bool:
                return !isMissing && IsBool(cell, out bools[row]);
            case Kind.Int:
                return !isMissing && IsInteger(cell, out integers[row]);
            case Kind.Float when isMissing:
                floats[row] = double.NaN;
                return true;
            case Kind.Float:
                return IsFloat(cell, out floats[row]);
            case Kind.Time when isMissing:
                integers[row] = CfDateTime.NaT;
                return true;
            case Kind.Time:
                return IsTime(cell, out integers[row]);
            default:
                texts[row] = isMissing ? null : Shared(cell);
                return true;
        }
    }

    /// <summary>Returns the column with its values.</summary>
    public TableColumn ToColumn()
    {
        var attrs = new Attributes();
        if (Units is not null)
            attrs["units"] = Units;
        return kind switch
        {
            Kind.Bool => new TableColumn(name, NDArray.From(bools), null, attrs),
            Kind.Int => new TableColumn(name, NDArray.From(integers), null, attrs),
            Kind.Float => new TableColumn(name, NDArray.From(floats), null, attrs),
            Kind.Time => new TableColumn(name, NDArray.From(integers), calendar, attrs),
            _ => new TableColumn(name, texts, attrs),
        };
    }

    // Equal texts are one object in memory, unless nearly all differ.
    private string Shared(ReadOnlySpan<char> cell)
    {
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup = shared.GetAlternateLookup<
            ReadOnlySpan<char>
        >();
        if (lookup.TryGetValue(cell, out string? known))
            return known;
        string text = cell.ToString();
        if (shared.Count < MostShared)
            shared[text] = text;
        return text;
    }

    private static bool IsBool(ReadOnlySpan<char> cell, out bool value)
    {
        value = cell is "True" or "true" or "TRUE";
        return value || cell is "False" or "false" or "FALSE";
    }

    private static bool IsInteger(ReadOnlySpan<char> cell, out long value) =>
        long.TryParse(
            cell,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out value
        );

    private static bool IsFloat(ReadOnlySpan<char> cell, out double value)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        ReadOnlySpan<char> trimmed = cell.Trim();
        bool isInfinite = trimmed.TrimStart("+-").Equals("inf", StringComparison.OrdinalIgnoreCase);
        value = trimmed.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        return isInfinite && trimmed.Length <= 4;
    }

    // 2000-01-31, or with a time of day: a year alone is a number, and other forms are texts.
    private bool IsTime(ReadOnlySpan<char> cell, out long value)
    {
        if (lastText.Length > 0 && cell.SequenceEqual(lastText))
        {
            value = lastInstant;
            return true;
        }
        value = 0;
        if (cell.Length is < 8 or > 40 || !char.IsAsciiDigit(cell[0]) || cell[..6].IndexOf('-') < 1)
            return false;
        string text = cell.ToString();
        if (!CfDateText.TryParse(text, out CfDateText parts) || parts.Day is null)
            return false;
        if (parts.Start(calendar, out _) is not { } instant)
            return false;
        (lastText, lastInstant, value) = (text, instant, instant);
        return true;
    }
}
