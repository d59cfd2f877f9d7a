using System.Runtime.InteropServices;

namespace Gchunk.Engine.Arrays;

/// <summary>Native memory that a kernel needs while it runs, aligned to cache lines.</summary>
internal static unsafe class ScratchMemory
{
    private const int Alignment = 64;

    /// <summary>Allocates memory; its content is arbitrary.</summary>
    public static byte* Allocate(long bytes)
    {
        byte* guarded = GuardPages.IsOn ? GuardPages.Allocate(bytes) : null;
        return guarded is not null ? guarded : (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
    }

    /// <summary>Frees memory of a number of bytes; null is ignored.</summary>
    public static void Free(void* pointer, long bytes)
    {
        if (!GuardPages.IsOn || !GuardPages.Free((byte*)pointer, bytes))
            NativeMemory.AlignedFree(pointer);
    }
}
