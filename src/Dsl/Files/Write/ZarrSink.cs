using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Write;

/// <summary>A new Zarr store, or a new group of one.</summary>
internal sealed class ZarrSink : IDatasetSink
{
    private readonly ZarrWriter writer;
    private readonly ZarrLayout layout;

    private ZarrSink(ZarrWriter writer, ZarrLayout layout) => (this.writer, this.layout) = (writer, layout);

    /// <summary>Starts a store with the attributes of a data set.</summary>
    public static ZarrSink Create(Dataset dataset, string path, ZarrLayout layout)
    {
        ZarrWriter writer = ZarrWriter.Create(path, layout.Format, layout.Group);
        try
        {
            writer.AddAttributes(DatasetEncoder.Attributes(dataset));
            return new ZarrSink(writer, layout);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    public ArrayExpr? Add(EncodedVariable variable)
    {
        if (variable.Texts is { } texts)
        {
            writer.AddText(variable.Name, variable.Dims, variable.Shape, texts, variable.Attributes);
            return null;
        }
        if (variable.Times is { } times)
        {
            writer.AddVariable(
                new ZarrVariableSpec(variable.Name, times.DType, variable.Shape, variable.Dims)
                {
                    Attributes = variable.Attributes,
                    Compression = layout.CompressionOf(variable, times.DType),
                }
            );
            writer.WriteBlock(variable.Name, new long[variable.Shape.Rank], times);
            return null;
        }
        ArrayExpr values = variable.Values!;
        long[] chunk = layout.ChunkOf(variable, values);
        writer.AddVariable(
            new ZarrVariableSpec(variable.Name, values.DType, variable.Shape, variable.Dims)
            {
                Attributes = variable.Attributes,
                Chunk = chunk,
                Shard = layout.ShardOf(variable, chunk),
                Compression = layout.CompressionOf(variable, values.DType),
            }
        );
        return ZarrLayout.Align(values, writer.UnitOf(variable.Name));
    }

    public void Write(string name, long[] start, NDArray block) => writer.WriteBlock(name, start, block);

    public void Commit() => writer.Commit();

    public void Dispose() => writer.Dispose();
}
