using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values.Plans;

/// <summary>A value type without references: its bytes.</summary>
internal sealed class PlainPlan(Type type) : TypePlan(type)
{
    private readonly int size = ObjectMemory.SizeOf(type);

    public override bool IsLeaf => true;

    public override void WriteHead(ValueSerializer to, object value) =>
        to.Out.WriteBytes(ObjectMemory.OfBox(value, size));

    public override object ReadHead(ValueDeserializer from)
    {
        object box = RuntimeHelpers.GetUninitializedObject(Type);
        from.In.ReadBytes(size).CopyTo(ObjectMemory.OfBox(box, size));
        return box;
    }
}

/// <summary>
/// An array: its lengths, then its elements, as bytes if they hold no references. Many bytes are outside of the message
/// if the serializer has a carrier.
/// </summary>
internal sealed class ArrayPlan(Type type) : TypePlan(type)
{
    private readonly Type element = type.GetElementType()!;
    private readonly TypePlan? plan = type.GetElementType()!.IsValueType ? TypePlans.Of(type.GetElementType()!) : null;
    private readonly int size = ObjectMemory.IsPlain(type.GetElementType()!)
        ? ObjectMemory.SizeOf(type.GetElementType()!)
        : 0;

    public override bool HasBody => size == 0;

    public override bool IsLeaf => size > 0;

    public override void WriteHead(ValueSerializer to, object value)
    {
        var array = (Array)value;
        if (array.LongLength > int.MaxValue)
            throw to.CannotTravel(Type, "it has 2³¹ or more elements; use a gchunk array");
        for (int axis = 0; axis < array.Rank; axis++)
        {
            if (array.GetLowerBound(axis) != 0)
                throw to.CannotTravel(Type, "its indices do not start at 0");
            to.Out.WriteCount(array.GetLength(axis));
        }
        if (size > 0)
            WriteBytes(to, array, array.Length);
    }

    /// <summary>Writes the first elements of an array as if it had no others. Their type holds no references.</summary>
    public void WriteFirst(ValueSerializer to, Array array, int count)
    {
        to.Out.WriteCount(count);
        WriteBytes(to, array, count);
    }

    private void WriteBytes(ValueSerializer to, Array array, int count)
    {
        if ((long)count * size > int.MaxValue)
            throw to.CannotTravel(Type, "it has 2 GB or more; use a gchunk array");
        Span<byte> bytes = ObjectMemory.OfArray(array, 0, count * size);
        if (bytes.Length >= INDArrayCarrier.LeastBytes)
        {
            if (to.TryShare(bytes, array))
                return;
            to.Out.WriteBool(false);
        }
        to.Out.WriteBytes(bytes);
    }

    public override object ReadHead(ValueDeserializer from)
    {
        if (element.IsPointer || element.IsByRefLike)
            throw ByteReader.Damaged("it contains an array of pointers");
        var lengths = new int[Type.GetArrayRank()];
        long bytes = Math.Max(size, 1);
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = from.In.ReadCount();
            if (lengths[axis] > 0 && bytes > int.MaxValue / lengths[axis])
                throw ByteReader.Damaged("an array is too large");
            bytes *= lengths[axis];
        }
        if (size == 0)
            return bytes <= from.In.Left ? Make(lengths) : throw ByteReader.Truncated();
        if (bytes >= INDArrayCarrier.LeastBytes && from.In.ReadBool())
        {
            INDArrayCarrier carrier =
                from.Arrays ?? throw ByteReader.Damaged("it has an array outside of the message, where there is none");
            UInt128 hash = from.In.ReadHash();
            using NDArray shared = carrier.Read(ref from.In, DType.UInt8, new Shape(bytes));
            if (carrier.Received(hash, Type, lengths, size) is { } known)
                return known;
            Array made = Filled(lengths, shared.Span<byte>());
            carrier.HasReceived(hash, made, bytes);
            return made;
        }
        return Filled(lengths, from.In.ReadBytes((int)bytes));
    }

    private Array Filled(int[] lengths, ReadOnlySpan<byte> bytes)
    {
        Array array = Make(lengths);
        bytes.CopyTo(ObjectMemory.OfArray(array, 0, bytes.Length));
        return array;
    }

    private Array Make(int[] lengths) =>
        lengths.Length == 1 && Type.IsSZArray
            ? Array.CreateInstance(element, lengths[0])
            : Array.CreateInstanceFromArrayType(Type, lengths);

    public override void WriteBody(ValueSerializer to, object value)
    {
        if (size > 0)
            return;
        var array = (Array)value;
        if (array is object?[] objects)
        {
            for (int i = 0; i < objects.Length; i++)
                to.WriteAt(objects[i], i);
        }
        else
        {
            var index = new int[array.Rank];
            for (int i = 0; i < array.Length; i++, Next(array, index))
                to.WriteSlot(plan, array.GetValue(index), i);
        }
    }

    public override void ReadBody(ValueDeserializer from, object value)
    {
        if (size > 0)
            return;
        var array = (Array)value;
        if (array is object?[] objects)
        {
            for (int i = 0; i < objects.Length; i++)
                objects[i] = from.ReadValue();
        }
        else
        {
            var index = new int[array.Rank];
            for (int i = 0; i < array.Length; i++, Next(array, index))
                array.SetValue(from.ReadSlot(plan), index);
        }
    }

    private static void Next(Array array, int[] index)
    {
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < array.GetLength(axis))
                return;
            index[axis] = 0;
        }
    }
}

/// <summary>A nullable value.</summary>
internal sealed class NullablePlan(Type type) : TypePlan(type)
{
    private readonly TypePlan value = TypePlans.Of(Nullable.GetUnderlyingType(type)!);

    public override bool IsLeaf => value.IsLeaf;

    // A boxed nullable is the value or null, so that this is called for fields and elements only.
    public void Write(ValueSerializer to, object? given)
    {
        to.Out.WriteByte(given is null ? (byte)0 : (byte)1);
        if (given is not null)
            value.WriteHead(to, given);
    }

    public object? Read(ValueDeserializer from) => from.In.ReadByte() == 0 ? null : value.ReadHead(from);
}
