using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>
/// The real terminal: in raw mode while an input is edited, while code runs in the mode in which it was found but
/// without echo, and at the end as it was found.
/// </summary>
internal sealed unsafe partial class RawTerminal : ITerminal, IDisposable
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Now = 0; // TCSANOW
    private const short Readable = 1; // POLLIN

    // The kernel's termios structure has 36 to 60 bytes. Of its fields only the local modes are known here: the fourth
    // of 4 bytes, on macOS of 8 bytes.
    private const int SettingsBytes = 256;
    private const int Echo = 8; // ECHO
    private const string BracketedPaste = "\x1b[?2004";

    private readonly byte[] found = new byte[SettingsBytes];
    private readonly byte[] raw = new byte[SettingsBytes];
    private readonly byte[] quiet = new byte[SettingsBytes];
    private readonly int[] wake = new int[2];
    private readonly PosixSignalRegistration? resized;

    private RawTerminal()
    {
        fixed (
            byte* settings = found,
                own = raw
        )
        {
            _ = TcGetAttr(Input, settings);
            found.CopyTo(raw, 0);
            CfMakeRaw(own);
        }
        found.CopyTo(quiet, 0);
        quiet[3 * (OperatingSystem.IsMacOS() ? 8 : 4)] &= unchecked((byte)~Echo);
        // A script may end the process without the prompt.
        AppDomain.CurrentDomain.ProcessExit += RestoreAtExit;
        fixed (int* descriptors = wake)
            _ = Pipe(descriptors);
        if (!OperatingSystem.IsWindows())
            resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Wake());
    }

    public int Width => Math.Max(1, Console.WindowWidth);

    public int Height => Math.Max(1, Console.WindowHeight);

    /// <summary>Opens the terminal; null if there is none that the editor can draw on.</summary>
    public static RawTerminal? Open()
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected || OperatingSystem.IsWindows())
            return null;
        if (Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb")
            return null;
        return new RawTerminal();
    }

    /// <summary>Switches to raw mode.</summary>
    public void Enter()
    {
        Console.Out.Flush();
        Set(raw);
        Write(BracketedPaste + "h");
    }

    /// <summary>
    /// Leaves raw mode while code runs. Keys are not echoed, so that they stay out of a bar; the next input has them.
    /// </summary>
    public void Leave()
    {
        Write(BracketedPaste + "l");
        Set(quiet);
    }

    public void Write(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length; )
            {
                nint count = WriteTo(Output, start + done, bytes.Length - done);
                if (count < 0 && Marshal.GetLastPInvokeError() is not (4 or 11))
                    return; // neither EINTR nor EAGAIN: the terminal is gone
                done += Math.Max(0, count);
            }
        }
    }

    /// <summary>Waits for bytes, for <see cref="Wake"/> or for the timeout.</summary>
    /// <param name="buffer">The buffer for the bytes.</param>
    /// <param name="milliseconds">The timeout; -1 for none.</param>
    /// <returns>The number of bytes read; 0 after a timeout or a wake-up; -1 at the end of the input.</returns>
    public int Read(Span<byte> buffer, int milliseconds)
    {
        var waited = stackalloc Polled[2];
        waited[0] = new Polled { File = Input, Events = Readable };
        waited[1] = new Polled { File = wake[0], Events = Readable };
        int ready = Poll(waited, 2, milliseconds);
        if (ready <= 0)
            return 0;
        if (waited[1].Returned != 0)
        {
            byte* drained = stackalloc byte[64];
            ReadFrom(wake[0], drained, 64);
        }
        if (waited[0].Returned == 0)
            return 0;
        fixed (byte* start = buffer)
        {
            nint count = ReadFrom(Input, start, buffer.Length);
            return count > 0 ? (int)count
                : count < 0 && Marshal.GetLastPInvokeError() is 4 or 11 ? 0
                : -1;
        }
    }

    /// <summary>Makes a waiting <see cref="Read"/> return. It may be called on any thread.</summary>
    public void Wake()
    {
        byte one = 1;
        WriteTo(wake[1], &one, 1);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= RestoreAtExit;
        resized?.Dispose();
        Leave();
        Set(found);
    }

    private static void Set(byte[] mode)
    {
        fixed (byte* settings = mode)
            _ = TcSetAttr(Input, Now, settings);
    }

    private void RestoreAtExit(object? sender, EventArgs e) => Set(found);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int TcGetAttr(int file, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int TcSetAttr(int file, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "pipe")]
    private static partial int Pipe(int* descriptors);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Polled* files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFrom(int file, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int file, byte* buffer, nint count);
}
