using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Writes a data set into an existing file or store: appends it along a dimension, or replaces a region.
/// </summary>
internal static class DatasetUpdate
{
    /// <summary>Appends along a dimension.</summary>
    public static void Append(Dataset dataset, IUpdateSink sink, string dim)
    {
        string path = sink.File.Stored.Path;
        long added = dataset.Sizes[dim];
        var encoder = new StoredEncoder(dataset, sink.File, sink.IsStrict);
        sink.CheckGrowth(encoder.Dimension(dim), sink.File.Indexes.GetValueOrDefault(dim), dataset.Coords.IndexOf(dim));
        encoder.CheckLabels(dim);
        StoredVariable[] growing = [.. sink.File.Stored.Variables.Where(v => v.Dimensions.Contains(dim))];
        // If one variable were not extended, the dimension would have two lengths.
        if (Array.Find(growing, v => v.Array is null && !v.IsText) is { } unreadable)
        {
            throw new GchunkException(
                $"{unreadable.Place} cannot be read, so it cannot be appended to along '{dim}'; write a new file"
            );
        }

        foreach (string name in dataset.Names)
        {
            if (dataset.VariableOf(name).Dims.Contains(dim) && !growing.Any(v => v.Name == name))
            {
                throw new GchunkException(
                    $"{path} has no variable '{name}' along '{dim}' to append to (it has {string.Join(", ", growing.Select(v => v.Name))}); Drop it, or write a new file"
                );
            }
        }

        var lazy = new List<ArrayExpr>();
        var blocks = new List<IBlockSink>();
        foreach (StoredVariable stored in growing)
        {
            int axis = stored.Dimensions.ToList().IndexOf(dim);
            if (stored.IsCharacters)
            {
                throw new GchunkException(
                    $"{path}: '{stored.Name}' holds characters, not strings, so nothing can be appended to it; write a new file"
                );
            }

            if (stored.IsText)
            {
                Variable text = encoder.Find(stored, dim);
                if (added > 0)
                    sink.AppendText(stored, axis, TextCodes.Of(text)!, text.Expr.Shape);
                continue;
            }
            ArrayExpr encoded = encoder.Encode(stored, dim);
            if (added == 0)
                continue;
            (ArrayExpr values, long start) = sink.Append(stored, axis, encoded);
            var origin = new long[values.Rank];
            origin[axis] = start;
            lazy.Add(values);
            blocks.Add(new VariableBlocks(sink, stored.Name, origin));
        }

        if (added == 0)
            return;
        Computation.Store(lazy, blocks);
        sink.Commit();
    }

    /// <summary>Writes a region of a Zarr store.</summary>
    public static void WriteRegion(
        Dataset dataset,
        ZarrUpdateSink sink,
        (string Dim, Range Range)[] region,
        bool resume
    )
    {
        var encoder = new StoredEncoder(dataset, sink.File, sink.IsStrict);
        var starts = new Dictionary<string, long>();
        foreach ((string dim, Range range) in region)
        {
            (int offset, int length) = Resolve(range, encoder.Dimension(dim));
            if (dataset.Sizes[dim] != length)
            {
                throw new GchunkException(
                    $"the region has {length} positions along '{dim}', but the data set has {dataset.Sizes[dim]}"
                );
            }

            starts[dim] = offset;
        }
        encoder.CheckLabels(null, starts);
        var lazy = new List<ArrayExpr>();
        var blocks = new List<IBlockSink>();
        var replaced = new Dictionary<string, Positions[]>();
        foreach (string name in dataset.Names)
        {
            StoredVariable stored = sink.File.Stored[name];
            if (stored.IsText)
                throw new GchunkException($"{stored.Place} is text, which cannot be written by region; Drop it");
            ArrayExpr values = encoder.Encode(stored, null);
            if (!stored.Dimensions.Any(starts.ContainsKey))
            {
                throw new GchunkException(
                    $"'{name}' does not have the dimension {string.Join(" or ", starts.Keys.Select(d => $"'{d}'"))} of the region; Drop it"
                );
            }

            if (sink.IsReadBy(values))
            {
                throw new GchunkException(
                    $"'{name}' reads from the store that it would be written to; Load() it first, or write to another store"
                );
            }

            long[] origin = [.. stored.Dimensions.Select(d => starts.GetValueOrDefault(d))];
            lazy.Add(sink.Region(stored, values, origin));
            blocks.Add(new VariableBlocks(sink, name, origin));
            replaced[name] = [.. origin.Select((n, axis) => new Positions(n, n + values.Shape[axis]))];
        }

        sink.Begin(
            new RegionWrite(
                sink.File.Stored.Group,
                [.. starts.Select(s => (s.Key, new Positions(s.Value, s.Value + dataset.Sizes[s.Key])))],
                replaced
            ),
            resume
        );
        try
        {
            Computation.Store(lazy, blocks);
            sink.Commit();
        }
        catch (GchunkException e) when (sink.Unfinished is { } unfinished)
        {
            throw new GchunkException($"{e.Message}\n{unfinished}", e);
        }
        catch (Exception e) when (e is not GchunkException && sink.Unfinished is not null)
        {
            Notice.Tell(sink.Unfinished);
            throw;
        }
    }

    private static (int Offset, int Length) Resolve(Range range, StoredDimension along)
    {
        try
        {
            return range.GetOffsetAndLength(checked((int)along.Length));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new GchunkException($"{range} is not inside '{along.Name}', which has length {along.Length}", e);
        }
    }
}
