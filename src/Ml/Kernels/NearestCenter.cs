using System.Runtime.CompilerServices;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// What is known of the nearest center of a sample: its index, and by how much every other center is farther, at least.
/// It is packed into 8 bytes.
/// </summary>
internal static class NearestCenter
{
    /// <summary>That of a sample that has not been assigned.</summary>
    public const long None = -1;

    /// <summary>Packs an index, and a gap that is not negative.</summary>
    public static long Pack(int label, float gap) => ((long)label << 32) | (uint)BitConverter.SingleToInt32Bits(gap);

    /// <summary>Returns the index of the center; negative for none.</summary>
    public static int Label(long packed) => (int)(packed >> 32);

    /// <summary>Returns the gap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Gap(long packed) => BitConverter.Int32BitsToSingle((int)packed);
}
