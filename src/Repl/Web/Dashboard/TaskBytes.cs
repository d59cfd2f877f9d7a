using System.Buffers.Binary;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>
/// Tasks as the page reads them: 28 bytes for each one, little-endian. Writing numbers as text would take longer than
/// recording the tasks.
/// </summary>
internal static class TaskBytes
{
    /// <summary>The bytes of a task: start (float64), length (float32), name, lane, run and the number of tasks (int32 each).</summary>
    public const int Length = 28;

    /// <summary>Returns the bytes.</summary>
    public static byte[] Of(ReadOnlySpan<TaskBar> bars)
    {
        var bytes = new byte[bars.Length * Length];
        for (int i = 0; i < bars.Length; i++)
        {
            ref readonly TaskBar bar = ref bars[i];
            Span<byte> at = bytes.AsSpan(i * Length, Length);
            BinaryPrimitives.WriteDoubleLittleEndian(at, bar.Start);
            BinaryPrimitives.WriteSingleLittleEndian(at[8..], bar.Length);
            BinaryPrimitives.WriteInt32LittleEndian(at[12..], bar.Name);
            BinaryPrimitives.WriteInt32LittleEndian(at[16..], bar.Lane);
            BinaryPrimitives.WriteInt32LittleEndian(at[20..], bar.Run);
            BinaryPrimitives.WriteInt32LittleEndian(at[24..], bar.Count);
        }
        return bytes;
    }
}
