using Gchunk.Engine;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Runs a script that was compiled before. Nothing here may need the compiler: loading it is most of a start.
/// </summary>
internal static class CachedScript
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>What it threw, or null.</returns>
    public static Exception? Run(byte[] image, string type, string method, ScriptGlobals globals)
    {
        Interrupt.Reset();
        var submission = new Submission(image, new SubmissionContext().Load(image), type, method);
        try
        {
            // After the empty compilation that holds the references, the script is the first.
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
