using System.Text.Json.Nodes;
using Gchunk.Dsl;
using Gchunk.Repl.Commands;
using Gchunk.Repl.Notebooks.Widgets;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Notebooks;

/// <summary>Runs cells in a session and publishes what they show.</summary>
internal sealed class CellRunner
{
    private readonly KernelOutput output;
    private readonly CommTable comms;
    private KernelError? error;
    private (object Value, MimeBundle Bundle)? formatted;
    private bool isSilent;

    /// <param name="output">Publishes what the cells show.</param>
    /// <param name="comms">The comms of widgets among it.</param>
    public CellRunner(KernelOutput output, CommTable comms)
    {
        (this.output, this.comms) = (output, comms);
        var progress = new ProgressLine(output);
        Session = new Session(interactive: false, Format)
        {
            ShowValue = ShowValue,
            ShowError = ShowError,
            Progress = () => new ProgressBar(output: progress),
        };
    }

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>The number of the last cell.</summary>
    public int Count => Session.Transcript.Count;

    /// <summary>Runs a cell.</summary>
    /// <param name="code">The code.</param>
    /// <param name="silent">Whether to publish nothing but streams, and to leave the count as it is.</param>
    /// <param name="store">Whether the cell gets a number.</param>
    /// <returns>Its error, or null.</returns>
    public KernelError? Run(string code, bool silent, bool store)
    {
        (error, formatted, isSilent) = (null, null, silent);
        bool isKept = store && !silent && !string.IsNullOrWhiteSpace(code);
        int number = isKept ? Session.Transcript.Begin(code.TrimEnd()) : Count;
        if (!silent)
            output.Input(code, number);
        bool succeeded = true;
        object? value = null;
        foreach (string part in CellParts.Of(code))
        {
            succeeded = CommandTable.Parse(part) is var (name, argument)
                ? Session.RunCommand(name, argument)
                : Session.Evaluate(part, isKept ? $"<cell {number}>" : "<cell>", show: !silent, out value);
            if (!succeeded)
                break;
        }
        if (isKept)
            Session.Transcript.End(number, succeeded, value);
        if (!succeeded)
            error ??= new KernelError("Error", "the cell failed");
        if (error is not null && !silent)
            output.Error(error);
        return error;
    }

    /// <summary>Evaluates expressions after a cell, each to its forms or its error.</summary>
    public JsonObject Evaluate(JsonObject? expressions)
    {
        var answers = new JsonObject();
        foreach (var (name, expression) in expressions ?? [])
        {
            (error, formatted, isSilent) = (null, null, true);
            bool succeeded =
                expression is JsonValue value
                && value.TryGetValue(out string? code)
                && Session.Evaluate(code, "<expression>", show: true, out _);
            if (succeeded)
            {
                answers[name] = new JsonObject
                {
                    ["status"] = "ok",
                    ["data"] = (formatted?.Bundle ?? new MimeBundle("")).Data(),
                    ["metadata"] = new JsonObject(),
                };
            }
            else
            {
                JsonObject answer = (error ?? new KernelError("Error", "it is no text")).Content();
                answer["status"] = "error";
                answers[name] = answer;
            }
        }
        return answers;
    }

    // Called where the code ran, so that Ctrl-C stops a drawing too.
    private string? Format(object value)
    {
        if (RichValue.Of(value, isSilent ? null : comms) is not { } bundle)
            return null;
        formatted = (value, bundle);
        return bundle.Text;
    }

    private void ShowValue(object value, string text)
    {
        if (isSilent)
            return;
        // A value of code that was abandoned may have come between.
        bool isOurs = formatted is { } own && ReferenceEquals(own.Value, value);
        output.Result(isOurs ? formatted!.Value.Bundle : new MimeBundle(text), Count);
    }

    private void ShowError(string text, Exception? exception) => error = KernelError.Of(text, exception);
}
