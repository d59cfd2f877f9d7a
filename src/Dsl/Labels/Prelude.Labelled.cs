namespace Gchunk.Dsl;

/// <summary>The functions that are at hand without a class name.</summary>
public static partial class Prelude
{
    /// <summary>
    /// A closed interval of labels for <c>Sel</c>, whichever way the coordinate runs; null leaves an end open. Dates
    /// may be given in part.
    /// </summary>
    public static LabelSlice Slice(object? low, object? high) => new(low, high);

    /// <summary>Takes the label nearest to the one asked for; of two as near, the greater.</summary>
    public static SelectMethod Nearest => SelectMethod.Nearest;

    /// <summary>
    /// Puts files together by their coordinates: in the order of the one that differs, all others being equal.
    /// </summary>
    public static Combine ByCoords => Combine.ByCoords;
}
