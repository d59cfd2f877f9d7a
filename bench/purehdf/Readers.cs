using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;
using PureHDF;
using PureHDF.VOL.Native;

namespace Gchunk.PureHdfTrial;

/// <summary>The result of reading a file: how many objects were read, and why others were not.</summary>
internal sealed class Tally
{
    public int Read { get; set; }

    public List<string> Refused { get; } = [];
}

/// <summary>Reads everything in a file with gchunk's reader.</summary>
internal static unsafe class Own
{
    public static Tally ReadAll(string path, long limit)
    {
        var tally = new Tally();
        var groups = new Queue<string>([""]);
        while (groups.TryDequeue(out string? group))
        {
            StoredDataset dataset = NetCdfFile.Open(path, group.Length == 0 ? null : group);
            foreach (string inner in dataset.Groups)
                groups.Enqueue(group.Length == 0 ? inner : group + "/" + inner);
            tally.Read += dataset.Attributes.Count;
            foreach (StoredVariable variable in dataset.Variables)
            {
                tally.Read += variable.Attributes.Count;
                try
                {
                    if (variable.Unreadable is { } why)
                        tally.Refused.Add($"{variable.Name}: {why}");
                    else if (variable.Shape.Size > limit)
                        continue;
                    else if (variable.IsText)
                        _ = variable.ReadStrings();
                    else
                        Read(variable.Array!).Dispose();
                    tally.Read++;
                }
                catch (GchunkException e)
                {
                    tally.Refused.Add($"{variable.Name}: {e.Message}");
                }
            }
        }
        return tally;
    }

    public static NDArray Read(IStoredArray array)
    {
        NDArray block = NDArray.Allocate(array.Shape, array.DType);
        array.Read(
            new Region(new long[array.Shape.Rank], array.Shape.ToArray(), [.. Enumerable.Repeat(1L, array.Shape.Rank)]),
            block.Pointer,
            CancellationToken.None
        );
        return block;
    }

    public static void ReadOne(IStoredArray array)
    {
        long[] ones = [.. Enumerable.Repeat(1L, array.Shape.Rank)];
        using NDArray block = NDArray.Allocate(new Shape(ones), array.DType);
        array.Read(new Region(new long[array.Shape.Rank], ones, ones), block.Pointer, CancellationToken.None);
    }
}

/// <summary>Reads everything in a file with PureHDF.</summary>
internal static class Pure
{
    public static Tally ReadAll(string path, long limit)
    {
        var tally = new Tally();
        using var file = H5File.OpenRead(path);
        Walk(file, tally, limit, 0);
        return tally;
    }

    private static void Walk(IH5Group group, Tally tally, long limit, int depth)
    {
        Attributes(group, tally);
        if (depth > 20)
            throw new InvalidDataException("groups in a circle");
        foreach (IH5Object child in group.Children())
        {
            switch (child)
            {
                case IH5Group inner:
                    Walk(inner, tally, limit, depth + 1);
                    break;
                case IH5Dataset dataset:
                    Attributes(dataset, tally);
                    if (Size(dataset.Space) > limit)
                        continue;
                    Count(tally, dataset.Name, () => Read(dataset));
                    break;
                case IH5UnresolvedLink link:
                    tally.Refused.Add($"{link.Name}: {link.Reason}");
                    break;
            }
        }
    }

    private static void Attributes(IH5Object of, Tally tally)
    {
        foreach (IH5Attribute attribute in of.Attributes())
            Count(tally, $"{of.Name}@{attribute.Name}", () => Read(attribute));
    }

    private static void Count(Tally tally, string name, Action read)
    {
        try
        {
            read();
            tally.Read++;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            tally.Refused.Add($"{name}: {e.GetType().Name}: {e.Message}");
        }
    }

    public static ulong SizeOf(IH5Dataset dataset) => (ulong)Size(dataset.Space);

    private static long Size(IH5Dataspace space)
    {
        long size = space.Type == H5DataspaceType.Null ? 0 : 1;
        foreach (ulong n in space.Dimensions)
            size = checked(size * (long)n);
        return size;
    }

