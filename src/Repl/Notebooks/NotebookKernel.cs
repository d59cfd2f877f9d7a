using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Gchunk.Repl.Display;
using Gchunk.Repl.Notebooks.Streams;
using Gchunk.Repl.Notebooks.Widgets;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// A kernel: takes the requests of notebooks from its sockets, one after the other, and answers them. Requests on the
/// control socket do not wait for a running cell.
/// </summary>
internal sealed class NotebookKernel : IDisposable
{
    private readonly WireFormat format;
    private readonly KernelSockets sockets;
    private readonly BlockingCollection<KernelMessage> requests = [];
    private readonly KernelOutput output;
    private readonly KernelWriter standardOutput;
    private readonly KernelWriter standardError;
    private readonly KernelInput input;
    private readonly CommTable comms;
    private readonly CellRunner cells;
    private readonly KernelAnswers answers;
    private readonly FigureDisplay figures;
    private volatile KernelMessage? running;

    /// <param name="connection">Where to listen.</param>
    public NotebookKernel(ConnectionFile connection)
    {
        format = new WireFormat(connection.Key);
        sockets = new KernelSockets(connection)
        {
            OnShell = frames => Take(frames, requests.Add),
            OnControl = frames => Take(frames, Control),
            OnStdin = frames => Take(frames, Answer),
            OnSubscription = Welcome,
        };
        output = new KernelOutput(Publish);
        var pace = new OutputPace(TimeProvider.System);
        standardOutput = new KernelWriter("stdout", output, pace);
        standardError = new KernelWriter("stderr", output, pace);
        input = new KernelInput(Ask);
        output.Flush = Flush;
        Console.SetOut(standardOutput);
        Console.SetError(standardError);
        Console.SetIn(input);
        comms = new CommTable(output);
        cells = new CellRunner(output, comms);
        answers = new KernelAnswers(cells.Session, standardOutput.Capture);
        figures = new FigureDisplay(output);
    }

    /// <summary>Stops the running cell, as Ctrl-C does.</summary>
    public void Interrupt() => cells.Session.Stop();

    /// <summary>Called when a client asks the kernel to end, after the answer was sent.</summary>
    public Action Ended { get; init; } = () => { };

    /// <summary>Answers requests until the kernel ends.</summary>
    public void Run()
    {
        output.Status("starting", null);
        sockets.Start();
        WarmUp();
        // An exception in a thread that a cell started ends that thread, but not the kernel.
        System.Runtime.ExceptionServices.ExceptionHandling.SetUnhandledExceptionHandler(e =>
        {
            standardError.WriteLine(
                "in a thread that was started here: " + ErrorReport.OfException(e, cells.Session.Host.FindLine)
            );
            return true;
        });
        foreach (KernelMessage request in requests.GetConsumingEnumerable())
            Handle(request);
    }

    /// <summary>Sends what waits, and closes the sockets.</summary>
    public void Dispose()
    {
        Flush();
        figures.Dispose();
        sockets.Dispose();
    }

    private void Take(byte[][] frames, Action<KernelMessage> handle)
    {
        if (format.Read(frames) is { } message)
            handle(message);
    }

