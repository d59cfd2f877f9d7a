using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gchunk.Repl;
using Gchunk.Repl.Assistance;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Sessions;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>
/// The costs of inputs and keys. Memory is tested; times are only written to the file that <c>GCHUNK_FIGURES</c> names,
/// for <c>bench/prompt.py</c>.
/// </summary>
// An evaluation resets the interrupt of the whole process, and the memory is that of the whole process.
[Collection("whole process")]
public class SessionCostsTests
{
    private readonly Session session = new(interactive: false, _ => "");

    [Fact]
    public void The_last_inputs_of_a_long_session_cost_no_more_than_the_first()
    {
        int inputs = int.Parse(
            Environment.GetEnvironmentVariable("GCHUNK_INPUTS") ?? "150",
            CultureInfo.InvariantCulture
        );
        int part = Math.Max(40, inputs / 10);
        Run(20);
        int states = session.Host.States;
        var (firstTime, firstBytes) = Run(part);
        Run(inputs - (2 * part));
        var (lastTime, lastBytes) = Run(part);
        Write("an input, among the first hundred", firstTime);
        Write("an input, among the last hundred of a thousand", lastTime);
        WriteLine($"memory per input, first hundred\t{firstBytes / 1000} kB\t\t");
        WriteLine($"memory per input, last hundred of a thousand\t{lastBytes / 1000} kB\t\tas for the first");
        Assert.InRange(lastBytes, 0, (firstBytes * 3 / 2) + 20_000);
        // Pieces that only declare variables are merged.
        Assert.InRange(session.Host.States, 0, states + 33);

        (double[] Milliseconds, long Bytes) Run(int count)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            var times = new double[count];
            for (int i = 0; i < count; i++)
            {
                string input = (i % 3) switch
                {
                    0 => $"var x = Linspace(0, {i}, 20_000).Compute();",
                    1 => "Ones((30, 30)).Mean().Compute();",
                    _ => "Console.Out.Flush();",
                };
                long started = Stopwatch.GetTimestamp();
                Assert.True(session.Run(input), input);
                times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
            return (times, (GC.GetTotalMemory(forceFullCollection: true) - before) / count);
        }
    }

    [Theory]
    [InlineData("var a = 1;", false)]
    [InlineData("var a = \"b\"; Func<int> f = () => a.Length;", false)]
    [InlineData("%del a", false)]
    [InlineData("%reset", false)]
    [InlineData("var b = 1;", true)]
    public void A_variable_declared_again_lets_its_old_value_go(string input, bool stays) =>
        Assert.Equal(stays, IsAliveAfter(input));

    [Fact]
    public void What_a_function_still_names_stays()
    {
        Assert.True(IsAliveAfter("int Length() => a.Length;", "var a = 1;"));
        Assert.True(session.Run("if (Length() != 1_000_000) throw new Exception();"));
    }

    [Fact]
    public void At_every_key_there_are_colours_and_names()
    {
        Assert.True(session.Run("var x = Ones((3, 4));"));
        var assistant = new CodeAssistant(session);
        var editor = new LineEditor(new History(null), Prompt.Finish);
        var painter = new ScreenPainter(new Paper());
        var screen = new InputScreen(Theme.ForTerminal(), ("gchunk> ", "   ...> "));
        bool measured = Environment.GetEnvironmentVariable("GCHUNK_FIGURES") is not null;
        var (keys, completions) = (new List<double>(), new List<double>());
        for (int round = 0; round < (measured ? 8 : 1); round++)
        {
            painter.Begin();
            foreach (
                string text in new[]
                {
                    "var y = x.Mean(axis: 0).Sqrt() + Ones((2, 3)).Sum();",
                    "foreach (var v in Enumerable.Range(0, 10).Select(i => i * 2)) Console.WriteLine($\"{v}\");",
                }
            )
            {
                editor.Begin("");
                var decoder = new KeyDecoder();
                foreach (char c in text)
                {
                    long started = Stopwatch.GetTimestamp();
                    foreach (var key in decoder.Feed(Encoding.UTF8.GetBytes(c.ToString())))
                        editor.Press(key);
                    var insight = assistant.Look(editor.Buffer.Text, editor.Buffer.Cursor);
                    var (rows, row, column) = screen.Compose(editor, insight, 100, 30);
                    painter.Paint(rows, row, column);
                    keys.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    Assert.Equal(editor.Buffer.Text, insight.Text);
                    if (!char.IsLetter(c) && c != '.')
                        continue;
                    started = Stopwatch.GetTimestamp();
                    var completion = assistant.Complete(editor.Buffer.Text, editor.Buffer.Cursor);
                    completions.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    // There are no completions for a new variable's name and inside text.
                    if (c == '.')
                        Assert.NotEmpty(completion.Items);
                }
                Assert.Equal(text, editor.Buffer.Text);
            }
            if (round == 0 && measured)
            {
                keys.Clear();
                completions.Clear();
            }
        }
        Write("a key: editing, colours, signature, screen (warm)", [.. keys], "30 ms");
        Write("a list of completions (warm)", [.. completions], "30 ms");
        keys.Sort();
        WriteLine($"a key, 95th percentile\t\t{keys[keys.Count * 19 / 20]:0.0} ms\t30 ms");
    }

    private bool IsAliveAfter(params string[] inputs)
    {
        Assert.True(session.Run("var a = new double[1_000_000]; var seen = new WeakReference(a);"));
        foreach (string input in inputs[..^1])
            Assert.True(session.Run(input));
        var seen = (WeakReference)session.Host.Variables.Find("seen")!.Value!;
        Assert.True(session.Run(inputs[^1]));
        // The thread that ran the last input may still hold its values.
        Assert.True(session.Run("GC.KeepAlive(null);"));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return seen.IsAlive;
    }

    private static void Write(string what, double[] milliseconds, string target = "")
    {
        Array.Sort(milliseconds);
        WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}\t{milliseconds[0]:0.0} ms\t{milliseconds[milliseconds.Length / 2]:0.0} ms\t{target}"
            )
        );
    }

    private static void WriteLine(FormattableString line) => WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void WriteLine(string line)
    {
        if (Environment.GetEnvironmentVariable("GCHUNK_FIGURES") is { Length: > 0 } file)
            File.AppendAllText(file, line + "\n");
    }

    private sealed class Paper : ITerminal
    {
        public int Width => 100;

        public int Height => 30;

        public void Write(string text) { }
    }
}
