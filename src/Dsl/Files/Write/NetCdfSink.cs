using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>A new NetCDF-4 file.</summary>
internal sealed class NetCdfSink : IDatasetSink
{
    private const long SmallestChunk = 1 << 16,
        LargestChunk = 4 << 20;

    private const int DefaultLevel = 4;

    private readonly NetCdfWriter writer;
    private readonly int? compression;

    private NetCdfSink(NetCdfWriter writer, int? compression) =>
        (this.writer, this.compression) = (writer, compression);

    /// <summary>Starts a file with the dimensions and attributes of a data set.</summary>
    public static NetCdfSink Create(
        Dataset dataset,
        string path,
        int? compression,
        IReadOnlyCollection<string> unlimited,
        NetCdfTarget target
    )
    {
        NetCdfWriter writer =
            target.Adds && File.Exists(path)
                ? NetCdfWriter.Append(path, target.Group)
                : NetCdfWriter.Create(path, target.Format, target.Group);
        try
        {
            foreach (var (dim, length) in dataset.Sizes)
                writer.AddDimension(dim, length, unlimited.Contains(dim));
            writer.AddAttributes(DatasetEncoder.Attributes(dataset));
            return new NetCdfSink(writer, compression);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    // As in xarray, the chunks of the source are kept unless the shape is another one, its compression always is.
    public ArrayExpr? Add(EncodedVariable variable)
    {
        StoredLayout? kept = variable.Layout is { Format: "netcdf4" } layout ? layout : null;
        bool sameShape = kept?.Shape == variable.Shape;
        if (variable.Texts is { } texts)
        {
            writer.AddText(variable.Name, variable.Dims, texts, variable.Attributes);
            return null;
        }
        if (variable.Times is { } times)
        {
            writer.AddVariable(
                new NetCdfVariableSpec(variable.Name, times.DType, variable.Dims)
                {
                    Attributes = variable.Attributes,
                    Deflate = 0,
                }
            );
            writer.WriteRegion(variable.Name, new long[variable.Dims.Length], times);
            return null;
        }
        ArrayExpr values = variable.Values!;
        int level = variable.Encoding.Compression ?? compression ?? kept?.Deflate ?? DefaultLevel;
        bool isContiguous = level == 0 && kept is { Chunk: null };
        writer.AddVariable(
            new NetCdfVariableSpec(variable.Name, values.DType, variable.Dims)
            {
                Attributes = variable.Attributes,
                Chunk =
                    variable.Encoding.Chunks?.ToArray()
                    ?? (sameShape ? kept?.ChunkFor(values.Chunks) : null)
                    ?? (isContiguous ? null : Chunk(values, variable.Unpacked.Size)),
                Deflate = level,
                Shuffle = kept is { Deflate: > 0 } ? kept.Shuffle : variable.Encoding.Shuffle,
            }
        );
        return values;
    }

    public void Write(string name, long[] start, NDArray block) => writer.WriteRegion(name, start, block);

    public void Commit() => writer.Commit();

    public void Dispose() => writer.Dispose();

    // The chunks of the file follow those of the array, so that each is written once. Null for small ones, whose chunks
    // the writer chooses.
    private static long[]? Chunk(ArrayExpr expr, int size)
    {
        if (expr.Rank == 0)
            return null;
        var chunk = new long[expr.Rank];
        for (int axis = 0; axis < chunk.Length; axis++)
            chunk[axis] = Math.Max(1, expr.Chunks.Sizes(axis)[0]);
        long bytes = chunk.Aggregate((long)size, (a, b) => a * b);
        if (bytes < SmallestChunk)
            return null;
        // Divided without a remainder, so that a chunk of the array still consists of whole chunks of the file.
        for (int axis = 0; axis < chunk.Length && bytes > LargestChunk; )
        {
            if (chunk[axis] == 1)
            {
                axis++;
                continue;
            }
            long parts = 2;
            while (chunk[axis] % parts != 0)
                parts++;
            chunk[axis] /= parts;
            bytes = chunk.Aggregate((long)size, (a, b) => a * b);
        }
        return chunk;
    }

    /// <summary>
    /// Rejects a path whose file would be lost: one of several that the data set reads from, or a write-protected one.
    /// </summary>
    public static void CheckTarget(Dataset dataset, string path)
    {
        string full = RegularFile.FullPath(path);
        IEnumerable<ArrayExpr> all = dataset
            .Names.Select(n => dataset.VariableOf(n).Expr)
            .Concat(dataset.Coords.Where(c => c.Index is null).Select(c => c.Variable.Expr));
        var files = new HashSet<string>();
        foreach (StoredExpr stored in ExprOrder.InputsFirst(all).OfType<StoredExpr>())
            files.Add(Path.GetFullPath(stored.Array.Address.Location));
        // The only source may be replaced by what is computed from it. One of several would be lost to the others.
        if (files.Count > 1 && files.Contains(full))
        {
            throw new GchunkException(
                $"the data set reads from {files.Count} files, and '{path}' is one of them; write to another name"
            );
        }

        if (
            !OperatingSystem.IsWindows()
            && File.Exists(full)
            && (
                File.GetUnixFileMode(full)
                & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
            ) == 0
        )
        {
            throw new GchunkException(
                $"'{path}' is write-protected; write to another name, or allow changes with chmod u+w"
            );
        }
    }
}
