using Gchunk.Repl.Assistance.Python;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl;

// Where an input ends.
internal sealed partial class ScriptHost
{
    /// <summary>
    /// Whether the code is complete: it can be run, or no more lines can complete it. It is not if a closing bracket or
    /// the rest of a statement is missing.
    /// </summary>
    public static bool IsComplete(string code)
    {
        var tree = SyntaxFactory.ParseSyntaxTree(code, SubmissionChain.ParseOptions);
        var found = tree.GetDiagnostics().ToList();
        // A raw string, a verbatim string or a comment without its end. Roslyn considers such a raw string complete.
        if (found.Exists(d => d.Id is "CS8997" or "CS1039" or "CS1035"))
            return false;
        if (
            SyntaxFactory.IsCompleteSubmission(tree)
            || PythonAdvice.CannotBeCompleted(code)
            || (PythonNotes.EndsInDivision(code) && LacksOnlySemicolon(code))
        )
        {
            return true;
        }
        int end = code.TrimEnd().Length;
        return found.Exists(d => d.Severity == DiagnosticSeverity.Error && d.Location.SourceSpan.End < end);
    }

    /// <summary>Returns the code with the final semicolon that it lacks.</summary>
    public static string Ended(string code) =>
        LacksOnlySemicolon(code) && !PythonNotes.EndsInDivision(code) ? WithSemicolon(code) : code;

    // Before a comment, if the code ends in one.
    private static string WithSemicolon(string code)
    {
        var last = (
            (CompilationUnitSyntax)SyntaxFactory.ParseSyntaxTree(code, SubmissionChain.ParseOptions).GetRoot()
        ).EndOfFileToken.GetPreviousToken();
        return code.Insert(last.Span.End, ";").TrimEnd();
    }

    /// <summary>
    /// Whether the code is a declaration, assignment, using directive or the like that lacks only its final semicolon.
    /// </summary>
    public static bool LacksOnlySemicolon(string code)
    {
        SyntaxTree tree = SyntaxFactory.ParseSyntaxTree(WithSemicolon(code), SubmissionChain.ParseOptions);
        if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
            return false;
        var root = (CompilationUnitSyntax)tree.GetRoot();
        return root.Members.LastOrDefault() switch
        {
            null => root.Usings.Count > 0,
            FieldDeclarationSyntax or MethodDeclarationSyntax { ExpressionBody: not null } => true,
            GlobalStatementSyntax
            {
                Statement: LocalDeclarationStatementSyntax
                    or ThrowStatementSyntax
                    or ReturnStatementSyntax
                    or ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax }
            } => true,
            // using (new ProgressBar()) Print(x)
            GlobalStatementSyntax { Statement: var statement } => Innermost(statement) is { } inner
                && inner != statement
                && inner is ExpressionStatementSyntax,
            _ => false,
        };
    }

    // The statement without braces that a statement ends with.
    private static StatementSyntax Innermost(StatementSyntax statement)
    {
        while (true)
        {
            var inner = statement switch
            {
                UsingStatementSyntax s => s.Statement,
                CommonForEachStatementSyntax s => s.Statement,
                ForStatementSyntax s => s.Statement,
                WhileStatementSyntax s => s.Statement,
                LockStatementSyntax s => s.Statement,
                IfStatementSyntax s => s.Else?.Statement ?? s.Statement,
                _ => null,
            };
            if (inner is null)
                return statement;
            statement = inner;
        }
    }
}
