namespace Gchunk.Engine;

/// <summary>Opens files that one process at a time may have open. Only the user can read them.</summary>
internal static class ExclusiveFile
{
    /// <summary>Opens a file for reading and writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">How it is opened.</param>
    /// <param name="attempts">How often it is tried again while another process has it open.</param>
    /// <param name="pause">The milliseconds between two attempts.</param>
    /// <exception cref="IOException">Another process has it open, or it cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream Open(string path, FileMode mode, int attempts = 0, int pause = 0)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException) when (attempt < attempts && File.Exists(path))
            {
                Thread.Sleep(pause);
            }
        }
    }
}
