using System.Text.Json.Nodes;
using Gchunk.Engine;

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
                AggregateException { InnerExceptions: [var only] } => TypeText.Of(only.GetType()),
                _ => TypeText.Of(exception.GetType()),
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
