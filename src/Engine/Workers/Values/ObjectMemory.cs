using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Workers.Values;

/// <summary>The bytes of boxed values and of arrays whose types hold no references.</summary>
internal static class ObjectMemory
{
    /// <summary>
    /// Whether values of a type are plain bytes that mean the same in another process: no references, no pointers.
    /// </summary>
    public static bool IsPlain(Type type)
    {
        if (type.IsPrimitive)
            return type != typeof(nint) && type != typeof(nuint);
        if (type.IsEnum)
            return true;
        if (
            !type.IsValueType
            || type.IsByRefLike
            || type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Nullable<>)
        )
        {
            return false;
        }

        if (type == typeof(CancellationToken))
            return false;
        foreach (
            FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        )
        {
            if (field.FieldType.IsPointer || field.FieldType.IsFunctionPointer || !IsPlain(field.FieldType))
                return false;
        }

        return true;
    }

    /// <summary>The size of an element of an array of this type.</summary>
    public static int SizeOf(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle);

    /// <summary>The bytes of a boxed value.</summary>
    public static Span<byte> OfBox(object box, int size) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Box>(box).First, size);

    /// <summary>Some of an array's bytes.</summary>
    public static Span<byte> OfArray(Array array, long start, int length) =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), (nint)start),
            length
        );

    // A boxed value's bytes begin where an object's first field is.
    private sealed class Box
    {
#pragma warning disable CS0649 // seen through another object
        public byte First;
#pragma warning restore CS0649
    }
}
