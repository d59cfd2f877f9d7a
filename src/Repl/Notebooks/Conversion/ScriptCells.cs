using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Notebooks.Conversion;

/// <summary>
/// The cells of a script in the percent format, which Jupytext and VS Code know too: a line <c>// %%</c> begins a cell
/// of code, and <c>// %% [markdown]</c> one of text, whose lines are comments.
/// </summary>
internal static class ScriptCells
{
    private const string Mark = "// %%";
    private const string TextMark = "// %% [markdown]";

    /// <summary>Divides a script into cells. Cells without text are left out.</summary>
    public static IReadOnlyList<NotebookCell> Of(string script)
    {
        var cells = new List<NotebookCell>();
        var lines = new List<string>();
        bool isText = false;
        foreach (string line in script.ReplaceLineEndings("\n").Split('\n'))
        {
            string bare = line.TrimEnd();
            if (bare is Mark or TextMark)
            {
                Add(cells, lines, isText);
                isText = bare == TextMark;
                lines.Clear();
            }
            else
            {
                lines.Add(line);
            }
        }
        Add(cells, lines, isText);
        return cells;
    }

    private static void Add(List<NotebookCell> cells, List<string> lines, bool isText)
    {
        string source = string.Join('\n', isText ? lines.Select(Uncomment) : lines).Trim();
        if (source.Length > 0)
            cells.Add(new NotebookCell(isText, isText ? source : ShowLast(source)));
    }

    private static string Uncomment(string line)
    {
        string bare = line.TrimEnd();
        return bare.StartsWith("// ", StringComparison.Ordinal) ? bare[3..]
            : bare.StartsWith("//", StringComparison.Ordinal) ? bare[2..]
            : bare;
    }

    // A notebook shows the value of the last expression in its best form, where a script can only print it.
    private static string ShowLast(string code)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, SubmissionChain.ParseOptions).GetRoot();
        if (
            root.Members.LastOrDefault()
                is not GlobalStatementSyntax
                {
                    Statement: ExpressionStatementSyntax
                    {
                        Expression: InvocationExpressionSyntax
                        {
                            Expression: IdentifierNameSyntax { Identifier.Text: "Print" },
                            ArgumentList.Arguments: [{ NameColon: null, Expression: var value }]
                        }
                    } print
                }
            // A text would be shown with quotes.
            || value is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax
            || print.ContainsDiagnostics
        )
        {
            return code;
        }
        return string.Concat(code.AsSpan(0, print.SpanStart), value.ToString(), code.AsSpan(print.Span.End));
    }
}
