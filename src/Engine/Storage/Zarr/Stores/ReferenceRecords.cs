using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Parquet;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// The files of references in Parquet that were read last, of which as many are kept as fit an eighth of the memory limit.
/// Called from many threads at once.
/// </summary>
/// <param name="folder">The folder or the address of the references.</param>
internal sealed class ReferenceRecords(IZarrStore folder)
{
    private const long LargestFile = 1L << 30;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Variable, long Record), Kept> kept = [];
    private long clock;

    private sealed class Kept
    {
        // Held while the file is read. A reader that is cancelled leaves the reading to the next.
        public SemaphoreSlim Reading { get; } = new(1);

        public bool IsRead { get; set; }

        public ReferenceRows? Rows { get; set; }

        public long Used { get; set; }
    }

    /// <summary>Returns the references of a file, or null if there is no such file.</summary>
    /// <exception cref="GchunkException">The file cannot be read, or holds no references; the next call tries again.</exception>
    /// <exception cref="OperationCanceledException">This call was cancelled; others that wait for the file go on.</exception>
    public ReferenceRows? Get(string variable, long record, CancellationToken cancellation)
    {
        (string, long) key = (variable, record);
        Kept? found;
        lock (gate)
        {
            if (!kept.TryGetValue(key, out found))
                kept[key] = found = new Kept();
            found.Used = ++clock;
            if (found.IsRead)
                return found.Rows;
        }
        found.Reading.Wait(cancellation);
        try
        {
            if (found.IsRead)
                return found.Rows;
            ReferenceRows? rows = Read(variable, record, cancellation);
            lock (gate)
                (found.Rows, found.IsRead) = (rows, true);
            Forget(found);
            return rows;
        }
        finally
        {
            found.Reading.Release();
        }
    }

    private void Forget(Kept newest)
    {
        long most = OpeningBudget.Limit / 8;
        lock (gate)
        {
            long bytes = kept.Values.Sum(Bytes);
            foreach (var (key, old) in kept.OrderBy(k => k.Value.Used).ToArray())
            {
                if (bytes <= most)
                    return;
                if (old == newest || !old.IsRead)
                    continue;
                bytes -= Bytes(old);
                kept.Remove(key);
            }
        }

        static long Bytes(Kept kept) => kept.Rows?.NBytes ?? 0;
    }

    private ReferenceRows? Read(string variable, long record, CancellationToken cancellation)
    {
        string key = StoreKey.Join(variable, FormattableString.Invariant($"refs.{record}.parq")),
            place = folder.Location + "/" + key;
        if (folder is DirectoryStore)
            return PresentPath.Exists(place) ? ReferenceRows.Read(place, place, cancellation) : null;
        using var bytes = new Scratch();
        long most = Math.Min(LargestFile, OpeningBudget.Limit / 8);
        if (!folder.Read(key, ByteRange.All, most, bytes, cancellation))
            return null;
        // Parquet is decoded in another process.
        using TemporaryCopy copy = TemporaryCopy.Of(bytes.Span, "references.parq", place);
        return ReferenceRows.Read(copy.Path, place, cancellation);
    }
}

/// <summary>The references of a file: a row for each chunk.</summary>
internal sealed class ReferenceRows
{
    private readonly string?[]? paths;
    private readonly long[]? offsets,
        sizes;
    private readonly byte[]?[]? raw;

    private ReferenceRows(string?[]? paths, long[]? offsets, long[]? sizes, byte[]?[]? raw)
    {
        (this.paths, this.offsets, this.sizes, this.raw) = (paths, offsets, sizes, raw);
        NBytes =
            24L * (paths?.Length ?? 0)
            + (paths?.Distinct().Sum(p => 2L * (p?.Length ?? 0)) ?? 0)
            + (raw?.Sum(r => 32L + (r?.Length ?? 0)) ?? 0);
    }

    /// <summary>The memory that they take, about.</summary>
    public long NBytes { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">Its name in messages.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public static ReferenceRows Read(string path, string place, CancellationToken cancellation)
    {
        ParquetContent content = ParquetFile.Read(path, [], place, keepBytes: true, cancellation);
        try
        {
            return Of(content, place);
        }
        finally
        {
            foreach (ParquetColumn column in content.Columns)
                column.Values?.Dispose();
        }
    }

    private static ReferenceRows Of(ParquetContent content, string place)
    {
        Dictionary<string, ParquetColumn> columns = content.Columns.DistinctBy(c => c.Name).ToDictionary(c => c.Name);
        if (!columns.ContainsKey("path") && !columns.ContainsKey("raw"))
        {
            throw new GchunkException(
                $"{place} holds no references: it has the columns {string.Join(", ", columns.Keys)}; expected path, offset, size and raw"
            );
        }
        return new ReferenceRows(
            columns.GetValueOrDefault("path") is { } paths ? Texts(place, paths) : null,
            Numbers(place, columns.GetValueOrDefault("offset")),
            Numbers(place, columns.GetValueOrDefault("size")),
            columns.GetValueOrDefault("raw") is { } raw
                ? raw.Bytes ?? Array.ConvertAll(Texts(place, raw), t => t is null ? null : Encoding.UTF8.GetBytes(t))
                : null
        );
    }

    /// <summary>Returns the reference of a row, or null if it names nothing.</summary>
    /// <param name="location">The folder or the address of the references.</param>
    /// <param name="key">The key.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="GchunkException">There is no such row, or it is no range.</exception>
    public ByteReference? Get(string location, string key, long row)
    {
        long rows = paths?.Length ?? raw!.Length;
        if (row >= rows || (offsets is not null && row >= offsets.Length) || (sizes is not null && row >= sizes.Length))
        {
            throw new GchunkException(
                $"{location} is damaged: '{key}' is reference {row} of a file that has only {rows}"
            );
        }
        if (raw is not null && raw[row] is { } value)
            return new ByteReference(ReferenceFiles.Decoded(location, key, value), "", 0, 0);
        if (paths?[row] is not { Length: > 0 } path)
            return null;
        (long offset, long size) = (offsets?[row] ?? 0, sizes?[row] ?? 0);
        if (offset < 0 || size < 0 || offset > long.MaxValue - size)
        {
            throw new GchunkException($"{location} is damaged: '{key}' refers to {size} bytes from {offset} of {path}");
        }
        return new ByteReference(null, path, offset, offset == 0 && size == 0 ? -1 : size);
    }

    // pandas writes a column of nothing as one of any type.
    private static string?[] Texts(string place, ParquetColumn column) =>
        column.Texts
        ?? (
            column.Bytes is { } bytes
                ? Array.ConvertAll(bytes, b => b is null ? null : Encoding.UTF8.GetString(b))
                : null
        )
        ?? (
            column.Values!.DType == DType.Float64 && Array.TrueForAll(column.Values.ToArray<double>(), double.IsNaN)
                ? new string?[column.Values.Size]
                : throw new GchunkException(
                    $"{place} holds no references: the column '{column.Name}' has {column.Values.DType.Name} instead of texts"
                )
        );

    private static long[]? Numbers(string place, ParquetColumn? column)
    {
        if (column is null)
            return null;
        return column.Values is { } values && !column.IsTime && values.DType.IsInteger
            ? values.ToArray<long>()
            : throw new GchunkException(
                $"{place} holds no references: the column '{column.Name}' has no integers, or some are missing"
            );
    }
}
