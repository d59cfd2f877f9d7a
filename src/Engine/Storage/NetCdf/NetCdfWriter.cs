using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Writes a NetCDF-4 file atomically: under a temporary name in the same folder until <see cref="Commit"/>.
/// </summary>
/// <remarks>
/// Regions may be written from many threads, in any order. Without a commit, or when the process is interrupted,
/// nothing is left behind and an existing file stays as it was.
/// </remarks>
/// <example><code>
/// using NetCdfWriter writer = NetCdfWriter.Create("out.nc");
/// writer.AddDimension("x", 3);
/// writer.AddVariable(new("v", DType.Float64, ["x"]));
/// writer.WriteRegion("v", [0], NDArray.From([1.0, 2.0, 3.0]));
/// writer.Commit();
/// </code></example>
public sealed unsafe partial class NetCdfWriter : IDisposable
{
    private readonly AtomicFile file;
    private readonly Dictionary<string, (int Id, long Length, bool IsUnlimited)> dimensions = [];
    private readonly Dictionary<string, (int Id, NetCdfVariableSpec Spec)> variables = [];
    private readonly Dictionary<string, NetCdfChunkWriter?> direct = [];
    private readonly NetCdfFormat format;

    // The open file, and the group in it that is written.
    private int fileId = -1,
        ncid = -1;
    private string group = "";

    // The classic formats tell definitions and values apart.
    private bool isDefining = true;

    private NetCdfWriter(AtomicFile file, NetCdfFormat format) => (this.file, this.format) = (file, format);

    /// <summary>Adds a dimension. One of length 0 is unlimited: the format has no other empty dimensions.</summary>
    public void AddDimension(string name, long length, bool unlimited = false)
    {
        using (Enter())
        {
            unlimited |= length == 0;
            if (dimensions.TryGetValue(name, out var known))
            {
                if (known.Length != length)
                {
                    throw new GchunkException(
                        $"{file.Path} has the dimension '{name}' of length {known.Length}, not {length}; rename it with Rename, or write another group"
                    );
                }

                return;
            }
            if (format.IsClassic && unlimited && dimensions.FirstOrDefault(d => d.Value.IsUnlimited).Key is { } other)
            {
                throw new GchunkException(
                    $"{format.Name} has one unlimited dimension (or one of length 0); '{other}' and '{name}' are two"
                );
            }

            Define();
            Check(
                NetCdfNative.nc_def_dim(ncid, name, unlimited ? NetCdfNative.Unlimited : (nuint)length, out int id),
                $"dimension '{name}'"
            );
            dimensions[name] = (id, length, unlimited);
        }
    }

    /// <summary>Sets attributes of the file.</summary>
    public void AddAttributes(StoredAttributes attributes)
    {
        using (Enter())
        {
            Define();
            string what = What("attributes");
            NetCdfAttributeWriter.Write(ncid, NetCdfNative.Global, format.Attributes(attributes, what), null, what);
        }
    }

    /// <summary>Adds a variable; its dimensions must have been added before.</summary>
    /// <exception cref="GchunkException">
    /// There is no such dimension, or a name or an attribute is not valid.
    /// </exception>
    public void AddVariable(NetCdfVariableSpec spec)
    {
        using (Enter())
        {
            if (format.IsClassic)
            {
                spec = spec with
                {
                    DType = format.Stored(spec.DType),
                    Attributes = format.Attributes(spec.Attributes, What($"variable '{spec.Name}'")),
                    Deflate = 0,
                };
            }

            if (variables.TryGetValue(spec.Name, out var existing))
            {
                Replace(spec, existing);
                return;
            }

            int id = Define(spec.Name, NetCdfTypes.Of(spec.DType), spec.Dimensions);
            variables[spec.Name] = (id, spec);
            if (spec.Dimensions.Count > 0 && !format.IsClassic)
                Store(id, spec);
            StoredAttributes attributes =
                spec.DType == DType.Bool ? spec.Attributes.With("dtype", "bool") : spec.Attributes;
            NetCdfAttributeWriter.Write(
                ncid,
                id,
                attributes,
                spec.DType == DType.Bool ? DType.Int8 : spec.DType,
                What($"variable '{spec.Name}'")
            );
        }
    }

