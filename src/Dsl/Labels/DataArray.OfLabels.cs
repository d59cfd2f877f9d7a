using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Makes an array of texts along a dimension: a variable or a coordinate of names, kinds, regions.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="name">A name, or null.</param>
    public DataArray(string[] texts, string dim, string? name = null)
        : this(TextCodes.Variable([dim], texts, new Shape(texts.LongLength), []), Coordinates.Empty, name) { }

    /// <summary>
    /// Makes an array of times along a dimension, not as its labels but as its values: <c>new
    /// DataArray(DateRange("2015-01-01", periods: 3), "station")</c>.
    /// </summary>
    /// <param name="times">The times.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="name">A name, or null.</param>
    public DataArray(TimeIndex times, string dim, string? name = null)
        : this(new Variable([dim], times.ToExpr(), [], times.Calendar), Coordinates.Empty, name) { }

    /// <summary>
    /// Texts as an array, for coordinates and variables: <c>x.AssignCoords("season", x["time"].Dt.Season)</c>.
    /// </summary>
    public static implicit operator DataArray(TextValues texts) =>
        texts is null ? throw new GchunkException("texts cannot be null") : texts.ToDataArray();
}
