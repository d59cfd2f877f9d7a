using System.Globalization;

namespace Gchunk.Dsl.Tables;

/// <summary>Numbers as Python writes them: the fewest digits that give the same number back.</summary>
internal static class NumberText
{
    /// <summary>Formats a number: <c>0.1</c>, <c>1.0</c>, <c>1e-05</c>, <c>1e+16</c>, <c>nan</c>, <c>inf</c>.</summary>
    public static string Of(double number) => Of(number, number.ToString("R", CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Of(double)"/>
    public static string Of(float number) => Of(number, number.ToString("R", CultureInfo.InvariantCulture));

    private static string Of(double number, string shortest)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        string sign = shortest[0] == '-' ? "-" : "",
            unsigned = shortest[sign.Length..];
        int mark = unsigned.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? unsigned : unsigned[..mark];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? mantissa : mantissa[..point],
            all = point < 0 ? mantissa : whole + mantissa[(point + 1)..],
            digits = all.TrimStart('0');
        if (digits.Length == 0)
            return sign + "0.0";
        int exponent = whole.Length - 1 - (all.Length - digits.Length);
        if (mark >= 0)
            exponent += int.Parse(unsigned[(mark + 1)..], CultureInfo.InvariantCulture);
        digits = digits.TrimEnd('0');
        if (exponent is < -4 or >= 16)
        {
            string rest = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sign}{digits[0]}{rest}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"
            );
        }
        if (exponent < 0)
            return sign + "0." + new string('0', -exponent - 1) + digits;
        string padded = digits.PadRight(exponent + 1, '0');
        return sign + padded[..(exponent + 1)] + "." + (padded.Length > exponent + 1 ? padded[(exponent + 1)..] : "0");
    }
}
