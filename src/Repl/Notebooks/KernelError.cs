using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Repl.Display;

namespace Gchunk.Repl.Notebooks;

/// <summary>An error of a cell.</summary>
/// <param name="Name">Its kind: the name of the exception.</param>
/// <param name="Text">The text, the same as at the prompt.</param>
internal sealed record KernelError(string Name, string Text)
{
    /// <summary>The error that a session reports: an exception, or errors of the compiler if there is none.</summary>
    public static KernelError Of(string text, Exception? exception) =>
        new(
            exception switch
            {
                null => text.StartsWith("stopped", StringComparison.Ordinal) ? "Interrupted" : "CompilationError",
                AggregateException { InnerExceptions: [var only] } => ValueFormatter.NameOf(only.GetType()),
                _ => ValueFormatter.NameOf(exception.GetType()),
            },
            VisibleText.Of(text)
        );

    /// <summary>The fields of an error, in an answer or published.</summary>
    public JsonObject Content() =>
        new()
        {
            ["ename"] = Name,
            ["evalue"] = Text.Split('\n')[0],
            ["traceback"] = new JsonArray([.. Text.Split('\n').Select(line => (JsonNode)JsonValue.Create(line))]),
        };
}
