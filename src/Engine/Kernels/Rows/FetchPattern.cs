using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>The cache lines to prefetch while a tile is computed, relative to the first byte of its operand.</summary>
/// <remarks>
/// Lines are taken in turn from four places a <paramref name="Stride"/> apart, then from those a
/// <paramref name="Step"/> further. Memory answers for the next four rows of a wide array sooner than for one after
/// another.
/// </remarks>
/// <param name="First">The distance in bytes to the first line.</param>
/// <param name="Stride">The distance in bytes between the four places.</param>
/// <param name="Step">The distance in bytes from each line to the next one of its place.</param>
internal readonly record struct FetchPattern(nint First, nint Stride, nint Step)
{
    /// <summary>The number of places.</summary>
    public const int Places = 4;

    private const int Line = 64;

    /// <summary>True if nothing needs to be prefetched: the processor looks ahead along a row by itself.</summary>
    public bool IsNone => Stride == 0;

    /// <summary>Lines one after another, from a distance on.</summary>
    public static FetchPattern Straight(nint first) => new(first, Line, Places * Line);

    /// <summary>Returns a walk over the lines.</summary>
    /// <param name="operand">The first byte of the operand.</param>
    public unsafe Walk From(byte* operand) => new(operand + First, Stride, Step - Places * Stride);

    /// <summary>A walk over the lines. Its few fields stay in registers.</summary>
    public unsafe struct Walk(byte* next, nint stride, nint back)
    {
        private byte* next = next;
        private readonly nint stride = stride,
            back = back;
        private int turn;

        /// <summary>Prefetches the next line.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Fetch()
        {
            if (!Sse.IsSupported)
                return;
            Sse.Prefetch0(next);
            next += stride;
            if ((++turn & (Places - 1)) == 0)
                next += back;
        }
    }
}
