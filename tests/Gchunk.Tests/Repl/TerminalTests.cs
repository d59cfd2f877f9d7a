using System.Text.RegularExpressions;
using Gchunk.Tests.Engine.Workers.Pool;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>Tests the prompt in a real terminal, key by key, by reading the screen.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Ready = "gchunk>";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TerminalFact]
    public void Typing_runs_code_and_shows_values()
    {
        using var terminal = Open();
        Enter(terminal, "var x = 20");
        Enter(terminal, "x + 1");
        terminal.WaitForEnd("gchunk> var x = 20\ngchunk> x + 1\n21\ngchunk>");
        terminal.Type("x.Tostring");
        terminal.Press("Left", "Left", "Left", "Left", "Left", "BSpace", "S", "End");
        terminal.Type("() + _");
        terminal.Press("Enter");
        terminal.WaitForEnd("gchunk> x.ToString() + _\n\"2021\"\ngchunk>");
        Enter(terminal, "x;");
        Enter(terminal, "Out[2]");
        terminal.WaitForEnd("gchunk> x;\ngchunk> Out[2]\n21\ngchunk>");
        terminal.Press("C-d");
        terminal.WaitForExit();
    }

    [TerminalFact]
    public void Unfinished_input_opens_lines_in_which_the_cursor_is_free()
    {
        using var terminal = Open();
        terminal.Type("int Twice(int v) {");
        terminal.Press("Enter");
        terminal.Type("return 3 * v;");
        terminal.Press("Enter");
        terminal.Type("}");
        terminal.WaitForEnd("gchunk> int Twice(int v) {\n   ...>     return 3 * v;\n   ...> }");
        terminal.Press("Up", "End", "Left", "Left", "Left", "Left", "Left", "BSpace", "2", "Enter");
        terminal.WaitForEnd("gchunk> int Twice(int v) {\n   ...>     return 2 * v;\n   ...> }\ngchunk>");
        Enter(terminal, "Twice(4)");
        terminal.WaitForEnd("\n8\ngchunk>");
        // Up recalls all its lines.
        terminal.Press("Up", "Up");
        terminal.WaitForEnd("gchunk> int Twice(int v) {\n   ...>     return 2 * v;\n   ...> }");
        terminal.Press("C-c");
        terminal.WaitForEnd("   ...> }^C\ngchunk>");
    }

    [TerminalFact]
    public void The_history_is_searched_and_outlives_the_session()
    {
        using (var first = Open())
        {
            Enter(first, "var wind = 4");
            Enter(first, "var rain = 5");
            first.WaitForEnd("gchunk>");
            first.Press("C-d");
            first.WaitForExit();
        }
        using var terminal = Open();
        terminal.Press("C-r");
        terminal.Type("win");
        terminal.WaitForEnd("gchunk> var wind = 4\nsearch: win");
        terminal.Press("Enter");
        terminal.WaitForEnd("gchunk> var wind = 4");
        terminal.Press("C-u");
        terminal.Type("var");
        terminal.Press("Up");
        terminal.WaitForEnd("gchunk> var rain = 5");
        terminal.Press("Up", "Up");
        terminal.WaitForEnd("gchunk> var wind = 4");
        terminal.Press("Down", "Down");
        terminal.WaitForEnd("gchunk> var");
    }

    [TerminalFact]
    public void Tab_completes_members_names_in_data_and_files()
    {
        folder.Write("rainfall.nc", "");
        using var terminal = Open(width: 100);
        Enter(
            terminal,
            "var da = new DataArray(Ones((3, 4)).Expression, [\"latitude\", \"longitude\"], name: \"rain\")"
        );
        Enter(terminal, "var ds = da.ToDataset()");
        terminal.Type("da.Mea");
        terminal.Press("Tab");
        terminal.WaitForEnd("gchunk> da.Mean");
        terminal.Type("(\"l");
        terminal.Press("Tab");
        string screen = terminal.WaitForText(" longitude  dimension");
        Assert.Contains(" latitude   dimension  length 3", screen, StringComparison.Ordinal);
        terminal.Press("Tab", "Enter");
        terminal.WaitForText("gchunk> da.Mean(\"longitude");
        terminal.Press("C-u");
        terminal.Type("ds[\"r");
        terminal.Press("Tab");
        terminal.WaitForEnd("gchunk> ds[\"rain");
        terminal.Press("C-u");
        terminal.Type($"OpenDataset(\"{folder.Path}/rain");
        terminal.Press("Tab");
        terminal.WaitForText("/rainfall.nc");
        terminal.Press("C-u");
        terminal.Type("Linspace(0, ");
        terminal.WaitForText("Linspace(double start, double stop, int count = 50");
        terminal.Press("C-u");
        terminal.Type("%ti");
        terminal.Press("Tab");
        terminal.WaitForText(" %timeit  command");
    }

    [TerminalFact]
    public void A_pasted_session_is_one_input_without_its_prompts()
    {
        using var terminal = Open();
        terminal.Paste("gchunk> var a = 1;\ngchunk> for (int i = 0; i < 3; i++)\n   ...>     a += a;\n8\ngchunk> a");
        terminal.WaitForEnd("gchunk> var a = 1;\n   ...> for (int i = 0; i < 3; i++)\n   ...>     a += a;\n   ...> a");
        terminal.Press("Enter");
        terminal.WaitForEnd("   ...> a\n8\ngchunk>");
    }

    [TerminalFact]
    public void Wide_characters_and_long_lines_keep_their_places()
    {
        using var terminal = Open(width: 24);
        terminal.Type("\"漢字🙂e\u0301\"");
        terminal.Press("Left", "Left", "Left");
        CursorAt(terminal, 8 + 1 + 4);
        terminal.Type("!");
        terminal.WaitForEnd("gchunk> \"漢字!🙂e\u0301\"");
        terminal.Press("End");
        terminal.Type(".Length + 1000000");
        terminal.WaitForEnd("gchunk> \"漢字!🙂e\u0301\".Lengt\nh + 1000000");
        terminal.Press("Home");
        CursorAt(terminal, 8);
        terminal.Press("Enter");
        terminal.WaitForEnd("1000007\ngchunk>");
    }

    [TerminalFact]
    public void A_window_that_changes_its_size_shows_the_input_again()
    {
        using var terminal = Open(width: 60);
        terminal.Type("\"the quick brown fox jumps over the lazy dog\".Length");
        terminal.WaitForEnd("dog\".Length");
        terminal.Resize(30, 20);
        terminal.Type(" + 1");
        terminal.WaitForEnd("gchunk> \"the quick brown fox j\numps over the lazy dog\".Length\n + 1");
        terminal.Resize(90, 20);
        terminal.Type("0");
        terminal.WaitForEnd("gchunk> \"the quick brown fox jumps over the lazy dog\".Length + 10");
        terminal.Press("Enter");
        terminal.WaitForEnd("\n53\ngchunk>");
    }

    [TerminalFact]
    public void Ctrl_C_stops_what_runs_and_the_session_goes_on()
    {
        using var terminal = Open();
        Enter(terminal, "var kept = 7; long n = 0");
        foreach (
            string endless in new[]
            {
                "Console.WriteLine(\"go\"); while (true) n++;",
                "Console.WriteLine(\"go\"); await Task.Delay(-1);",
                "Console.WriteLine(\"go\"); Interrupt.Token.WaitHandle.WaitOne(); Interrupt.Token.ThrowIfCancellationRequested();",
                "Console.WriteLine(\"go\"); Rand.Normal((2_000_000, 100_000), chunks: (1000, 1000), seed: 1).Mean().Compute()",
            }
        )
        {
            terminal.Clear(Ready);
            Enter(terminal, endless);
            terminal.WaitForText("\ngo");
            terminal.Press("C-c");
            terminal.WaitFor(
                s => s.Contains("\nstopped\n", StringComparison.Ordinal) && s.EndsWith(Ready, StringComparison.Ordinal),
                $"the end of {endless}"
            );
        }
        Enter(terminal, "kept");
        terminal.WaitForEnd("\n7\ngchunk>");
    }

    [TerminalFact]
    public void A_client_at_the_prompt_shows_its_workers_computes_is_stopped_and_shut_down()
    {
        using var terminal = Open(width: 120);
        Enter(terminal, "var c = new Client(workers: 2)");
        Enter(terminal, "c");
        string screen = terminal.WaitFor(
            s =>
                s.Contains("\n  worker-2  pid ", StringComparison.Ordinal)
                && s.EndsWith(Ready, StringComparison.Ordinal),
            "the workers"
        );
        Assert.Matches(
            @"\nClient: 2 worker processes x 1 thread, memory [^\n]*\n  dashboard  http://127[^\n]*\n(?:[^ \n][^\n]*\n)?  worker-1  pid \d+  1 thread  [^\n]* 0 tasks done  idle\n  worker-2 ",
            screen
        );
        Enter(terminal, "Ones((2000, 2000), chunks: (500, 500)).Sum().Compute()");
        terminal.WaitForEnd("\n4000000.0\ngchunk>");
        // A graph so large that its tasks are still being ordered when it is stopped.
        for (int i = 0; i < 3; i++)
        {
            terminal.Clear(Ready);
            Enter(terminal, "Rand.Normal((2_000_000, 100_000), chunks: (1000, 1000), seed: 1).Mean().Compute()");
            terminal.WaitForText("/228574 ");
            terminal.Press("C-c");
            terminal.WaitFor(
                s => s.Contains("\nstopped\n", StringComparison.Ordinal) && s.EndsWith(Ready, StringComparison.Ordinal),
                "the end of what the workers do"
            );
        }
        terminal.Clear(Ready);
        Enter(terminal, "Ones((2000, 2000), chunks: (500, 500)).Sum().Compute() + 1");
        terminal.WaitForEnd("\n4000001.0\ngchunk>");
        Enter(terminal, "%workers");
        screen = terminal.WaitFor(
            s =>
                s.Contains("\n  worker-2  pid ", StringComparison.Ordinal)
                && s.EndsWith(Ready, StringComparison.Ordinal),
            "the workers again"
        );
        // Ctrl-C reaches all processes of a terminal, but the workers must survive.
        Assert.Matches(@"\n  worker-1  [^\n]* [1-9]\d* tasks? done  idle\n  worker-2 ", screen);
        Enter(terminal, "c.Shutdown()");
        Enter(terminal, "%workers");
        terminal.WaitForText("\nno client: computations run on threads of this process (");
    }

    [TerminalFact]
    public void Ctrl_C_during_a_write_leaves_nothing_of_it()
    {
        using var terminal = Open(width: 120);
        Enter(terminal, "var x = Rand.Normal((20_000, 100_000), chunks: (100, 1000), seed: 1);");
        Enter(terminal, "var ds = new DataArray(x.Expression, [\"t\", \"i\"], name: \"x\").ToDataset();");
        foreach (bool processes in new[] { false, true })
        {
            if (processes)
                Enter(terminal, "var c = new Client(workers: 2)");
            foreach (string write in new[] { "ToZarr(\"{0}/a.zarr\")", "ToNetCdf(\"{0}/a.nc\")" })
            {
                using var target = new TemporaryFolder();
                terminal.Clear(Ready);
                Enter(terminal, "ds." + write.Replace("{0}", target.Path, StringComparison.Ordinal));
                Until.True(() => Written(target.Path) > 1 << 20, "the first megabyte");
                terminal.Press("C-c");
                terminal.WaitFor(
                    s =>
                        s.Contains("\nstopped\n", StringComparison.Ordinal)
                        && s.EndsWith(Ready, StringComparison.Ordinal),
                    $"the end of {write}"
                );
                Assert.Empty(Directory.EnumerateFileSystemEntries(target.Path));
            }
        }
    }

    private static long Written(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        }
        // Files are renamed meanwhile.
        catch (IOException)
        {
            return 0;
        }
    }

    [TerminalFact]
    public void What_is_typed_while_code_runs_is_taken_after_it()
    {
        using var terminal = Open();
        Enter(terminal, "Console.WriteLine(\"begun\"); Thread.Sleep(1500);");
        terminal.WaitForText("\nbegun");
        terminal.Type("40 + 2");
        terminal.Press("Enter");
        terminal.WaitForEnd("gchunk> 40 + 2\n42\ngchunk>");
        // The screen is cleared before the code runs.
        Enter(terminal, "Console.WriteLine(\"once\"); Thread.Sleep(1500);");
        terminal.WaitForText("\nonce");
        terminal.Press("C-l");
        terminal.Type("\"more\" + 1");
        terminal.Press("Enter");
        terminal.WaitFor(s => s == "gchunk> \"more\" + 1\n\"more1\"\ngchunk>", "the cleared screen");
        Enter(terminal, "Console.WriteLine(\"again\"); Thread.Sleep(1500);");
        terminal.WaitForText("\nagain");
        terminal.Press("C-d");
        terminal.WaitForExit();
    }

    [TerminalFact]
    public void A_second_Ctrl_C_leaves_behind_what_does_not_stop()
    {
        using var terminal = Open();
        // A blocked thread cannot be aborted.
        Enter(terminal, "Console.WriteLine(\"go\"); Thread.Sleep(-1)");
        terminal.WaitForText("\ngo");
        terminal.Press("C-c");
        terminal.WaitForText("still running; press Ctrl-C again");
        terminal.Press("C-c");
        terminal.WaitForText("abandoned");
        Enter(terminal, "1 + 1");
        terminal.WaitForEnd("\n2\ngchunk>");
    }

    [TerminalFact]
    public void What_a_thread_throws_is_told_above_the_input_and_the_session_goes_on()
    {
        using var terminal = Open(width: 120);
        Enter(terminal, "var go = new ManualResetEventSlim()");
        Enter(terminal, "new Thread(() => { go.Wait(); throw new InvalidOperationException(\"lost\"); }).Start();");
        Enter(terminal, "new Thread(() => { Thread.Sleep(500); go.Set(); }).Start();");
        terminal.WaitForEnd(Ready);
        terminal.Type("40 +");
        terminal.WaitFor(
            s =>
                s.Contains("\nin a thread that was started here: <prompt 2>:1:", StringComparison.Ordinal)
                && s.Contains(": InvalidOperationException: lost\n", StringComparison.Ordinal)
                && s.EndsWith("\ngchunk> 40 +", StringComparison.Ordinal),
            "the message"
        );
        terminal.Type(" 2");
        terminal.Press("Enter");
        terminal.WaitForEnd("\ngchunk> 40 + 2\n42\ngchunk>");
    }

    [TerminalFact]
    public void Without_a_terminal_to_draw_on_lines_are_read_one_by_one()
    {
        using var terminal = Open("TERM=dumb");
        Enter(terminal, "var x = 2");
        Enter(terminal, "x + 1");
        terminal.WaitForEnd("gchunk> x + 1\n3\ngchunk>");
    }

    [TerminalFact]
    public void Colours_are_left_out_where_they_are_not_wanted()
    {
        using (var coloured = Open())
        {
            coloured.Type("var s = \"a\"; // said");
            coloured.WaitFor(
                _ => coloured.Colours() is var c && Regex.IsMatch(c, "\\[34m(\x1b\\[49m)?var.*\\[31m\"a\""),
                "colours"
            );
        }
        using var plain = Open("NO_COLOR=1");
        plain.Type("var s = Linspace(");
        plain.WaitForText("Linspace(double start");
        Assert.DoesNotContain("\x1b[3", plain.Colours(), StringComparison.Ordinal);
    }

    [TerminalFact]
    public void A_screen_of_twenty_columns_and_no_home_will_do()
    {
        using var terminal = Open("-u HOME -u XDG_STATE_HOME", width: 20);
        terminal.Type("Linspace(0, 1).");
        terminal.Press("Tab");
        terminal.WaitForText("\n Abs");
        terminal.Press("Escape");
        // Escape followed at once by a letter would be Alt with the letter.
        terminal.WaitFor(s => !s.Contains("\n Abs", StringComparison.Ordinal), "the list's end");
        terminal.Type("Rank");
        terminal.Press("Enter");
        terminal.WaitForEnd("\n1\ngchunk>");
    }

    private static void Enter(Tmux terminal, string code)
    {
        terminal.WaitForEnd(Ready);
        terminal.Type(code);
        terminal.Press("Enter");
    }

    private static void CursorAt(Tmux terminal, int column) =>
        terminal.WaitFor(_ => terminal.Cursor().Column == column, $"the cursor in column {column}");

    private Tmux Open(string? environment = null, int width = 80)
    {
        environment =
            environment?.StartsWith("-u", StringComparison.Ordinal) == true
                ? environment
                : $"XDG_STATE_HOME={folder.Path} {environment}";
        var terminal = new Tmux($"env {environment} {Checkout.Launcher}", width);
        terminal.WaitForEnd(Ready);
        return terminal;
    }
}
