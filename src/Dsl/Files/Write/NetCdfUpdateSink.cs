using Gchunk.Dsl.Files.Open;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>An existing NetCDF-4 file: a copy of it grows, and takes its place when it is whole.</summary>
internal sealed class NetCdfUpdateSink : IUpdateSink
{
    private readonly string path;
    private readonly Lazy<NetCdfWriter> writer;

    public NetCdfUpdateSink(string path)
    {
        this.path = path;
        File = OpenedFile.Open(path, new OpenOptions());
        // Copied only when the data set is known to fit.
        writer = new Lazy<NetCdfWriter>(() => NetCdfWriter.Append(path));
    }

    public OpenedFile File { get; }

    public bool IsStrict => false;

    public void CheckGrowth(StoredDimension dim, DimensionIndex? old, DimensionIndex? added)
    {
        if (!dim.IsUnlimited)
        {
            throw new GchunkException(
                $"{path}: the dimension '{dim.Name}' has the fixed length {dim.Length}; name it with unlimited: when the file is first written"
            );
        }
    }

    public void AppendText(StoredVariable variable, int axis, string[] texts, Shape shape)
    {
        var start = new long[shape.Rank];
        start[axis] = variable.Shape[axis];
        writer.Value.AppendText(variable.Name, start, shape, texts);
    }

    public (ArrayExpr Values, long Start) Append(StoredVariable variable, int axis, ArrayExpr values)
    {
        _ = writer.Value;
        return (values, variable.Shape[axis]);
    }

    public void Write(string name, long[] start, NDArray block) => writer.Value.WriteRegion(name, start, block);

    public void Commit() => writer.Value.Commit();

    public void Dispose()
    {
        if (writer.IsValueCreated)
            writer.Value.Dispose();
    }
}