    /// <summary>Adds a variable of strings and writes its values, given in C order.</summary>
    public void AddText(
        string name,
        IReadOnlyList<string> dimensionNames,
        IReadOnlyList<string> values,
        StoredAttributes? attributes = null
    )
    {
        using (Enter())
        {
            string what = What($"variable '{name}'");
            if (format.IsClassic)
            {
                AddCharacters(
                    name,
                    dimensionNames,
                    values,
                    format.Attributes(attributes ?? StoredAttributes.Empty, what)
                );
                return;
            }
            bool isNew = NetCdfNative.nc_inq_varid(ncid, name, out int id) != 0;
            if (isNew)
                id = Define(name, NetCdfNative.String, dimensionNames);
            NetCdfAttributeWriter.Write(ncid, id, attributes ?? StoredAttributes.Empty, null, what);
            nuint[] count = [.. dimensionNames.Select(d => (nuint)dimensions[d].Length), 1];
            if (count.Aggregate((nuint)1, (a, b) => a * b) != (nuint)values.Count)
                throw new ArgumentException($"variable '{name}' does not have {values.Count} elements", nameof(values));
            PutText(id, name, new nuint[count.Length], count, values);
        }
    }

    /// <summary>Writes a block of a variable of strings while appending to a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">The index of the block's first element.</param>
    /// <param name="shape">The shape of the block.</param>
    /// <param name="values">The strings, in C order.</param>
    public void AppendText(string name, ReadOnlySpan<long> start, Shape shape, IReadOnlyList<string> values)
    {
        nuint[] first = [.. Array.ConvertAll(start.ToArray(), n => (nuint)n), 0],
            count = [.. Array.ConvertAll(shape.ToArray(), n => (nuint)n), 1];
        using (Enter())
        {
            Check(NetCdfNative.nc_inq_varid(ncid, name, out int id), $"variable '{name}'");
            PutText(id, name, first, count, values);
        }
    }

    private void PutText(int id, string name, nuint[] start, nuint[] count, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        nint[] texts = [.. values.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            fixed (
                nuint* s = start,
                    c = count
            )
            fixed (nint* t = texts)
                Check(NetCdfNative.nc_put_vara(ncid, id, s, c, t), $"variable '{name}'");
        }
        finally
        {
            foreach (nint text in texts)
                Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>Writes a block of a variable.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="start">The index of the block's first element.</param>
    /// <param name="block">The values; cast if they have another dtype.</param>
    public void WriteRegion(string variable, ReadOnlySpan<long> start, NDArray block)
    {
        if (!variables.TryGetValue(variable, out var target))
            throw new GchunkException(Spelling.Unknown("variable", variable, variables.Keys));
        IReadOnlyList<string> axes = target.Spec.Dimensions;
        if (start.Length != axes.Count || block.Rank != axes.Count)
        {
            throw new ArgumentException(
                $"variable '{variable}' has {axes.Count} axes; the block has {block.Rank}",
                nameof(block)
            );
        }

        var first = new nuint[axes.Count + 1];
        var count = new nuint[axes.Count + 1];
        for (int axis = 0; axis < axes.Count; axis++)
        {
            (_, long length, bool unlimited) = dimensions[axes[axis]];
            if (start[axis] < 0 || (!unlimited && start[axis] + block.Shape[axis] > length))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(start),
                    $"variable '{variable}': {block.Shape[axis]} elements from {start[axis]} are not inside '{axes[axis]}' of length {length}"
                );
            }

            (first[axis], count[axis]) = ((nuint)start[axis], (nuint)block.Shape[axis]);
        }
        if (block.Size == 0)
            return;
        using NDArray values = format.Cast(block, target.Spec.DType, What($"variable '{variable}'"));
        if (Direct(target.Spec)?.TryWrite(start, values) == true)
            return;
        using (Enter())
        {
            EndDefinitions();
            fixed (
                nuint* s = first,
                    c = count
            )
            {
                Check(NetCdfNative.nc_put_vara(ncid, target.Id, s, c, values.Pointer), $"variable '{variable}'");
            }
        }
    }

