using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>
/// Recognises Python in lines that do not compile and says how to write them here. What it proposes compiles, or is at
/// least free of the errors of syntax that the line has.
/// </summary>
internal static partial class PythonAdvice
{
    private const int MostLines = 5;

    // Members of labelled arrays in one line that are written in brackets.
    private const int MostMembers = 4;

    /// <summary>Whether the code is Python that no more lines can make C#.</summary>
    public static bool CannotBeCompleted(string code) =>
        PythonStatement.IsBlockHead(code) || PythonWords.OfLine(code) is not null;

    /// <summary>Returns the errors that are left if lines of Python are answered by one error each.</summary>
    public static ImmutableArray<Diagnostic> To(Compilation compilation, ImmutableArray<Diagnostic> errors)
    {
        List<Diagnostic> answered = [];
        foreach (var line in errors.Where(e => e.Location.IsInSource).GroupBy(Line).Take(MostLines))
        {
            if (Advice(compilation, [.. line]) is { } advice)
                answered.Add(ErrorAdvice.With(line.First(), advice));
        }
        if (answered.Count == 0)
            return errors;
        // After a line that cannot be read the compiler finds errors that are none.
        int first = answered.Min(Line);
        return
        [
            .. ErrorAdvice.Named(compilation, [.. errors.Where(e => e.Location.IsInSource && Line(e) < first)]),
            .. answered,
        ];
    }

    private static int Line(Diagnostic error) =>
        error.Location.SourceTree!.GetText().Lines.IndexOf(error.Location.SourceSpan.Start);

