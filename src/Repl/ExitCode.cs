namespace Gchunk.Repl;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int ScriptError = 1;
    public const int Usage = 2;

    // By the convention of shells, 128 + N means "ended by signal N".
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