    // Whole chunks are compressed by the calling thread, outside the lock, and then written under it.
    private NetCdfChunkWriter? Direct(NetCdfVariableSpec spec)
    {
        using (Enter())
        {
            if (direct.TryGetValue(spec.Name, out NetCdfChunkWriter? known))
                return known;
            if (spec.Deflate == 0 || ChunkOf(spec) is not { } chunk)
                return direct[spec.Name] = null;
            // Ends the definitions; the error for none since the last time is ignored.
            _ = NetCdfNative.nc_enddef(ncid);
            long[] lengths = [.. spec.Dimensions.Select(d => dimensions[d].Length)];
            return direct[spec.Name] = NetCdfChunkWriter.Open(
                file.TemporaryPath,
                group,
                spec,
                lengths,
                chunk,
                What($"variable '{spec.Name}'")
            );
        }
    }

    /// <summary>Finishes the file and gives it its name, replacing an existing file.</summary>
    /// <exception cref="GchunkException">
    /// The file cannot be written, for example because the disk is full; nothing is left behind.
    /// </exception>
    public void Commit()
    {
        using (Enter())
        {
            CloseDirect();
            int status = NetCdfNative.nc_close(fileId);
            if (status == 0)
                fileId = ncid = -1;
            Check(status, "the end of the file");
        }
        file.Commit();
    }

    /// <summary>Discards the file, unless it was committed.</summary>
    public void Dispose()
    {
        if (fileId >= 0)
        {
            using (NetCdfLibrary.Enter())
            {
                // Nothing of the file is wanted, so closing it need not write to the disk, which may be full.
                AbandonedFile.Divert(file);
                CloseDirect();
                _ = NetCdfNative.nc_close(fileId);
                fileId = ncid = -1;
            }
        }

        file.Dispose();
    }

    private void CloseDirect()
    {
        foreach (NetCdfChunkWriter? writer in direct.Values)
            writer?.Close();
        direct.Clear();
    }

    private Lock.Scope Enter()
    {
        ObjectDisposedException.ThrowIf(fileId < 0, this);
        return NetCdfLibrary.Enter();
    }

    private string What(string part) => $"cannot write {part} of {file.Path}";

    private void Check(int status, string part)
    {
        if (status != 0)
            NetCdfLibrary.Check(status, What(part) + file.WhyFull());
    }

    private void Define()
    {
        if (format.IsClassic && !isDefining)
            Check(NetCdfNative.nc_redef(fileId), "definitions");
        isDefining = true;
    }

    private void EndDefinitions()
    {
        if (format.IsClassic && isDefining)
            Check(NetCdfNative.nc_enddef(fileId), "definitions");
        isDefining = false;
    }

    private int Define(string name, int type, IReadOnlyList<string> axes)
    {
        int[] ids =
        [
            .. axes.Select(d =>
                dimensions.TryGetValue(d, out var known)
                    ? known.Id
                    : throw new GchunkException(Spelling.Unknown("dimension", d, dimensions.Keys))
            ),
            0,
        ];
        Define();
        if (format.IsClassic && axes.Skip(1).FirstOrDefault(d => dimensions[d].IsUnlimited) is { } record)
        {
            throw new GchunkException(
                $"{format.Name} needs the unlimited dimension '{record}' to be the first of '{name}'; write Transpose(\"{record}\", …) of it"
            );
        }

        fixed (int* p = ids)
        {
            Check(NetCdfNative.nc_def_var(ncid, name, type, axes.Count, p, out int id), $"variable '{name}'");
            return id;
        }
    }

    private void Store(int id, NetCdfVariableSpec spec)
    {
        if (ChunkOf(spec) is not { } chunk)
            return;
        nuint[] sizes = Array.ConvertAll(chunk, n => (nuint)n);
        fixed (nuint* p = sizes)
            Check(NetCdfNative.nc_def_var_chunking(ncid, id, NetCdfNative.Chunked, p), $"variable '{spec.Name}'");
        if (spec.Deflate > 0)
        {
            Check(
                NetCdfNative.nc_def_var_deflate(ncid, id, spec.Shuffle ? 1 : 0, 1, spec.Deflate),
                $"variable '{spec.Name}'"
            );
        }
    }

    // The shape of a stored chunk, or null for contiguous storage.
    private long[]? ChunkOf(NetCdfVariableSpec spec) =>
        spec.ChunkIn([.. spec.Dimensions.Select(d => (dimensions[d].Length, dimensions[d].IsUnlimited))]);
}
