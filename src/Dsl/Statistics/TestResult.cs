namespace Gchunk.Dsl;

/// <summary>The lazy result of a statistical test.</summary>
/// <param name="Statistic">The statistic.</param>
/// <param name="PValue">The probability of a statistic at least as extreme, if the null hypothesis is true.</param>
public sealed record TestResult(ChunkedArray Statistic, ChunkedArray PValue);
