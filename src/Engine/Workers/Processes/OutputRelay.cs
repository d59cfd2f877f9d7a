namespace Gchunk.Engine.Workers.Processes;

/// <summary>
/// Passes on what a process writes while it writes it. It is read no faster than it is passed on, and a long line is
/// passed on in pieces, so that little of it is ever in memory.
/// </summary>
internal static class OutputRelay
{
    /// <summary>The most characters of a piece.</summary>
    public const int MostCharacters = 1 << 16;

    /// <summary>Passes on everything to the end.</summary>
    /// <param name="from">The output of the process.</param>
    /// <param name="pass">Receives a line, or a piece of one, and whether the line ends with it.</param>
    public static async Task Follow(TextReader from, Action<string, bool> pass)
    {
        var buffer = new char[MostCharacters];
        int length = 0;
        try
        {
            while (await from.ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false) is var read and > 0)
            {
                length += read;
                int start = 0;
                while (buffer.AsSpan(start, length - start).IndexOf('\n') is var end and >= 0)
                {
                    Pass(pass, buffer.AsSpan(start, end).TrimEnd('\r'), true);
                    start += end + 1;
                }
                if (start == 0 && length == buffer.Length)
                {
                    Pass(pass, buffer, false);
                    start = length;
                }
                buffer.AsSpan(start, length - start).CopyTo(buffer);
                length -= start;
            }
            if (length > 0)
                Pass(pass, buffer.AsSpan(0, length), true);
        }
        // The process is gone.
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException) { }
    }

    private static void Pass(Action<string, bool> pass, ReadOnlySpan<char> text, bool ends)
    {
        try
        {
            pass(new string(text), ends);
        }
        // If nobody reads what this process writes, the other one must not wait for that.
        catch (Exception e) when (e is IOException or ObjectDisposedException) { }
    }
}
