namespace Gchunk.Engine.Arrays.Printing;

/// <summary>How integers are written that stand for something else: times of a calendar.</summary>
/// <param name="Kind">What is written instead of the dtype.</param>
/// <param name="Of">Writes an element.</param>
internal sealed record ElementText(string Kind, Func<long, string> Of);
