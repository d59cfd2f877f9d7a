using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Writes a data set to a new Zarr store: everything lazy is computed in one pass, block by block, and the store takes
/// its name only when it is whole.
/// </summary>
internal sealed class ZarrDatasetWriter
{
    private readonly ZarrWriter writer;
    private readonly ZarrLayout layout;
    private readonly List<ArrayExpr> lazy = [];
    private readonly List<IBlockSink> sinks = [];

    private ZarrDatasetWriter(ZarrWriter writer, ZarrLayout layout) => (this.writer, this.layout) = (writer, layout);

    public static void Write(Dataset dataset, string path, ZarrLayout layout, bool compute)
    {
        layout.Check(dataset);
        Check(dataset, path);
        using ZarrWriter store = ZarrWriter.Create(path, layout.Format, layout.Group);
        var writing = new ZarrDatasetWriter(store, layout);
        store.AddAttributes(Convert(dataset.Attrs));
        // Labels are written even where values are not: without them a region has no place.
        foreach (Coordinate c in dataset.Coords)
            writing.Add(c);
        int labels = writing.lazy.Count;
        foreach (string name in dataset.Names)
        {
            Variable variable = dataset.VariableOf(name);
            writing.Add(name, variable with { Attrs = Described(dataset, variable) });
        }
        if (!compute)
        {
            writing.lazy.RemoveRange(labels, writing.lazy.Count - labels);
            writing.sinks.RemoveRange(labels, writing.sinks.Count - labels);
        }
        Computation.Store(writing.lazy, writing.sinks);
        store.Commit();
    }

    // What is lost is said.
    private static void Check(Dataset dataset, string path)
    {
        foreach (Coordinate c in dataset.Coords)
        {
            if (c.Index is ProductIndex)
            {
                throw new GchunkException(
                    $"'{c.Name}' is stacked, which a Zarr store cannot say; write Unstack(\"{c.Name}\") of it"
                );
            }
        }

        foreach (var (name, reason) in dataset.Unreadable)
            Notice.Tell($"'{name}' is not written to {Path.GetFileName(path)}: {reason}");
    }

    // With its auxiliary coordinates named, and what stands for a missing value.
    private static Attributes Described(Dataset dataset, Variable variable)
    {
        Attributes attrs = variable.Attrs.Copy();
        string[] auxiliary =
        [
            .. dataset.Coords.Where(c => c.Index is null && c.Dims.All(variable.Dims.Contains)).Select(c => c.Name),
        ];
        if (auxiliary.Length > 0)
            attrs["coordinates"] = string.Join(' ', auxiliary);
        if (variable.Expr.DType.IsFloat)
            attrs.TryAdd("_FillValue", double.NaN);
        return attrs;
    }

    private void Add(Coordinate coordinate)
    {
        switch (coordinate.Index)
        {
            case TextIndex texts:
                writer.AddText(
                    coordinate.Name,
                    [coordinate.Name],
                    texts.Length,
                    texts.Labels,
                    Convert(coordinate.Attrs)
                );
                break;
            case TimeIndex times:
                AddTimes(
                    coordinate.Name,
                    [coordinate.Name],
                    times.Length,
                    times.Labels,
                    times.Calendar,
                    coordinate.Attrs
                );
                break;
            default:
                Add(coordinate.Name, coordinate.Variable);
                break;
        }
    }

    private void Add(string name, Variable variable)
    {
        if (TextCodes.Of(variable) is { } words)
        {
            writer.AddText(
                name,
                variable.Dims,
                variable.Expr.Shape,
                words,
                Convert(variable.Attrs.Without("_FillValue"))
            );
            return;
        }
        if (variable.Calendar is { } calendar && variable.Expr is MemoryExpr memory)
        {
            AddTimes(name, variable.Dims, memory.Shape, memory.Array.Span<long>(), calendar, variable.Attrs);
            return;
        }
        Attributes attrs = variable.Attrs.Copy();
        IPacking? packing = Packing.For(name, variable, layout.EncodingOf(name));
        packing?.Describe(attrs);
        ArrayExpr stored = packing is null ? variable.Expr : PackBlocks.Create(variable.Expr, packing);
        long[] chunk = layout.ChunkOf(name, variable.Dims, stored);
        writer.AddVariable(
            new ZarrVariableSpec(name, stored.DType, stored.Shape, variable.Dims)
            {
                Attributes = Convert(attrs),
                Chunk = chunk,
                Shard = layout.ShardOf(variable.Dims, chunk, stored.Shape),
                Compression = layout.CompressionOf(name),
            }
        );
        lazy.Add(ZarrLayout.Align(stored, writer.UnitOf(name)));
        sinks.Add(new Sink(writer, name));
    }

    // Times in memory: in the coarsest units in which they are whole numbers.
    private void AddTimes(
        string name,
        string[] dims,
        Shape shape,
        ReadOnlySpan<long> instants,
        CfCalendar calendar,
        Attributes attrs
    )
    {
        CfTimeEncoding encoded = CfTimeEncoding.For(instants, calendar, layout.EncodingOf(name)?.Units);
        StoredAttributes about = Convert(attrs);
        foreach (StoredAttribute attribute in encoded.Attributes)
            about = about.With(attribute.Name, attribute.Value);
        using NDArray values = encoded.Values.Reshape(shape);
        writer.AddVariable(
            new ZarrVariableSpec(name, values.DType, shape, dims)
            {
                Attributes = about,
                Compression = layout.Compression,
            }
        );
        writer.WriteBlock(name, new long[shape.Rank], values);
    }

    private static StoredAttributes Convert(Attributes attrs) =>
        new(attrs.Select(a => new StoredAttribute(a.Key, a.Value)));

    private sealed class Sink(ZarrWriter writer, string name) : IBlockSink
    {
        public void Write(long[] origin, NDArray block) => writer.WriteBlock(name, origin, block);
    }
}
