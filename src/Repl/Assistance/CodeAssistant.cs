using Gchunk.Repl.Commands;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Sessions;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Assistance;

/// <summary>
/// Provides the editor with colours, completions and signatures for code, and with completions of commands.
/// </summary>
internal sealed class CodeAssistant(Session session) : IAssistant
{
    public Insight Look(string text, int cursor)
    {
        if (CommandTable.Parse(text) is not null)
            return new Insight(text, StylesOfCommand(text));
        if (text.Length == 0)
            return new Insight(text, []);
        var model = Model(text);
        var (signature, argument) = SignatureFinder.At(model, cursor);
        return new Insight(text, SyntaxColours.Of(model), signature, argument);
    }

    public Completion Complete(string text, int cursor)
    {
        if (CommandCompletion.At(text, cursor, session) is { } command)
            return command;
        var model = Model(text);
        return StringCompletion.At(model, text, cursor, session.Host.Variables)
            ?? SymbolCompletion.At(model, text, cursor);
    }

    private static StyledSpan[] StylesOfCommand(string text)
    {
        int start = text.Length - text.TrimStart().Length;
        int end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end++;
        return [new StyledSpan(start, end - start, Style.Directive)];
    }

    private SemanticModel Model(string text)
    {
        var compilation = session.Host.Chain.Next(text, "");
        return compilation.GetSemanticModel(compilation.SyntaxTrees[0]);
    }
}
