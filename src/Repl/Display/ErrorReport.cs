using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Display;

/// <summary>
/// Formats an error for the user: the position, the message, the line itself and a mark under the position.
/// </summary>
internal static partial class ErrorReport
{
    private const int MostErrors = 10;

    /// <summary>Formats the errors of a failed evaluation, without a line break at the end.</summary>
    /// <param name="evaluation">The failed evaluation.</param>
    /// <param name="host">The host that has the lines of the code.</param>
    public static string For(Evaluation evaluation, ScriptHost host) =>
        evaluation.Exception is { } exception ? OfException(exception, host.FindLine) : OfErrors(evaluation.Errors);

    private static string OfErrors(ImmutableArray<Diagnostic> errors)
    {
        var report = new StringBuilder();
        foreach (var error in errors.Take(MostErrors))
        {
            var message = $"error {error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}";
            if (error.Location.SourceTree is not { } tree)
            {
                report.AppendLine(message);
                continue;
            }

            var span = error.Location.GetLineSpan();
            var line = tree.GetText().Lines[span.StartLinePosition.Line].ToString();
            var end =
                span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character : line.Length;
            AppendPosition(report, span.Path, span.StartLinePosition.Line, span.StartLinePosition.Character, message);
            AppendMarked(report, line, span.StartLinePosition.Character, end);
        }

        if (errors.Length > MostErrors)
        {
            report.AppendLine(CultureInfo.InvariantCulture, $"and {errors.Length - MostErrors} more errors");
        }

        return report.ToString().TrimEnd();
    }

    /// <summary>Formats an exception.</summary>
    /// <param name="thrown">The exception.</param>
    /// <param name="findLine">
    /// Finds a line of code by the file and the line number (from 0) of a stack trace, and returns the name of its
    /// piece and its text.
    /// </param>
    public static string OfException(Exception thrown, Func<string, int, (string Path, string Text)?> findLine)
    {
        var chain = Unwrapped(thrown).ToArray();
        // An exception from a user's function in a task is reported with the task, at the position where the function
        // threw.
        var exception = chain.FirstOrDefault(e => e is UserFunctionException) ?? chain[^1];
        var text = ExceptionText.Of(exception);
        // A name in the message may have line breaks. What follows them must not look like the program's own words.
        var message = (exception is GchunkException ? text : VisibleText.Of(text)).ReplaceLineEndings("\n    ");
        // Take the innermost position in the user's code. An exception that was wrapped but never thrown has none.
        foreach (var frame in chain.Reverse().SelectMany(e => new StackTrace(e, fNeedFileInfo: true).GetFrames()))
        {
            var (file, line, column) = (
                frame.GetFileName(),
                frame.GetFileLineNumber() - 1,
                Math.Max(0, frame.GetFileColumnNumber() - 1)
            );
            if (file is not null && line >= 0 && findLine(file, line) is var (path, source))
            {
                var report = new StringBuilder();
                AppendPosition(report, path, line, column, message);
                AppendMarked(report, source, column, column + 1);
                return report.ToString().TrimEnd();
            }
        }

        // An exception from a worker process has its stack trace only as text.
        foreach (Match place in chain.Reverse().SelectMany(e => TracedPlace().Matches(ExceptionText.TraceOf(e))))
        {
            var line = int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) - 1;
            if (findLine(place.Groups["file"].Value, line) is var (path, source))
            {
                var column = source.Length - source.TrimStart().Length;
                var report = new StringBuilder();
                AppendPosition(report, path, line, column, message);
                AppendMarked(report, source, column, source.TrimEnd().Length);
                return report.ToString().TrimEnd();
            }
        }

        return message;
    }

    // Matches " in /folder/script.csx:line 3" at the end of a line of a stack trace.
    [GeneratedRegex(@" in (?<file>[^\n]+):line (?<line>\d{1,9})\s*$", RegexOptions.Multiline)]
    private static partial Regex TracedPlace();

    // Tasks and reflection wrap the exception of the user's code. Returns the chain from the outermost exception
    // inwards.
    private static IEnumerable<Exception> Unwrapped(Exception? exception)
    {
        while (exception is not null)
        {
            yield return exception;
            exception = exception switch
            {
                AggregateException { InnerExceptions: [var only] } => only,
                TargetInvocationException or TypeInitializationException or UserFunctionException =>
                    exception.InnerException,
                _ => null,
            };
        }
    }

    private static void AppendPosition(StringBuilder report, string path, int line, int column, string message) =>
        report.AppendLine(CultureInfo.InvariantCulture, $"{Shown(path)}:{line + 1}:{column + 1}: {message}");

    private static void AppendMarked(StringBuilder report, string line, int start, int end)
    {
        // Tabs are kept, so that the mark is in the right column however wide the terminal draws them.
        start = Math.Min(start, line.Length);
        var indent = string.Concat(line[..start].Select(c => c == '\t' ? '\t' : ' '));
        report.Append("    ").AppendLine(line);
        report
            .Append("    ")
            .Append(indent)
            .Append('^')
            .AppendLine(new string('~', Math.Max(0, Math.Min(end, line.Length) - start - 1)));
    }

    // A file in the current folder or below is shown by its relative path.
    private static string Shown(string path)
    {
        if (!Path.IsPathRooted(path))
        {
            return path;
        }

        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
