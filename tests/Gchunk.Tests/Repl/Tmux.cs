using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>A real terminal that runs the program: tmux on a private socket.</summary>
internal sealed class Tmux : IDisposable
{
    // Generous, because the machine may be busy. A test waits for the expected screen, not for this time.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // The pause between reads of the screen, each of which starts a process.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private static int made;

    private readonly string socket = $"gchunk-test-{Environment.ProcessId}-{Interlocked.Increment(ref made)}";

    /// <summary>Opens a terminal.</summary>
    /// <param name="command">The command to run.</param>
    /// <param name="columns">The width.</param>
    /// <param name="rows">The height.</param>
    public Tmux(string command, int columns = 80, int rows = 24)
    {
        // The user's configuration is not read, because it may change keys.
        Assert.Equal(
            0,
            Run("-f", "/dev/null", "new-session", "-d", "-x", Text(columns), "-y", Text(rows), command).ExitCode
        );
    }

    /// <summary>The reason why tests that need a terminal cannot run, or null.</summary>
    public static string? Missing { get; } = Find() ? null : "tmux is not here: apt-get install tmux";

    /// <summary>Presses keys, by their names in tmux.</summary>
    public void Press(params string[] keys) => Run(["send-keys", .. keys]);

    /// <summary>Types a text.</summary>
    /// <remarks>A semicolon at the end of an argument would end tmux's own command.</remarks>
    public void Type(string text) => Run("send-keys", "-l", text.EndsWith(';') ? text[..^1] + "\\;" : text);

    /// <summary>Pastes a text as a terminal does, bracketed if the program asked for it.</summary>
    public void Paste(string text)
    {
        Run("set-buffer", text);
        Run("paste-buffer", "-p", "-r");
    }

    public void Resize(int columns, int rows) => Run("resize-window", "-x", Text(columns), "-y", Text(rows));

    /// <summary>The screen without trailing blanks and trailing empty rows.</summary>
    public string Screen() =>
        string.Join('\n', Run("capture-pane", "-p").Output.Split('\n').Select(r => r.TrimEnd())).TrimEnd('\n');

    /// <summary>The screen with its colours.</summary>
    public string Colours() => Run("capture-pane", "-p", "-e").Output;

    /// <summary>The cursor's column and row.</summary>
    public (int Column, int Row) Cursor()
    {
        string[] parts = Run("display-message", "-p", "#{cursor_x} #{cursor_y}").Output.Trim().Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until the screen meets a condition.</summary>
    public string WaitFor(Func<string, bool> expected, string what)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            string screen = Screen();
            if (expected(screen))
                return screen;
            if (Stopwatch.GetElapsedTime(started) > Longest)
                Assert.Fail($"waited for {what}; the screen is\n{screen}");
            Thread.Sleep(Pause);
        }
    }

    /// <summary>Waits until the screen ends with a text.</summary>
    public string WaitForEnd(string text) =>
        WaitFor(s => s.EndsWith(text, StringComparison.Ordinal), $"an end of\n{text}");

    /// <summary>Waits until the screen contains a text.</summary>
    public string WaitForText(string text) => WaitFor(s => s.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Clears the screen with C-l and waits until nothing but the prompt is left, so that no old text is read.</summary>
    /// <param name="prompt">The prompt, which is waited for before too.</param>
    public void Clear(string prompt)
    {
        WaitForEnd(prompt);
        Press("C-l");
        WaitFor(s => s == prompt, "a screen with the prompt alone");
    }

    /// <summary>Waits until the program has ended.</summary>
    public void WaitForExit()
    {
        long started = Stopwatch.GetTimestamp();
        while (Run("has-session").ExitCode == 0)
        {
            if (Stopwatch.GetElapsedTime(started) > Longest)
                Assert.Fail($"the program did not end; the screen is\n{Screen()}");
            Thread.Sleep(Pause);
        }
    }

    public void Dispose() => Run("kill-server");

    private static bool Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Ended Run(params string[] arguments) =>
        GchunkProcess.RunFile("tmux", "", null, ["-L", socket, .. arguments]);
}

/// <summary>A test that needs a terminal. It is skipped with a message if tmux is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Tmux.Missing;
}
