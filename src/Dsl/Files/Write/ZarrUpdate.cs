using Gchunk.Dsl.Files.Open;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Write;

/// <summary>Writes a data set into a Zarr store that is there: behind what it has, or in place of a part.</summary>
internal sealed class ZarrUpdate
{
    private readonly ZarrUpdater store;
    private readonly OpenedFile file;
    private readonly Dataset dataset;
    private readonly List<ArrayExpr> lazy = [];
    private readonly List<IBlockSink> sinks = [];

    private ZarrUpdate(ZarrUpdater store, Dataset dataset)
    {
        (this.store, this.dataset) = (store, dataset);
        file = OpenedFile.Of(store.Stored, new OpenOptions());
    }

    /// <summary>Appends along a dimension.</summary>
    public static void Append(Dataset dataset, string path, string dim, string? group)
    {
        ZarrUpdate update = Open(dataset, path, group);
        using (update.store)
            update.Append(dim);
    }

    /// <summary>Writes a region.</summary>
    public static void Write(Dataset dataset, string path, (string Dim, Range Range)[] region, string? group)
    {
        ZarrUpdate update = Open(dataset, path, group);
        using (update.store)
            update.Write(region);
    }

    // Who writes another region at the same time commits between the opening and the reading of the labels: then it is
    // opened again.
    private static ZarrUpdate Open(Dataset dataset, string path, string? group)
    {
        const int MostAttempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            ZarrUpdater store = ZarrUpdater.Open(path, group);
            try
            {
                return new ZarrUpdate(store, dataset);
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

    private string Path => store.Stored.Path;

    private void Append(string dim)
    {
        StoredDimension along =
            store.Stored.Dimensions.FirstOrDefault(d => d.Name == dim)
            ?? throw new GchunkException(
                $"{Path}: {Spelling.Unknown("dimension", dim, store.Stored.Dimensions.Select(d => d.Name))}"
            );
        long added = dataset.Sizes[dim];
        CheckLabels(dim, 0, null);
        if (dataset.Coords.IndexOf(dim) is { } labels && file.Indexes.TryGetValue(dim, out DimensionIndex? old))
            CheckNew(dim, old, labels);
        // What stays behind would leave the store with two lengths of one dimension.
        if (
            store.Stored.Variables.FirstOrDefault(v => v.Dimensions.Contains(dim) && v.Array is null && !v.IsText) is
            { } other
        )
        {
            throw new GchunkException(
                $"{other.Place} cannot be read along '{dim}', and could not be made longer with the others; write a new store"
            );
        }

        string[] theirs = [.. store.Stored.Variables.Where(v => v.Dimensions.Contains(dim)).Select(v => v.Name)];
        foreach (string name in dataset.Names.Where(n => dataset.VariableOf(n).Dims.Contains(dim)))
        {
            if (!theirs.Contains(name))
            {
                throw new GchunkException(
                    $"{Path} has no variable '{name}' along '{dim}' to append to (it has {string.Join(", ", theirs)}); Drop it, or write a new store"
                );
            }
        }

        foreach (string name in theirs)
        {
            StoredVariable stored = store.Stored[name];
            if (stored.IsText)
            {
                AppendText(stored, dim, added);
                continue;
            }
            (ArrayExpr values, string[] dims) = Encode(name, dim);
            int axis = Array.IndexOf(dims, dim);
            Shape shape = stored.Shape.With(axis, along.Length + added);
            // What is in the last chunk already is written again with what follows it.
            long unit = store.UnitOf(name)[axis],
                start = along.Length / unit * unit;
            if (start < along.Length)
            {
                AxisSlice[] slices =
                [
                    .. stored.Shape.Select((n, i) => i == axis ? new AxisSlice(start, n - start) : AxisSlice.All(n)),
                ];
                values = ConcatenateExpr.Create(
                    [SliceExpr.Create(StoredExpr.Open(stored.Array!), slices), values],
                    axis
                );
            }
            store.Resize(name, shape);
            var origin = new long[dims.Length];
            origin[axis] = start;
            Add(name, values, origin);
        }
        Finish();
    }

    private void AppendText(StoredVariable stored, string dim, long added)
    {
        if (!dataset.Contains(stored.Name))
            throw Lacking(stored.Name, dim);
        Variable variable = dataset[stored.Name].Variable;
        Shape shape = stored.Shape.With(stored.Dimensions.ToList().IndexOf(dim), added);
        if (!variable.Dims.SequenceEqual(stored.Dimensions) || !variable.Expr.Shape.Equals(shape))
        {
            throw new GchunkException(
                $"'{stored.Name}' is ({string.Join(", ", variable.Dims)}) {variable.Expr.Shape}, but what is appended in {Path} is ({string.Join(", ", stored.Dimensions)}) {shape}"
            );
        }

        store.AppendText(
            stored.Name,
            stored.Dimensions.ToList().IndexOf(dim),
            TextCodes.Of(variable)
                ?? throw new GchunkException($"'{stored.Name}' is {variable.Expr.DType.Name}, but text in {Path}"),
            shape
        );
    }

    private GchunkException Lacking(string name, string dim) =>
        new(
            $"the data set has no '{name}', which {Path} has along '{dim}'; what is appended must hold every variable along it"
        );

    // What was appended before would otherwise be there twice.
    private void CheckNew(string dim, DimensionIndex old, DimensionIndex labels)
    {
        var known = new HashSet<string>();
        for (long i = 0; i < old.Length; i++)
            known.Add(old.Label(i));
        for (long i = 0; i < labels.Length; i++)
        {
            if (known.Contains(labels.Label(i)))
            {
                throw new GchunkException(
                    $"{Path}: the label {labels.Label(i)} of '{dim}' is in the store already (it has {old.Span}); append what it does not have"
                );
            }
        }
    }

    private void Write((string Dim, Range Range)[] region)
    {
        var starts = new Dictionary<string, long>();
        foreach ((string dim, Range range) in region)
        {
            StoredDimension along =
                store.Stored.Dimensions.FirstOrDefault(d => d.Name == dim)
                ?? throw new GchunkException(
                    $"{Path}: {Spelling.Unknown("dimension", dim, store.Stored.Dimensions.Select(d => d.Name))}"
                );
            (int offset, int length) = Resolve(range, along);
            if (dataset.Sizes[dim] != length)
            {
                throw new GchunkException(
                    $"the region takes {length} places along '{dim}', but the data set has {dataset.Sizes[dim]}"
                );
            }

            starts[dim] = offset;
        }
        CheckLabels(null, 0, starts);
        foreach (string name in dataset.Names)
        {
            (ArrayExpr values, string[] dims) = Encode(name, null);
            if (!dims.Any(starts.ContainsKey))
            {
                throw new GchunkException(
                    $"'{name}' does not run along {string.Join(" or ", starts.Keys.Select(d => $"'{d}'"))}, so the region says nothing of it; Drop it"
                );
            }

            if (Reads(values, []))
            {
                throw new GchunkException(
                    $"'{name}' reads from the store that it would be written to; Load() it first, or write to another store"
                );
            }

            var origin = new long[dims.Length];
            IReadOnlyList<long> unit = store.UnitOf(name);
            Shape whole = store.Stored[name].Shape;
            for (int axis = 0; axis < dims.Length; axis++)
            {
                origin[axis] = starts.GetValueOrDefault(dims[axis]);
                long end = origin[axis] + values.Shape[axis];
                if (end > whole[axis])
                {
                    throw new GchunkException(
                        $"'{name}' has length {values.Shape[axis]} along '{dims[axis]}', but in {Path} there are {whole[axis]} places"
                    );
                }

                if (origin[axis] % unit[axis] == 0 && (end % unit[axis] == 0 || end == whole[axis]))
                    continue;
                long low = origin[axis] / unit[axis] * unit[axis],
                    high = Math.Min(whole[axis], (end + unit[axis] - 1) / unit[axis] * unit[axis]);
                throw new GchunkException(
                    $"places {origin[axis]}..{end} along '{dims[axis]}' split stored chunks of '{name}', each of which has {unit[axis]}: another writer of the rest would undo this one; write {low}..{high}"
                );
            }
            Add(name, values, origin);
        }
        Finish();
    }

    private static (int Offset, int Length) Resolve(Range range, StoredDimension along)
    {
        try
        {
            return range.GetOffsetAndLength(checked((int)along.Length));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new GchunkException($"{range} is not inside '{along.Name}', which has {along.Length} places", e);
        }
    }

    // Labels of dimensions must be those of the store, but along the one that grows.
    private void CheckLabels(string? growing, long start, Dictionary<string, long>? starts)
    {
        foreach (Coordinate c in dataset.Coords)
        {
            if (c.Index is null || c.Name == growing || !file.Indexes.TryGetValue(c.Name, out DimensionIndex? theirs))
                continue;
            long from = starts is not null && starts.TryGetValue(c.Name, out long at) ? at : start;
            DimensionIndex part =
                from == 0 && theirs.Length == c.Index.Length
                    ? theirs
                    : theirs.Pick(new AxisPick(new AxisSlice(from, Math.Min(c.Index.Length, theirs.Length - from))));
            long difference = part.FirstDifference(c.Index);
            if (difference >= 0)
            {
                throw new GchunkException(
                    $"{Path}: the labels of '{c.Name}' differ from those of the data set{Broadcasting.Describe(part, c.Index, difference)}"
                );
            }
        }
    }

    // A variable as the store has its numbers.
    private (ArrayExpr Values, string[] Dims) Encode(string name, string? growing)
    {
        if (!dataset.Contains(name))
            throw Lacking(name, growing!);
        if (store.Stored.Variables.Any(v => v.Name == name && v.IsText))
            throw new GchunkException($"'{name}' holds text in {Path}, of which no region can be written; Drop it");
        CfVariable theirs = file[name];
        string[] dims = [.. theirs.Stored.Dimensions];
        Coordinate? coordinate = dataset.Coords.Find(name);
        if (coordinate?.Index is TimeIndex times)
            return (EncodeTimes(name, times, theirs), dims);
        Variable variable = coordinate is null ? dataset.VariableOf(name) : coordinate.Variable;
        if (!variable.Dims.SequenceEqual(dims))
        {
            throw new GchunkException(
                $"'{name}' has the dimensions ({string.Join(", ", variable.Dims)}), but in {Path} ({string.Join(", ", dims)}); Transpose it"
            );
        }

        for (int axis = 0; axis < dims.Length; axis++)
        {
            if (growing is not null && dims[axis] != growing && variable.Expr.Shape[axis] != theirs.Array.Shape[axis])
            {
                throw new GchunkException(
                    $"'{name}' has length {variable.Expr.Shape[axis]} along '{dims[axis]}', but {theirs.Array.Shape[axis]} in {Path}"
                );
            }
        }

        if (!Equals(variable.Calendar, theirs.Calendar))
        {
            throw new GchunkException(
                $"'{name}' holds {variable.Calendar?.Name ?? "no"} times, but {theirs.Calendar?.Name ?? "no"} times in {Path}"
            );
        }

        if (variable.Calendar is null)
        {
            // What is unpacked to one float may be packed from another; a bool is stored as a byte.
            DType wanted = theirs.Decoding?.Result ?? theirs.Array.DType;
            bool isPacked = theirs.Decoding is { IsIdentity: false } && wanted.IsFloat;
            if (
                variable.Expr.DType != wanted
                && !(isPacked && !theirs.Array.DType.IsFloat && variable.Expr.DType.IsFloat)
            )
            {
                throw new GchunkException(
                    $"'{name}' is {variable.Expr.DType.Name}, but {wanted.Name} in {Path}; convert it with AsType(DType.{wanted})"
                );
            }

            if (!isPacked)
                return (CastExpr.Create(variable.Expr, theirs.Array.DType), dims);
        }
        return (
            theirs.PackingOf(name, variable.Expr.DType) is { } packing
                ? PackBlocks.Create(variable.Expr, packing)
                : variable.Expr,
            dims
        );
    }

    private ArrayExpr EncodeTimes(string name, TimeIndex times, CfVariable theirs)
    {
        string? units = theirs.Stored.Attributes.Text("units");
        if (theirs.Calendar is null || units is null)
            throw new GchunkException($"'{name}' holds times, but in {Path} numbers without units of time");
        if (!times.Calendar.Equals(theirs.Calendar))
        {
            throw new GchunkException(
                $"the times of '{name}' are in the calendar {times.Calendar.Name}, but in {Path} in {theirs.Calendar.Name}; use ConvertCalendar"
            );
        }

        CfTimeEncoding encoded = CfTimeEncoding.For(times.Labels, times.Calendar, units);
        DType dtype = theirs.Array.DType;
        bool fits =
            encoded.Units.Units == CfTimeUnits.Parse(units, theirs.Calendar.Name).Units
            && (
                dtype.IsFloat
                || (encoded.Values.DType == DType.Int64 && (dtype == DType.Int64 || InRange(encoded.Values, dtype)))
            );
        if (!fits)
        {
            throw new GchunkException(
                $"the times of '{name}' cannot be written exactly as the {dtype.Name} '{units}' that {Path} has; write a new store"
            );
        }

        return CastExpr.Create(new MemoryExpr(encoded.Values, ChunkGrid.Single(encoded.Values.Shape)), dtype);
    }

    private static bool InRange(NDArray values, DType dtype)
    {
        foreach (long value in values.Span<long>())
        {
            if (dtype != DType.Int32 || value is < int.MinValue or > int.MaxValue)
                return false;
        }

        return true;
    }

    private bool Reads(ArrayExpr expr, HashSet<UInt128> seen)
    {
        if (!seen.Add(expr.Hash))
            return false;
        if (expr is StoredExpr stored && stored.Array.Address.Format == "zarr" && stored.Array.Address.Location == Path)
            return true;
        foreach (ArrayExpr input in expr.Inputs)
        {
            if (Reads(input, seen))
                return true;
        }

        return false;
    }

    private void Add(string name, ArrayExpr values, long[] origin)
    {
        lazy.Add(ZarrLayout.Align(values, store.UnitOf(name)));
        sinks.Add(new Sink(store, name, origin));
    }

    private void Finish()
    {
        Computation.Store(lazy, sinks);
        store.Commit();
    }

    private sealed class Sink(ZarrUpdater store, string name, long[] start) : IBlockSink
    {
        public void Write(long[] origin, NDArray block)
        {
            var at = new long[origin.Length];
            for (int axis = 0; axis < at.Length; axis++)
                at[axis] = start[axis] + origin[axis];
            store.WriteBlock(name, at, block);
        }
    }
}
