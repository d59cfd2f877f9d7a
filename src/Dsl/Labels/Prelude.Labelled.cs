namespace Gchunk.Dsl;

/// <summary>The functions that scripts call without a class name.</summary>
public static partial class Prelude
{
    /// <summary>
    /// Makes a closed interval of labels for <c>Sel</c>, on ascending or descending coordinates; null leaves an end
    /// open. Dates may be partial.
    /// </summary>
    public static LabelSlice Slice(object? low, object? high) => new(low, high);

    /// <summary>Selects the label nearest to the one given; of two equally near labels, the greater.</summary>
    public static SelectMethod Nearest => SelectMethod.Nearest;

    /// <summary>
    /// Combines files by their coordinates, in the order of the one that differs; all others must be equal.
    /// </summary>
    public static Combine ByCoords => Combine.ByCoords;
}
