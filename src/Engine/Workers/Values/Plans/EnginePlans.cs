using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Dense;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>The plans of engine types that are not serialized field by field.</summary>
internal static class EnginePlans
{
    private const int MostChunks = 1 << 28;

    /// <summary>Returns the plan of an engine type, or null.</summary>
    public static TypePlan? Find(Type type) =>
        type switch
        {
            _ when type == typeof(NDArray) => new HeadPlan<NDArray>(WriteArray, ReadArray),
            _ when type == typeof(TruthArray) => new HeadPlan<TruthArray>(
                WriteArray,
                static u =>
                {
                    using NDArray truths = ReadArray(u);
                    return truths.DType == DType.Bool
                        ? new TruthArray(truths)
                        : throw ByteReader.Damaged("truths are not bools");
                }
            ),
            _ when type == typeof(ChunkGrid) => new HeadPlan<ChunkGrid>(WriteGrid, ReadGrid),
            // Keeps the hash of a node, which takes as long to compute as the node itself.
            _ when type == typeof(Lazy<UInt128>) => new HeadPlan<Lazy<UInt128>>(
                static (p, v) => p.Out.WriteHash(v.Value),
                static u => new Lazy<UInt128>(u.In.ReadHash())
            ),
            _ when typeof(ElementwiseOp).IsAssignableFrom(type) => new SharedPlan(
                type,
                NameOfElementwise,
                OpTable.GetElementwise
            ),
            _ when typeof(ReductionOp).IsAssignableFrom(type) => new SharedPlan(
                type,
                NameOfReduction,
                OpTable.GetReduction
            ),
            _ when typeof(IStoredArray).IsAssignableFrom(type) => new StoredArrayPlan(type),
            _ => null,
        };

    private static string? NameOfElementwise(object op)
    {
        foreach (ElementwiseOp row in OpTable.Elementwise)
        {
            if (ReferenceEquals(row, op))
                return row.Name;
        }

        return null;
    }

    // Reductions with parameters, such as a histogram, are not in the table.
    private static string? NameOfReduction(object op)
    {
        foreach (ReductionOp row in OpTable.AllReductions())
        {
            if (ReferenceEquals(row, op))
                return row.Name;
        }

        return null;
    }

    private static unsafe void WriteArray(ValueSerializer to, NDArray array)
    {
        to.Out.WriteByte((byte)array.DType);
        to.Out.WriteCount(array.Rank);
        foreach (long length in array.Shape)
            to.Out.WriteCount((ulong)length);
        int mark = to.Out.Length;
        to.Out.WriteByte(1);
        if (array.NBytes >= INDArrayCarrier.LeastBytes && to.TryShare(array))
            return;
        to.Out.Truncate(mark);
        to.Out.WriteByte(0);
        if (array.NBytes > int.MaxValue)
        {
            throw to.CannotTravel(
                typeof(NDArray),
                $"it has {array.NBytes} bytes, more than fit in a message; capture a lazy array instead"
            );
        }

        to.Out.WriteBytes(new ReadOnlySpan<byte>(array.Pointer, (int)array.NBytes));
        GC.KeepAlive(array);
    }

    private static unsafe NDArray ReadArray(ValueDeserializer from)
    {
        var dtype = (DType)from.In.ReadByte();
        if (!Enum.IsDefined(dtype))
            throw ByteReader.Damaged("an array has an unknown dtype");
        var lengths = new long[from.In.ReadCount(1)];
        for (int axis = 0; axis < lengths.Length; axis++)
            lengths[axis] = from.In.ReadLong();
        var shape = new Shape(lengths);
        if (from.In.ReadByte() == 1)
        {
            return (from.Arrays ?? throw ByteReader.Damaged("an array's elements are not in the message")).Read(
                ref from.In,
                dtype,
                shape
            );
        }

        if (shape.Size > from.In.Left / dtype.Size)
            throw ByteReader.Truncated();
        ReadOnlySpan<byte> content = from.In.ReadBytes((int)(shape.Size * dtype.Size));
        NDArray array = NDArray.Allocate(shape, dtype);
        content.CopyTo(new Span<byte>(array.Pointer, content.Length));
        return array;
    }

    // Run-length encoded: a million equal chunks take a few bytes.
    private static void WriteGrid(ValueSerializer to, ChunkGrid grid)
    {
        to.Out.WriteCount(grid.Rank);
        for (int axis = 0; axis < grid.Rank; axis++)
        {
            ReadOnlySpan<long> sizes = grid.Sizes(axis);
            to.Out.WriteCount(sizes.Length);
            for (int i = 0; i < sizes.Length; )
            {
                int run = 1;
                while (i + run < sizes.Length && sizes[i + run] == sizes[i])
                    run++;
                to.Out.WriteCount(run);
                to.Out.WriteCount((ulong)sizes[i]);
                i += run;
            }
        }
    }

    private static ChunkGrid ReadGrid(ValueDeserializer from)
    {
        var chunks = new long[from.In.ReadCount(1)][];
        for (int axis = 0; axis < chunks.Length; axis++)
        {
            int count = from.In.ReadCount();
            if (count > MostChunks)
                throw ByteReader.Damaged("a grid has too many chunks");
            chunks[axis] = new long[count];
            for (int i = 0; i < count; )
            {
                int run = from.In.ReadCount();
                if (run == 0 || run > count - i)
                    throw ByteReader.Damaged("the chunks of a grid do not match their number");
                chunks[axis].AsSpan(i, run).Fill(from.In.ReadLong());
                i += run;
            }
        }
        return new ChunkGrid(chunks);
    }
}
