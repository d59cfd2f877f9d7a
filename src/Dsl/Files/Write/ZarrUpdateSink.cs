using Gchunk.Dsl.Files.Open;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Dsl.Files.Write;

/// <summary>An existing Zarr store: chunks are written first and metadata last.</summary>
internal sealed class ZarrUpdateSink : IUpdateSink
{
    private readonly ZarrUpdater store;
    private RegionWrite? region;
    private Lazy<RegionMark>? mark;

    private ZarrUpdateSink(ZarrUpdater store)
    {
        this.store = store;
        File = OpenedFile.Of(store.Stored, new OpenOptions());
    }

    /// <summary>Opens a store.</summary>
    /// <remarks>
    /// A writer of another region may commit after the store is opened and before its labels are read. It is then
    /// opened again.
    /// </remarks>
    public static ZarrUpdateSink Open(string path, string? group)
    {
        const int MostAttempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            ZarrUpdater store = ZarrUpdater.Open(path, group);
            try
            {
                return new ZarrUpdateSink(store);
            }
            catch (GchunkException) when (attempt < MostAttempts && store.HasChanged)
            {
                store.Dispose();
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
    }

    public OpenedFile File { get; }

    public bool IsStrict => true;

    private string Path => File.Stored.Path;

    // An append that is repeated would store the same labels twice.
    public void CheckGrowth(StoredDimension dim, DimensionIndex? old, DimensionIndex? added)
    {
        if (old is null || added is null)
            return;
        var known = new HashSet<string>();
        for (long i = 0; i < old.Length; i++)
            known.Add(old.Label(i));
        for (long i = 0; i < added.Length; i++)
        {
            if (known.Contains(added.Label(i)))
            {
                throw new GchunkException(
                    $"{Path}: the label {added.Label(i)} of '{dim.Name}' is in the store already (it has {old.Span}); append only labels that it does not have"
                );
            }
        }
    }

    public void AppendText(StoredVariable variable, int axis, string[] texts, Shape shape) =>
        store.AppendText(variable.Name, axis, texts, shape);

    // The values in a last chunk that is not full are written again together with the new ones.
    public (ArrayExpr Values, long Start) Append(StoredVariable variable, int axis, ArrayExpr values)
    {
        long length = variable.Shape[axis],
            unit = store.UnitOf(variable.Name)[axis],
            start = length / unit * unit;
        store.Resize(variable.Name, variable.Shape.With(axis, length + values.Shape[axis]));
        if (start < length)
        {
            AxisSlice[] rest =
            [
                .. variable.Shape.Select((n, i) => i == axis ? new AxisSlice(start, n - start) : AxisSlice.All(n)),
            ];
            values = ConcatenateExpr.Create([SliceExpr.Create(StoredExpr.Open(variable.Array!), rest), values], axis);
        }

        return (ZarrLayout.Align(values, store.UnitOf(variable.Name)), start);
    }

    /// <summary>
    /// Returns the values of a region, in chunks that can be written one by one, and rejects a region that splits a
    /// chunk of the store.
    /// </summary>
    public ArrayExpr Region(StoredVariable variable, ArrayExpr values, long[] origin)
    {
        IReadOnlyList<long> unit = store.UnitOf(variable.Name);
        for (int axis = 0; axis < origin.Length; axis++)
        {
            string dim = variable.Dimensions[axis];
            long length = variable.Shape[axis],
                end = origin[axis] + values.Shape[axis];
            if (end > length)
            {
                throw new GchunkException(
                    $"'{variable.Name}' has length {values.Shape[axis]} along '{dim}', but {length} in {Path}"
                );
            }

            if (origin[axis] % unit[axis] == 0 && (end % unit[axis] == 0 || end == length))
                continue;
            long low = origin[axis] / unit[axis] * unit[axis],
                high = Math.Min(length, (end + unit[axis] - 1) / unit[axis] * unit[axis]);
            throw new GchunkException(
                $"positions {origin[axis]}..{end} along '{dim}' split chunks of '{variable.Name}', which have length {unit[axis]}, so another writer could undo this one; write {low}..{high}"
            );
        }

        return ZarrLayout.Align(values, unit);
    }

    /// <summary>True if an expression reads from the store.</summary>
    public bool IsReadBy(ArrayExpr expr) =>
        ExprOrder
            .InputsFirst([expr])
            .OfType<StoredExpr>()
            .Any(s => s.Array.Address.Format == "zarr" && s.Array.Address.Location == Path);

    /// <summary>Announces a write over a region, which is marked in the store before its first chunk is replaced.</summary>
    /// <param name="write">What will be replaced.</param>
    /// <param name="resume">True if the same write did not finish before.</param>
    /// <exception cref="GchunkException">There is nothing to resume.</exception>
    public void Begin(RegionWrite write, bool resume)
    {
        if (resume)
            CheckUnfinished(write);
        region = write;
        mark = new(() => RegionMark.Set(Path, write));
    }

    private void CheckUnfinished(RegionWrite write)
    {
        var others = new List<string>();
        foreach ((_, RegionWrite? known, WriterState state) in RegionMark.Find(Path))
        {
            bool isSame = known is not null && known.Covers(write) && write.Covers(known);
            if (isSame && state == WriterState.Alive)
                throw new GchunkException($"{Path}: another program is still writing {write}; wait for it");
            if (isSame)
                return;
            if (known is not null && state != WriterState.Alive)
                others.Add(known.ToString());
        }
        throw new GchunkException(
            $"{Path}: no write over {write} is unfinished, so there is nothing to resume{(others.Count > 0 ? $" (unfinished: {string.Join("; ", others)})" : "")}; leave out resume:"
        );
    }

    /// <summary>What a write over a region that failed leaves, or null if it has replaced nothing.</summary>
    public string? Unfinished => mark is { IsValueCreated: true } ? $"{Path}: {RegionMark.MayBeMixed(region!)}" : null;

    public void Write(string name, long[] start, NDArray block)
    {
        _ = mark?.Value;
        store.WriteBlock(name, start, block);
    }

    public void Commit()
    {
        store.Commit();
        mark?.Value.Clear(region!);
    }

    public void Dispose()
    {
        if (mark is { IsValueCreated: true })
            mark.Value.Dispose();
        store.Dispose();
    }
}
