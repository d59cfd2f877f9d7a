namespace Gchunk.Engine.Arrays;

/// <summary>Reports native memory to the garbage collector, in large steps of the total.</summary>
/// <remarks>
/// The collector has to know about it, because only a finaliser frees an array that a user did not dispose. But if
/// every block is reported, it runs a collection every few dozen blocks (measured: 50 full collections, 0.4 s of 1.9,
/// for 365 blocks of 8 MB), although the engine frees its own blocks at once and the total stays the same.
/// </remarks>
internal static class NativePressure
{
    private const long LeastStep = 64L << 20;

    private static readonly Lock Gate = new();
    private static long held;
    private static long reported;

    /// <summary>Records that memory was allocated, or freed if the number is negative.</summary>
    public static void Change(long bytes)
    {
        long now = Interlocked.Add(ref held, bytes),
            told = Interlocked.Read(ref reported);
        if (Math.Abs(now - told) < StepAt(told))
            return;
        lock (Gate)
        {
            long difference = Interlocked.Read(ref held) - reported;
            if (Math.Abs(difference) < StepAt(reported))
                return;
            reported += difference;
            if (difference > 0)
                GC.AddMemoryPressure(difference);
            else
                GC.RemoveMemoryPressure(-difference);
        }
    }

    private static long StepAt(long told) => Math.Max(LeastStep, told / 4);
}
