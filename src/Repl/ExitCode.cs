namespace Gchunk.Repl;

/// <summary>What the process tells its caller when it ends.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int ScriptError = 1;
    public const int Usage = 2;

    // A shell's convention for "ended by signal N" is 128 + N.
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
