namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <inheritdoc cref="Dataset.DecodeCf"/>
    /// <param name="dataset">The data set.</param>
    /// <param name="maskAndScale">True to unpack values and replace fill values by NaN.</param>
    /// <param name="decodeTimes">True to decode times, and durations that are marked as such.</param>
    /// <param name="decodeCoords">True to make the variables that an attribute <c>coordinates</c> lists coordinates.</param>
    public static Dataset DecodeCf(
        Dataset dataset,
        bool maskAndScale = true,
        bool decodeTimes = true,
        bool decodeCoords = true
    ) => dataset.DecodeCf(maskAndScale, decodeTimes, decodeCoords);
}