    private static string? Advice(Compilation compilation, Diagnostic[] errors)
    {
        var tree = errors[0].Location.SourceTree!;
        var text = tree.GetText();
        int number = Line(errors[0]);
        var line = text.Lines[number];
        string given = line.ToString();
        if (PythonWords.OfLine(given) is { } known)
            return known;
        var model = compilation.GetSemanticModel(tree);
        // A line that names a module is Python, whatever else is wrong.
        bool unreadable =
            HasErrors(tree.GetDiagnostics(), number, number)
            || errors.Any(e => PythonNames.Modules.Contains(text.ToString(e.Location.SourceSpan)));
        string? readable = null,
            mended = null;
        // Several names with other capitals are one line to write.
        bool several = errors.Length > 1;
        // A member in small letters is only the first of a chain of Python's names.
        bool chained =
            errors is [{ Id: "CS1061" } slip]
            && text.ToString(slip.Location.SourceSpan) is [>= 'a' and <= 'z', ..]
            && !PythonStatement.InCSharp(given, IsDeclared, capitals: true).Take(1).Any(w => IsOneName(given, w));
        foreach (
            string way in PythonStatement
                .InCSharp(given, IsDeclared, capitals: true)
                .Select(w => Divided(compilation, tree, number, InBrackets(compilation, tree, number, w)))
                .Where(w => several || !IsOneName(given, w))
        )
        {
            string code = way.EndsWith("{ … }", StringComparison.Ordinal)
                ? way.Replace("{ … }", "{ }", StringComparison.Ordinal)
                : way.Replace("…", "default", StringComparison.Ordinal);
            string ended = ScriptHost.Ended(code);
            var (written, proposed, _) = Written(compilation, tree, number, ended);
            if (HasErrors(written.GetDiagnostics(), 0, number))
                continue;
            string shown = (text.Lines.Count > 1 && ended != code ? way + ";" : way).Trim();
            var changed = proposed.Compilation;
            var left = Errors(changed, number);
            if (left.IsEmpty)
                return $"this looks like Python; write {shown}";
            if (
                mended is null
                && left.Length == 1
                && Respelt(changed, left[0], number, ended, given) is { } respelt
                && Errors(Written(compilation, tree, number, respelt).Model.Compilation, number).IsEmpty
            )
            {
                mended =
                    $"this looks like Python; write {(ended == way || shown.EndsWith(';') ? respelt : respelt.TrimEnd(';'))}";
            }
            if (mended is null && Mended(changed, number))
                mended = $"this looks like Python; write {shown}";
            readable ??= Unfinished(changed, left, shown, given);
        }
        return mended
            ?? (unreadable || several || chained ? readable : null)
            ?? (unreadable ? PythonNames.Missing(given) : null);

        // The line itself may have been read as the declaration of a method.
        bool IsDeclared(string name) =>
            model
                .LookupSymbols(line.Start, name: name)
                .Any(s =>
                    s is not INamespaceOrTypeSymbol
                    && !s.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == tree && line.Span.Contains(r.Span))
                );
    }

    // A name that lacks only its capitals is a slip, to which the compiler's error is answered with the right name.
    private static bool IsOneName(string given, string way)
    {
        string[] names = [.. Names().Split(given).Where(n => n.Length > 0)],
            written = [.. Names().Split(way).Where(n => n.Length > 0)];
        if (names.Length != written.Length)
            return false;
        var others = names.Zip(written).Where(p => p.First != p.Second).ToArray();
        return others is [var (one, other)]
            && one is not ("True" or "False" or "slice")
            && !PythonNames.Differ(one, other);
    }

    [GeneratedRegex(@"(\w+)")]
    private static partial Regex Names();

    // Coordinates and variables are members in xarray: pr.lat is pr["lat"] here.
    private static string InBrackets(Compilation compilation, SyntaxTree tree, int number, string way)
    {
        var text = tree.GetText();
        var line = text.Lines[number];
        for (int round = 0; round < MostMembers; round++)
        {
            var (written, model, _) = Written(compilation, tree, number, way);
            var member = written
                .GetRoot()
                .DescendantNodes(new TextSpan(line.Start, way.Length))
                .OfType<MemberAccessExpressionSyntax>()
                .Where(a =>
                    a.Parent is not InvocationExpressionSyntax
                    && a.SpanStart >= line.Start
                    && a.Name.Identifier.Text is [>= 'a' and <= 'z', ..]
                    && !ErrorAdvice.IsElsewhere(a.Name.Identifier.Text)
                    && model.GetSymbolInfo(a).Symbol is null
                    && model.GetTypeInfo(a.Expression).Type is { Name: "DataArray" or "Dataset" } type
                    && TypeAdvice.IsOurs(type)
                )
                .LastOrDefault();
            if (member is null)
                break;
            int dot = member.OperatorToken.SpanStart - line.Start;
            way = $"{way[..dot]}[\"{member.Name.Identifier.Text}\"]{way[(member.Span.End - line.Start)..]}";
        }
        return way;
    }

    private static ImmutableArray<Diagnostic> Errors(Compilation compilation, int line) =>
        [
            .. compilation
                .GetDiagnostics()
                .Where(d => d.Severity == DiagnosticSeverity.Error && d.Location.IsInSource && Line(d) == line),
        ];

    // Literals are mended in what is proposed, as they are when it is typed.
    private static bool Mended(Compilation compilation, int line)
    {
        for (int round = 0; round < SubmissionCompiler.MostMendings; round++)
        {
            if (LiteralMending.Of(compilation, Errors(compilation, line)) is not { } next)
                return false;
            compilation = next;
            if (Errors(compilation, line).IsEmpty)
                return true;
        }
        return false;
    }

    // A line whose syntax is right, with an error that has another cause.
    private static string? Unfinished(
        Compilation compilation,
        ImmutableArray<Diagnostic> errors,
        string shown,
        string given
    ) =>
        // pr = pr.Mean() without a pr: it is not declared by this.
        errors[0].Id
            is "CS7019"
            ? $"no name '{errors[0].Location.SourceTree!.GetText().ToString(errors[0].Location.SourceSpan)}' here"
        : errors[0].Id is "CS0103" && IsCalled(errors[0]) && PythonNames.Missing(given) is null
            ? ErrorAdvice.Named(compilation, errors)[0].GetMessage(CultureInfo.InvariantCulture)
        : errors[0].Id is "CS0103" or "CS0246"
        // A name of the line may be declared later; one that only the proposal has does not exist.
        && given.Contains(
            errors[0].Location.SourceTree!.GetText().ToString(errors[0].Location.SourceSpan),
            StringComparison.Ordinal
        )
            // What still names a module has no counterpart here.
            ? (PythonNames.Missing(shown) is { } module ? PythonNames.Missing(given) ?? module : null)
                ?? (
                    PythonWords.Instead(
                        errors[0].Location.SourceTree!.GetText().ToString(errors[0].Location.SourceSpan)
                    )
                        is { } word
                        ? IsModule(errors[0], shown)
                            ? word
                            : $"this looks like Python: {shown.TrimEnd(';')}; but {word}"
                        : $"this looks like Python; write {shown}"
                )
        : errors[0].Id is "CS0103" or "CS0246" && PythonNames.Missing(given) is { } missing ? missing
        : ErrorAdvice.Named(compilation, errors)[0].GetMessage(CultureInfo.InvariantCulture) is var message
        // What says itself what to write needs no other spelling before it.
        && (
            message.Contains("; write ", StringComparison.Ordinal)
            || errors[0].Id == "CS1061" && message.Contains("': ", StringComparison.Ordinal)
        )
            ? message
        : $"this looks like Python: {shown.TrimEnd(';')}; but {message}";

    // What is a member of a module is not written as one here, whatever the rest of the line is.
    private static bool IsModule(Diagnostic error, string shown)
    {
        string name = error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan);
        return name is not ("client" or "cluster") && shown.Contains(name + ".", StringComparison.Ordinal);
    }

    // A function that does not exist is not a variable that is declared later.
    private static bool IsCalled(Diagnostic error)
    {
        var tree = error.Location.SourceTree!;
        return tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true).Parent
                is InvocationExpressionSyntax call
            && call.Expression.Span == error.Location.SourceSpan;
    }

    private static bool HasErrors(IEnumerable<Diagnostic> found, int first, int last) =>
        found.Any(d => d.Severity == DiagnosticSeverity.Error && Line(d) >= first && Line(d) <= last);
}
