using Gchunk.Engine;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>Errors with the lines of the user's code that they come from.</summary>
internal static class ErrorLines
{
    private const int Most = 5;

    /// <summary>Returns the message and the lines of the user's code, the innermost first.</summary>
    public static string Of(Exception error)
    {
        Exception thrown = error is UserFunctionException { InnerException: { } inner } ? inner : error;
        IEnumerable<string> lines = ExceptionText
            .TraceOf(thrown)
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Contains(":line ", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("at Gchunk.", StringComparison.Ordinal))
            .Take(Most);
        return VisibleText.Of(string.Join("\n  ", lines.Prepend(ExceptionText.Of(error))));
    }
}
