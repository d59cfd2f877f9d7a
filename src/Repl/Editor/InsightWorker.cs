namespace Gchunk.Repl.Editor;

/// <summary>Calls the assistant in the background, only for the newest text and one request at a time.</summary>
internal sealed class InsightWorker : IDisposable
{
    private readonly IAssistant assistant;
    private readonly Action answered;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim asked = new(0);
    private (string Text, int Cursor)? look;
    private (string Text, int Cursor)? complete;
    private volatile bool ended;

    /// <param name="assistant">The assistant to call.</param>
    /// <param name="answered">Called on the worker's thread when there is a result.</param>
    public InsightWorker(IAssistant assistant, Action answered)
    {
        this.assistant = assistant;
        this.answered = answered;
        new Thread(Work, maxStackSize: 16 << 20) { IsBackground = true, Name = "gchunk editor" }.Start();
    }

    /// <summary>The newest analysis.</summary>
    public Insight? Insight { get; private set; }

    /// <summary>The newest completions, with the text and cursor that they are for.</summary>
    public (string Text, int Cursor, Completion Items)? Completion { get; private set; }

    public void Look(string text, int cursor)
    {
        lock (gate)
            look = (text, cursor);
        asked.Release();
    }

    public void Complete(string text, int cursor)
    {
        lock (gate)
        {
            complete = (text, cursor);
            Completion = null;
        }
        asked.Release();
    }

    /// <summary>Takes the completions for exactly this text, if there are any yet.</summary>
    public Completion? TakeCompletion(string text, int cursor)
    {
        lock (gate)
        {
            if (Completion is not var (forText, forCursor, items) || forText != text || forCursor != cursor)
                return null;
            Completion = null;
            return items;
        }
    }

    public void Dispose()
    {
        ended = true;
        asked.Release();
    }

    private void Work()
    {
        while (true)
        {
            asked.Wait();
            if (ended)
                return;
            (string Text, int Cursor)? toLook,
                toComplete;
            lock (gate)
            {
                (toLook, toComplete) = (look, complete);
                (look, complete) = (null, null);
            }
            try
            {
                if (toComplete is var (text, cursor))
                {
                    var items = assistant.Complete(text, cursor);
                    lock (gate)
                        Completion = (text, cursor, items);
                    answered();
                }
                if (toLook is var (looked, at))
                {
                    var insight = assistant.Look(looked, at);
                    lock (gate)
                        Insight = insight;
                    answered();
                }
            }
#pragma warning disable CA1031 // Colours and completions are optional: an error in them must not disturb typing.
            catch (Exception)
#pragma warning restore CA1031
            { }
        }
    }
}
