using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Arrays;

/// <summary>
/// The checks of counts and indices that a kernel did not make itself. They cost nothing next to memory traffic. A
/// failure is an error of the engine, or of another process; it must not become a wild pointer.
/// </summary>
internal static unsafe class Bounds
{
    /// <summary>Throws if a condition that a kernel relies on is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require(
        [System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds,
        [CallerArgumentExpression(nameof(holds))] string condition = "",
        [CallerFilePath] string file = ""
    )
    {
        if (!holds)
            Fail(condition, file);
    }

    /// <summary>Throws if an index is not from 0 to below a length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireIndex(long index, long length)
    {
        if ((ulong)index >= (ulong)length)
            FailIndex(index, length);
    }

    /// <summary>Throws if two blocks have other lengths than each other along an axis that is not excepted.</summary>
    public static void RequireSameExcept(int axis, Shape a, Shape b)
    {
        bool same = a.Rank == b.Rank && axis < a.Rank;
        for (int i = 0; same && i < a.Rank; i++)
            same = i == axis || a[i] == b[i];
        if (!same)
            throw new InvalidOperationException($"the shapes {a} and {b} differ along other axes than {axis}");
    }

    /// <summary>
    /// Throws, in a build with <c>CheckedSpans</c>, if some bytes are not within one live block. Memory that no
    /// allocator of the engine gave out (a managed array, the stack) is not known and passes.
    /// </summary>
    [Conditional("CHECKED_SPANS")]
    public static void Check(void* pointer, long bytes) => GuardPages.RequireBlock((byte*)pointer, bytes);

    private static void Fail(string condition, string file) =>
        throw new InvalidOperationException(
            $"a kernel was given blocks that do not fit together ({Path.GetFileName(file)}: {condition})"
        );

    private static void FailIndex(long index, long length) =>
        throw new InvalidOperationException($"a kernel was given the index {index} for {length} elements");
}
