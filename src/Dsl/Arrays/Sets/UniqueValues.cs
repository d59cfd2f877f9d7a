using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>The distinct values of an array; see <see cref="Prelude.UniqueAll"/>.</summary>
/// <param name="Values">The values in ascending order, NaN last.</param>
/// <param name="Index">The index of the first occurrence of each, in C order, as int64.</param>
/// <param name="Inverse">For each element of the array, the index of its value, as int64; lazy.</param>
/// <param name="Counts">How often each occurs, as int64.</param>
public sealed record UniqueValues(NDArray Values, NDArray Index, ChunkedArray Inverse, NDArray Counts);
