namespace Gchunk.Engine.Arrays;

/// <summary>An allocator that replaces the C library for the pool: its memory can be read by other processes.</summary>
internal unsafe interface IBlockArena
{
    /// <summary>Allocates memory, or returns null if none is left; the pool then uses the C library.</summary>
    byte* Allocate(long capacity);

    /// <summary>Frees memory; returns false if it does not belong to this arena.</summary>
    bool Free(byte* pointer, long capacity);

    /// <summary>True if memory belongs to this arena.</summary>
    bool Owns(byte* pointer);
}
