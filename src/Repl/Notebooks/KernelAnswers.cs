using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Repl.Assistance;
using Gchunk.Repl.Commands;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Notebooks;

/// <summary>Answers the questions of an editor with the prompt's own services.</summary>
internal sealed class KernelAnswers(Session session, Func<Action, string> capture)
{
    private readonly CodeAssistant assistant = new(session);

    /// <summary>Whether a cell is complete, or needs more lines.</summary>
    public static JsonObject IsComplete(JsonFields request)
    {
        string code = request.Text("code") ?? "";
        return Prompt.Finish(code) is not null
            ? new JsonObject { ["status"] = "complete" }
            : new JsonObject { ["status"] = "incomplete", ["indent"] = "    " };
    }

    public JsonObject Complete(JsonFields request)
    {
        string code = request.Text("code") ?? "";
        int cursor = CodePoints.ToIndex(code, request.Number("cursor_pos") ?? int.MaxValue);
        Completion completion = assistant.Complete(code, cursor);
        IReadOnlyList<CompletionItem> items = CompletionMenu.For(completion, code, cursor)?.Items ?? [];
        int start = items.Count == 0 ? cursor : completion.Start;
        int from = CodePoints.ToPosition(code, start),
            to = CodePoints.ToPosition(code, cursor);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. items.Select(i => (JsonNode)JsonValue.Create(i.Text))]),
            ["cursor_start"] = from,
            ["cursor_end"] = to,
            ["metadata"] = new JsonObject
            {
                // What JupyterLab shows beside each completion.
                ["_jupyter_types_experimental"] = new JsonArray([
                    .. items.Select(i =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = i.Text,
                                ["type"] = i.Kind,
                                ["start"] = from,
                                ["end"] = to,
                            }
                    ),
                ]),
            },
        };
    }

    public JsonObject Inspect(JsonFields request)
    {
        string code = request.Text("code") ?? "";
        int cursor = CodePoints.ToIndex(code, request.Number("cursor_pos") ?? int.MaxValue);
        bool full = request.Number("detail_level") > 0;
        var (signature, _) = (assistant.Look(code, cursor).Signature, 0);
        string name = NameAt(code, cursor);
        string text = name.Length == 0 ? "" : capture(() => Describe(name, full));
        text = string.Join("\n\n", new[] { signature, text.Trim() }.Where(t => t.Length > 0));
        bool isFound = text.Length > 0;
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = isFound,
            ["data"] = isFound ? new MimeBundle(VisibleText.Of(text)).Data() : new JsonObject(),
            ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>The inputs of this session: all, the last ones, a range, or those that match a pattern.</summary>
    public JsonObject History(JsonFields request)
    {
        var inputs = session.Transcript.All;
        int most = Math.Max(0, request.Number("n") ?? int.MaxValue);
        switch (request.Text("hist_access_type"))
        {
            case "range":
                int start = request.Number("start") ?? 0,
                    stop = request.Number("stop") ?? int.MaxValue;
                inputs = inputs.Where(i => i.Number >= start && i.Number < stop);
                break;
            case "search":
                string pattern = request.Text("pattern") ?? "*";
                inputs = inputs
                    .Where(i =>
                        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
                            pattern,
                            i.Input,
                            ignoreCase: false
                        )
                    )
                    .TakeLast(most);
                break;
            default:
                inputs = inputs.TakeLast(most);
                break;
        }
        bool hasOutput = request.Flag("output") == true;
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([
                .. inputs.Select(i =>
                    (JsonNode)new JsonArray(0, i.Number, hasOutput ? new JsonArray(i.Input, null) : i.Input)
                ),
            ]),
        };
    }

    private void Describe(string name, bool full)
    {
        try
        {
            CommandTable.Find(full ? "??" : "?").Run(session, name);
        }
        catch (GchunkException)
        { /* nothing has that name */
        }
    }

    // The dotted name around or just before the cursor; before an open bracket, the name of what is called.
    private static string NameAt(string code, int cursor)
    {
        static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';
        int end = cursor;
        while (end > 0 && end <= code.Length && !IsPart(code[end - 1]) && code[end - 1] is '(' or ' ')
            end--;
        int start = end;
        while (start > 0 && IsPart(code[start - 1]))
            start--;
        while (end < code.Length && (char.IsLetterOrDigit(code[end]) || code[end] == '_'))
            end++;
        return code[start..end].Trim('.');
    }
}
