using Gchunk.Engine;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Runs a script that was compiled before. Nothing here may need the compiler, because loading it takes most of the
/// start-up time.
/// </summary>
internal static class CachedScript
{
    /// <summary>Runs the script.</summary>
    /// <returns>The exception that it threw, or null.</returns>
    public static Exception? Run(byte[] image, string type, string method, ScriptGlobals globals)
    {
        Interrupt.Reset();
        var submission = new Submission(image, new SubmissionContext().Load(image), type, method);
        try
        {
            // The script is the first submission after the empty compilation that holds the references.
            submission.Run([globals, null]).GetAwaiter().GetResult();
            return null;
        }
#pragma warning disable CA1031 // The script may throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }
}
