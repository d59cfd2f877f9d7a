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
/// Says what went wrong as the user can use it: where, what, the line itself and a mark under the place.
/// </summary>
internal static partial class ErrorReport
{
    private const int MostErrors = 10;

    /// <summary>The report of an evaluation that did not succeed, without a line break at its end.</summary>
    /// <param name="evaluation">What failed.</param>
    /// <param name="host">Knows the lines of the code that ran.</param>
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
            AppendPlace(report, span.Path, span.StartLinePosition.Line, span.StartLinePosition.Character, message);
            AppendMarked(report, line, span.StartLinePosition.Character, end);
        }

        if (errors.Length > MostErrors)
        {
            report.AppendLine(CultureInfo.InvariantCulture, $"and {errors.Length - MostErrors} more errors");
        }

        return report.ToString().TrimEnd();
    }

    /// <summary>The report of an exception.</summary>
    /// <param name="thrown">What was thrown.</param>
    /// <param name="findLine">
    /// Finds a line of the code by the file and the number (from 0) that a stack trace names: the name that its piece
    /// was given and its text.
    /// </param>
    public static string OfException(Exception thrown, Func<string, int, (string Path, string Text)?> findLine)
    {
        var chain = Unwrapped(thrown).ToArray();
        // What a user's function threw in a task is told with the task; its place in the script is that of what was
        // thrown.
        var exception = chain.FirstOrDefault(e => e is UserFunctionException) ?? chain[^1];
        var message =
            exception is GchunkException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        // The innermost place in the user's code; an exception that was only wrapped, never thrown, has no place of its
        // own.
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
                AppendPlace(report, path, line, column, message);
                AppendMarked(report, source, column, column + 1);
                return report.ToString().TrimEnd();
            }
        }

        // What a worker process threw knows its place as text alone.
        foreach (Match place in chain.Reverse().SelectMany(e => TracedPlace().Matches(e.StackTrace ?? "")))
        {
            var line = int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) - 1;
            if (findLine(place.Groups["file"].Value, line) is var (path, source))
            {
                var column = source.Length - source.TrimStart().Length;
                var report = new StringBuilder();
                AppendPlace(report, path, line, column, message);
                AppendMarked(report, source, column, source.TrimEnd().Length);
                return report.ToString().TrimEnd();
            }
        }

        return message;
    }

    // " in /folder/script.csx:line 3", at the end of a line of a stack trace.
    [GeneratedRegex(@" in (?<file>[^\n]+):line (?<line>\d{1,9})\s*$", RegexOptions.Multiline)]
    private static partial Regex TracedPlace();

    // What a user did is inside: Task and reflection wrap it. From the outermost to what happened.
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

    private static void AppendPlace(StringBuilder report, string path, int line, int column, string message) =>
        report.AppendLine(CultureInfo.InvariantCulture, $"{Shown(path)}:{line + 1}:{column + 1}: {message}");

    private static void AppendMarked(StringBuilder report, string line, int start, int end)
    {
        // Tabs stay tabs, so that the mark stands under its place however wide a terminal draws them.
        start = Math.Min(start, line.Length);
        var indent = string.Concat(line[..start].Select(c => c == '\t' ? '\t' : ' '));
        report.Append("    ").AppendLine(line);
        report
            .Append("    ")
            .Append(indent)
            .Append('^')
            .AppendLine(new string('~', Math.Max(0, Math.Min(end, line.Length) - start - 1)));
    }

    // A file under the current folder is named as the user would name it.
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
