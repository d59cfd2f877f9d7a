namespace Gchunk.Engine.Arrays;

/// <summary>Where the pool gets memory from in place of the C library: memory that other processes may read.</summary>
internal unsafe interface IBlockArena
{
    /// <summary>Fresh memory, or null where there is none left; the C library then serves.</summary>
    byte* Allocate(long capacity);

    /// <summary>Takes memory back; false where it is not this arena's.</summary>
    bool Free(byte* pointer, long capacity);
}
