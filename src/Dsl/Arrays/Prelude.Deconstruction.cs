using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Takes a list of two values apart: <c>var (low, high) = Compute(x.Min(), x.Max())</c>.</summary>
    /// <exception cref="GchunkException">There are not two values.</exception>
    /// <example><code>
    /// var x = Arange(5);
    /// var (low, high) = Compute(x.Min(), x.Max());
    /// Print(low, high);
    /// </code></example>
    public static void Deconstruct<T>(this T[] values, out T first, out T second)
    {
        RequireParts(values, 2);
        (first, second) = (values[0], values[1]);
    }

    /// <summary>Takes a list of three values apart.</summary>
    /// <exception cref="GchunkException">There are not three values.</exception>
    public static void Deconstruct<T>(this T[] values, out T first, out T second, out T third)
    {
        RequireParts(values, 3);
        (first, second, third) = (values[0], values[1], values[2]);
    }

    /// <summary>Takes a list of four values apart.</summary>
    /// <exception cref="GchunkException">There are not four values.</exception>
    public static void Deconstruct<T>(this T[] values, out T first, out T second, out T third, out T fourth)
    {
        RequireParts(values, 4);
        (first, second, third, fourth) = (values[0], values[1], values[2], values[3]);
    }

    private static void RequireParts<T>(T[] values, int parts)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != parts)
            throw new GchunkException($"{values.Length} values cannot be taken apart into {parts} variables");
    }
}
