namespace Gchunk.Engine.Arrays.Dense;

#pragma warning disable CA2225 // The functions of the operators are those of lazy arrays: LogicalAnd, LogicalOr, …

/// <summary>
/// Where a comparison of arrays in memory holds: an array of bools, which selects elements, and which converts to bool
/// if it has no axes.
/// </summary>
/// <example><code>
/// NDArray a = Arange(5).Compute();
/// Print(a[a > 2]);
/// Print((a > 2).Sum());
/// if (a.Mean() > 1)
///     Print("more than one");
/// </code></example>
public sealed class TruthArray : NDArray
{
    internal TruthArray(NDArray truths)
        : base(truths) { }

    /// <summary>Converts a 0-d array to its truth value.</summary>
    /// <exception cref="GchunkException">The array has axes.</exception>
    public static implicit operator bool(TruthArray truths) =>
        truths.Rank == 0
            ? truths.Get<bool>()
            : throw new GchunkException(
                $"a comparison of an array of shape {truths.Shape} has a truth value for each element; reduce it with Any() or All(), or count with Sum()"
            );

    /// <summary>Returns true if a 0-d array is true.</summary>
    public static bool operator true(TruthArray truths) => truths;

    /// <summary>Returns true if a 0-d array is false.</summary>
    public static bool operator false(TruthArray truths) => !(bool)truths;

    /// <summary>Where both hold.</summary>
    public static TruthArray operator &(TruthArray left, TruthArray right) => Of("logical_and", left, right);

    /// <summary>Where one or both hold.</summary>
    public static TruthArray operator |(TruthArray left, TruthArray right) => Of("logical_or", left, right);

    /// <summary>Where exactly one holds.</summary>
    public static TruthArray operator ^(TruthArray left, TruthArray right) => Of("logical_xor", left, right);

    /// <summary>Where it does not hold.</summary>
    public static TruthArray operator !(TruthArray truths) => Of("logical_not", truths);

    /// <summary>Where it does not hold.</summary>
    public static TruthArray operator ~(TruthArray truths) => Of("logical_not", truths);

    private static TruthArray Of(string operation, params ReadOnlySpan<ArrayOperand> operands)
    {
        using NDArray truths = Evaluator.Elementwise(operation, operands);
        return new TruthArray(truths);
    }
}
