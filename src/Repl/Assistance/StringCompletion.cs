using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>
/// Completes inside strings: values of the parameter's kind; the variables, dimensions and coordinates of the object
/// that is called, or the entries of a catalogue; or file paths.
/// </summary>
internal static class StringCompletion
{
    /// <returns>The completion, or null if the cursor is not inside a string.</returns>
    public static Completion? At(SemanticModel model, string text, int cursor, Variables variables)
    {
        var root = model.SyntaxTree.GetRoot();
        var token = cursor == 0 ? default : root.FindToken(cursor - 1, findInsideTrivia: true);
        if (!token.IsKind(SyntaxKind.StringLiteralToken) || token.SpanStart >= cursor)
            return null;
        int content = token.SpanStart + (token.Text.StartsWith('@') ? 2 : 1);
        bool closed =
            token.Text.Length > content - token.SpanStart && token.Text.EndsWith('"') && token.Span.End <= cursor;
        if (cursor < content || closed)
            return null;
        if (
            token.Parent is LiteralExpressionSyntax argument
            && ArgumentCompletion.Texts(model, argument).ToArray() is { Length: > 0 } values
        )
        {
            return new Completion(content, values);
        }
        if (
            token.Parent is LiteralExpressionSyntax literal
            && ReceiverOf(literal) is { } receiver
            && ValueOf(receiver, variables) is { } value
            && Names(value).ToArray() is { Length: > 0 } names
        )
        {
            return Quoted(new Completion(content, names), isVerbatim: content - token.SpanStart == 2);
        }

        return Quoted(Paths(text[content..cursor], content), isVerbatim: content - token.SpanStart == 2);
    }

    // Names come from files. What is inserted must stay inside the string: a quote would end it, and what follows would
    // be code.
    private static Completion Quoted(Completion found, bool isVerbatim) =>
        found with
        {
            Items =
            [
                .. found
                    .Items.Where(i => IsVisible(i.Text))
                    .Select(i =>
                        i with
                        {
                            Text = isVerbatim
                                ? i.Text.Replace("\"", "\"\"", StringComparison.Ordinal)
                                : i
                                    .Text.Replace("\\", "\\\\", StringComparison.Ordinal)
                                    .Replace("\"", "\\\"", StringComparison.Ordinal),
                        }
                    ),
            ],
        };

    // A name with control characters or line breaks is not offered: it could not be seen what is inserted.
    private static bool IsVisible(string name) =>
        VisibleText.Of(name) == name && name.AsSpan().IndexOfAny('\n', '\r', '\t') < 0;

    /// <summary>Completes a path with the files and folders that match.</summary>
    public static Completion Paths(string typed, int start)
    {
        int slash = typed.LastIndexOf('/');
        string folder = slash < 0 ? "." : typed[..(slash + 1)];
        string shown = typed[(slash + 1)..];
        try
        {
            var items = new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Where(f => (shown.StartsWith('.') || !f.Name.StartsWith('.')) && IsVisible(f.Name))
                .OrderBy(f => f is DirectoryInfo ? 0 : 1)
                .ThenBy(f => f.Name, StringComparer.Ordinal)
                .Select(f =>
                    f is DirectoryInfo
                        ? new CompletionItem(f.Name + "/", "folder")
                        : new CompletionItem(
                            f.Name,
                            "file",
                            () => Engine.Execution.MemoryBudget.Format(((FileInfo)f).Length)
                        )
                );
            return new Completion(start + slash + 1, [.. items.Take(2000)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Completion.None;
        }
    }

    // The object in ds["a"], x.Mean("a"), x.Sel(["a"], …).
    private static ExpressionSyntax? ReceiverOf(LiteralExpressionSyntax literal) =>
        literal
            .Ancestors()
            .Select(a =>
                a switch
                {
                    ElementAccessExpressionSyntax element => element.Expression,
                    InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
                    _ => null,
                }
            )
            .OfType<ExpressionSyntax>()
            .FirstOrDefault();

    // The value of an expression, as far as it is known without running code: a variable, or a variable of a data set.
    // A call is assumed to keep the names of the object that it is made on.
    private static object? ValueOf(ExpressionSyntax expression, Variables variables)
    {
        switch (expression)
        {
            case IdentifierNameSyntax name:
                return variables.Find(name.Identifier.Text)?.Value;
            case ParenthesizedExpressionSyntax inner:
                return ValueOf(inner.Expression, variables);
            case BinaryExpressionSyntax operation:
                return ValueOf(operation.Left, variables) ?? ValueOf(operation.Right, variables);
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call }:
                return ValueOf(call.Expression, variables);
            case InvocationExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.Text: nameof(Prelude.OpenCatalog) },
                ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string file } }, ..]
            }:
                return CatalogOf(file);
            case ElementAccessExpressionSyntax element:
                var of = ValueOf(element.Expression, variables);
                if (
                    of is not Dataset dataset
                    || element.ArgumentList.Arguments
                        is not [{ Expression: LiteralExpressionSyntax { Token.Value: string key } }]
                )
                {
                    return of;
                }

                return dataset.Contains(key) ? dataset[key] : dataset;
            default:
                return null;
        }
    }

    // A catalogue of this machine; one on the web is not fetched for a completion.
    private static Catalog? CatalogOf(string file)
    {
        try
        {
            return File.Exists(file) ? Prelude.OpenCatalog(file) : null;
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<CompletionItem> Names(object value) =>
        value switch
        {
            Dataset dataset => dataset
                .Names.Select(n => new CompletionItem(n, "variable", () => Line(dataset[n])))
                .Concat(Dims(dataset.Sizes, dataset.Dims))
                .Concat(Coordinates(dataset.Coords, dataset.Dims)),
            DataArray array => Dims(array.Sizes, array.Dims).Concat(Coordinates(array.Coords, array.Dims)),
            Catalog catalog => catalog.Names.Select(n => new CompletionItem(n, "entry", () => $"{catalog[n]}")),
            _ => [],
        };

    private static IEnumerable<CompletionItem> Dims(Sizes sizes, IReadOnlyList<string> dims) =>
        dims.Select(d => new CompletionItem(d, "dimension", () => $"length {sizes[d]}"));

    private static IEnumerable<CompletionItem> Coordinates(Coordinates coordinates, IReadOnlyList<string> dims) =>
        coordinates.Select(c => c.Name).Where(n => !dims.Contains(n)).Select(n => new CompletionItem(n, "coordinate"));

    private static string Line(DataArray array) =>
        $"({string.Join(", ", array.Dims)}) {array.DType.Name}{(array.Attrs.TryGetValue("long_name", out var name) ? $" {name}" : "")}";
}
