using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Workers.Values;

/// <summary>Access to the bytes of boxed values and arrays without references.</summary>
internal static class ObjectMemory
{
    /// <summary>
    /// True if values of a type are plain bytes that mean the same in another process: no references and no pointers.
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

    /// <summary>Returns the size of an array element of this type.</summary>
    public static int SizeOf(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle);

    /// <summary>Returns the bytes of a boxed value.</summary>
    public static Span<byte> OfBox(object box, int size) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<BoxedValue>(box).First, size);

    /// <summary>Returns some of the bytes of an array.</summary>
    public static Span<byte> OfArray(Array array, long start, int length) =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), (nint)start),
            length
        );

    // The bytes of a boxed value start where the first field of an object is.
    private sealed class BoxedValue
    {
#pragma warning disable CS0649 // other objects are viewed as this class
        public byte First;
#pragma warning restore CS0649
    }
}