    public static void Read(IH5Attribute from)
    {
        if (from.Space.Type == H5DataspaceType.Null)
            return;
        _ =
            from.Space.Type == H5DataspaceType.Scalar
                ? Pick(
                    from.Type,
                    () => from.Read<double>(),
                    () => from.Read<float>(),
                    () => Integer(from),
                    () => from.Read<string>(),
                    () => from.Read<byte[]>(),
                    () => from.Read<Dictionary<string, object>>(),
                    () => from.Read<Half>()
                )
                : Pick(
                    from.Type,
                    () => from.Read<double[]>(),
                    () => from.Read<float[]>(),
                    () => Integers(from.Type, from),
                    () =>
                        Either(
                            () => from.Read<string[]>(),
                            () => from.Read<NativeObjectReference1[][]>(),
                            () => from.Read<int[][]>()
                        ),
                    () => from.Read<byte[]>(),
                    () => from.Read<Dictionary<string, object>[]>(),
                    () => from.Read<Half[]>()
                );
    }

    private static object Integers(IH5DataType type, IH5Attribute from) =>
        type.Size switch
        {
            1 => from.Read<byte[]>(),
            2 => from.Read<short[]>(),
            4 => from.Read<int[]>(),
            _ => from.Read<long[]>(),
        };

    public static object Read(IH5Dataset from) =>
        from.Space.Type == H5DataspaceType.Null ? ""
        : from.Space.Type == H5DataspaceType.Scalar
            ? Pick(
                from.Type,
                () => from.Read<double>(),
                () => from.Read<float>(),
                () => Integer(from),
                () => from.Read<string>(),
                () => from.Read<byte[]>(),
                () => from.Read<Dictionary<string, object>>(),
                () => from.Read<Half>()
            )
        : Pick(
            from.Type,
            () => from.Read<double[]>(),
            () => from.Read<float[]>(),
            () => Integers(from),
            () =>
                Either(
                    () => from.Read<string[]>(),
                    () => from.Read<NativeObjectReference1[][]>(),
                    () => from.Read<int[][]>()
                ),
            () => from.Read<byte[]>(),
            () => from.Read<Dictionary<string, object>[]>(),
            () => from.Read<Half[]>()
        );

    // A variable-length type holds strings, references or numbers; only its base type says which.
    private static object Either(params Func<object>[] ways)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return ways[i]();
            }
            catch (Exception e) when (i < ways.Length - 1 && e is not OutOfMemoryException) { }
        }
    }

    private static object Integer(IH5Attribute from) =>
        from.Type.Size switch
        {
            1 => from.Read<byte>(),
            2 => from.Read<short>(),
            4 => from.Read<int>(),
            _ => from.Read<long>(),
        };

    private static object Integer(IH5Dataset from) =>
        from.Type.Size switch
        {
            1 => from.Read<byte>(),
            2 => from.Read<short>(),
            4 => from.Read<int>(),
            _ => from.Read<long>(),
        };

    private static object Integers(IH5Dataset from) =>
        from.Type.Size switch
        {
            1 => from.Read<byte[]>(),
            2 => from.Read<short[]>(),
            4 => from.Read<int[]>(),
            _ => from.Read<long[]>(),
        };

    private static object Pick(
        IH5DataType type,
        Func<object> doubles,
        Func<object> floats,
        Func<object> integers,
        Func<object> texts,
        Func<object> bytes,
        Func<object> records,
        Func<object> halves
    ) =>
        type.Class switch
        {
            H5DataTypeClass.FloatingPoint => type.Size == 4 ? floats()
            : type.Size == 8 ? doubles()
            : halves(),
            H5DataTypeClass.FixedPoint
            or H5DataTypeClass.Enumerated
            or H5DataTypeClass.BitField
            or H5DataTypeClass.Time => integers(),
            H5DataTypeClass.String => texts(),
            H5DataTypeClass.VariableLength => texts(),
            H5DataTypeClass.Opaque => bytes(),
            H5DataTypeClass.Compound => records(),
            _ => throw new NotSupportedException(type.Class.ToString()),
        };
}