    private void Handle(KernelMessage request)
    {
        output.Status("busy", request.Header);
        (running, output.Parent) = (request, request.Header);
        try
        {
            if (request.Type == "execute_request")
                Execute(request);
            else if (AnswerTo(request) is var (type, content))
                sockets.SendShell(Reply(request, type, content));
        }
#pragma warning disable CA1031 // A request that the kernel cannot answer must not end it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (request.Type.EndsWith("_request", StringComparison.Ordinal))
            {
                JsonObject content = KernelError.Of(e.Message, e).Content();
                content["status"] = "error";
                string type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
                sockets.SendShell(Reply(request, type, content));
            }
            else
            {
                standardError.WriteLine(ErrorReport.OfException(e, cells.Session.Host.FindLine));
            }
        }
        Flush();
        output.Status("idle", request.Header);
    }

    private void Execute(KernelMessage request)
    {
        JsonFields fields = request.Content;
        bool silent = fields.Flag("silent") ?? false;
        input.IsAllowed = fields.Flag("allow_stdin") ?? false;
        KernelError? error = cells.Run(fields.Text("code") ?? "", silent, fields.Flag("store_history") ?? true);
        JsonObject content = error?.Content() ?? new JsonObject();
        content["status"] = error is null ? "ok" : "error";
        content["execution_count"] = cells.Count;
        if (error is null)
        {
            content["payload"] = new JsonArray();
            content["user_expressions"] = cells.Evaluate(fields.Object("user_expressions"));
        }
        Flush();
        sockets.SendShell(Reply(request, "execute_reply", content));
        if (error is not null && !silent && (fields.Flag("stop_on_error") ?? true))
            AbortWaiting();
        if (cells.Session.IsOver)
            End(restart: false);
    }

    // After an error, the cells that wait are not run: they were sent in the belief that this one would succeed.
    private void AbortWaiting()
    {
        for (int waiting = requests.Count; waiting > 0 && requests.TryTake(out KernelMessage? request); waiting--)
        {
            if (request.Type != "execute_request")
            {
                Handle(request);
                continue;
            }
            output.Status("busy", request.Header);
            var content = new JsonObject { ["status"] = "aborted", ["execution_count"] = cells.Count };
            sockets.SendShell(Reply(request, "execute_reply", content));
            output.Status("idle", request.Header);
        }
    }

    private (string Type, JsonObject Content)? AnswerTo(KernelMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return ("kernel_info_reply", KernelInfo.Content());
            case "complete_request":
                return ("complete_reply", answers.Complete(request.Content));
            case "inspect_request":
                return ("inspect_reply", answers.Inspect(request.Content));
            case "is_complete_request":
                return ("is_complete_reply", KernelAnswers.IsComplete(request.Content));
            case "history_request":
                return ("history_reply", answers.History(request.Content));
            case "comm_info_request":
                JsonObject open = comms.Info(request.Content.Text("target_name"));
                return ("comm_info_reply", new JsonObject { ["status"] = "ok", ["comms"] = open });
            case "comm_open":
                comms.Refuse(request.Content.Text("comm_id") ?? "");
                return null;
            case "comm_msg":
                comms.Take(request.Content);
                return null;
            case "comm_close":
                comms.Close(request.Content);
                return null;
            case "shutdown_request":
                Control(request);
                return null;
            default:
                return null;
        }
    }

    private byte[][] Reply(KernelMessage request, string type, JsonObject content) =>
        format.Write(request.Identities, new OutgoingMessage(type, content), request.Header);

    // Called on the thread of the sockets.
    private void Control(KernelMessage request)
    {
        JsonObject? content = request.Type switch
        {
            "kernel_info_request" => KernelInfo.Content(),
            "interrupt_request" or "shutdown_request" => new JsonObject { ["status"] = "ok" },
            _ => null,
        };
        if (content is null)
            return;
        output.Status("busy", request.Header);
        bool restart = request.Content.Flag("restart") ?? false;
        if (request.Type == "interrupt_request")
            Interrupt();
        if (request.Type == "shutdown_request")
            content["restart"] = restart;
        string type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
        sockets.SendControl(Reply(request, type, content));
        output.Status("idle", request.Header);
        if (request.Type == "shutdown_request")
            End(restart);
    }

    // On a thread of its own, because the socket's thread must still send the answer.
    private void End(bool restart)
    {
        var content = new JsonObject { ["status"] = "ok", ["restart"] = restart };
        Publish(new OutgoingMessage("shutdown_reply", content), running?.Header);
        new Thread(() => Ended()) { Name = "gchunk jupyter end" }.Start();
    }

    private void Publish(OutgoingMessage message, byte[]? parent) =>
        sockets.Publish(format.Write([Encoding.ASCII.GetBytes(message.Type)], message, parent));

    // A client that subscribes hears at once that it will hear the rest.
    private void Welcome(byte[][] frames)
    {
        if (frames is [[1, .. var topic]])
        {
            var content = new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) };
            sockets.Publish(format.Write([topic], new OutgoingMessage("iopub_welcome", content), null));
        }
    }

    private void Ask()
    {
        if (running is not { } request)
            return;
        Flush();
        var content = new JsonObject { ["prompt"] = "", ["password"] = false };
        sockets.SendStdin(Reply(request, "input_request", content));
    }

    private void Answer(KernelMessage message)
    {
        if (message.Type == "input_reply" && message.Content.Text("value") is { } text)
            input.Answer(text);
    }

    private void Flush()
    {
        standardOutput.Flush();
        standardError.Flush();
    }

    // The compiler's first run is slow, so it runs before the first cell comes.
    private void WarmUp() =>
        new Thread(
            () =>
            {
                var host = cells.Session.Host;
                if (!cells.Session.HasBegun)
                    host.WarmUp();
            },
            maxStackSize: 16 << 20
        )
        {
            IsBackground = true,
            Name = "gchunk warm-up",
        }.Start();
}
