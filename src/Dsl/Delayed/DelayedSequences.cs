using System.Numerics;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Arithmetic of delayed numbers, and reductions of sequences of them; nothing runs before Compute.</summary>
/// <example><code>
/// var square = Delay((int x) => x * x);
/// var total = Enumerable.Range(1, 4).Select(i => square(i)).Sum();
/// Print((total + 1).Compute()); // 31
/// </code></example>
public static class DelayedSequences
{
    extension<T>(Delayed<T>)
        where T : INumber<T>
    {
        /// <summary>The delayed sum.</summary>
        public static Delayed<T> operator +(Delayed<T> left, Delayed<T> right) =>
            Prelude.Delay((T a, T b) => a + b, "add")(left, right);

        /// <summary>The delayed difference.</summary>
        public static Delayed<T> operator -(Delayed<T> left, Delayed<T> right) =>
            Prelude.Delay((T a, T b) => a - b, "subtract")(left, right);

        /// <summary>The delayed product.</summary>
        public static Delayed<T> operator *(Delayed<T> left, Delayed<T> right) =>
            Prelude.Delay((T a, T b) => a * b, "multiply")(left, right);

        /// <summary>The delayed quotient.</summary>
        public static Delayed<T> operator /(Delayed<T> left, Delayed<T> right) =>
            Prelude.Delay((T a, T b) => a / b, "divide")(left, right);
    }

    /// <summary>The delayed sum of a sequence of delayed numbers; 0 if there are none.</summary>
    /// <param name="values">The delayed numbers.</param>
    public static Delayed<T> Sum<T>(this IEnumerable<Delayed<T>> values)
        where T : INumber<T> =>
        Prelude.Delay((IReadOnlyList<T> v) => v.Aggregate(T.Zero, (a, b) => a + b), "sum")(Prelude.Collect(values));

    /// <summary>The delayed mean of a sequence of delayed numbers.</summary>
    /// <param name="values">The delayed numbers, at least one.</param>
    /// <exception cref="GchunkException">The sequence is empty.</exception>
    public static Delayed<double> Mean<T>(this IEnumerable<Delayed<T>> values)
        where T : INumber<T> =>
        Prelude.Delay((IReadOnlyList<T> v) => v.Average(double.CreateChecked), "mean")(Some(values, "mean"));

    /// <summary>The delayed minimum of a sequence of delayed numbers.</summary>
    /// <param name="values">The delayed numbers, at least one.</param>
    /// <exception cref="GchunkException">The sequence is empty.</exception>
    public static Delayed<T> Min<T>(this IEnumerable<Delayed<T>> values)
        where T : INumber<T> => Prelude.Delay((IReadOnlyList<T> v) => v.Min()!, "min")(Some(values, "min"));

    /// <summary>The delayed maximum of a sequence of delayed numbers.</summary>
    /// <param name="values">The delayed numbers, at least one.</param>
    /// <exception cref="GchunkException">The sequence is empty.</exception>
    public static Delayed<T> Max<T>(this IEnumerable<Delayed<T>> values)
        where T : INumber<T> => Prelude.Delay((IReadOnlyList<T> v) => v.Max()!, "max")(Some(values, "max"));

    private static Delayed<IReadOnlyList<T>> Some<T>(IEnumerable<Delayed<T>> values, string reduction)
    {
        Delayed<T>[] given = [.. values];
        return given.Length > 0
            ? Prelude.Collect(given)
            : throw new GchunkException($"the {reduction} of no delayed values is not defined; got an empty sequence");
    }
}
