using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>A real terminal with the program in it: tmux on a socket of the test's own.</summary>
internal sealed class Tmux : IDisposable
{
    // Generous: a machine may have other things to do. A test waits for what it expects, not for this.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // Between two looks at the screen, which cost a process each.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private static int made;

    private readonly string socket = $"gchunk-test-{Environment.ProcessId}-{Interlocked.Increment(ref made)}";

    /// <summary>Opens a terminal.</summary>
    /// <param name="command">What runs in it.</param>
    /// <param name="columns">Its width.</param>
    /// <param name="rows">Its height.</param>
    public Tmux(string command, int columns = 80, int rows = 24)
    {
        // The system's own configuration only: a user's may change keys.
        Assert.Equal(
            0,
            Run("-f", "/dev/null", "new-session", "-d", "-x", Text(columns), "-y", Text(rows), command).ExitCode
        );
    }

    /// <summary>Why the tests that need one can't run, or null.</summary>
    public static string? Missing { get; } = Find() ? null : "tmux is not here: apt-get install tmux";

    /// <summary>Presses keys, as tmux names them.</summary>
    public void Press(params string[] keys) => Run(["send-keys", .. keys]);

    /// <summary>Types a text.</summary>
    /// <remarks>A semicolon at the end of an argument would end tmux's own command.</remarks>
    public void Type(string text) => Run("send-keys", "-l", text.EndsWith(';') ? text[..^1] + "\\;" : text);

    /// <summary>Pastes a text as a terminal does, in brackets where the program asked for them.</summary>
    public void Paste(string text)
    {
        Run("set-buffer", text);
        Run("paste-buffer", "-p", "-r");
    }

    public void Resize(int columns, int rows) => Run("resize-window", "-x", Text(columns), "-y", Text(rows));

    /// <summary>The screen without the blanks at the ends of its rows and the empty rows at its end.</summary>
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

    /// <summary>Waits until the screen is as it should be.</summary>
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

    /// <summary>Waits until the screen holds a text.</summary>
    public string WaitForText(string text) => WaitFor(s => s.Contains(text, StringComparison.Ordinal), text);

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

/// <summary>A test that needs a terminal; where tmux is missing it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() => Skip = Tmux.Missing;
}
