using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Parquet;

/// <summary>A column of a Parquet file, in memory: one of its arrays is there.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">
/// Numbers, bools and durations, or times as int64 microseconds since 1970-01-01; integers with missing values are float64.
/// </param>
/// <param name="IsTime">True if <paramref name="Values"/> are times.</param>
/// <param name="Texts">Texts, null where missing.</param>
/// <param name="Bytes">Strings of bytes, null where missing.</param>
internal sealed record ParquetColumn(
    string Name,
    NDArray? Values,
    bool IsTime = false,
    string?[]? Texts = null,
    byte[]?[]? Bytes = null
);

/// <summary>What a Parquet file holds.</summary>
/// <param name="Columns">The columns that were read.</param>
/// <param name="Notes">The texts beside the table, by their keys.</param>
internal sealed record ParquetContent(IReadOnlyList<ParquetColumn> Columns, IReadOnlyDictionary<string, string> Notes);
