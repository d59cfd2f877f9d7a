using System.Text;

namespace Gchunk.Repl;

internal enum LineKind
{
    /// <summary>A line of text, possibly empty.</summary>
    Text,

    /// <summary>Ctrl-C: the text typed so far is discarded.</summary>
    Cleared,

    /// <summary>Ctrl-D on an empty line.</summary>
    End,
}

internal readonly record struct Line(LineKind Kind, string Text);

/// <summary>
/// Reads a line from a terminal key by key, because Console.ReadLine cannot discard the line at Ctrl-C.
/// </summary>
internal static class TerminalLine
{
    public static Line Read(string prompt)
    {
        Console.Out.Write(prompt);
        var text = new StringBuilder();
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        Console.Out.WriteLine();
                        return new Line(LineKind.Text, text.ToString());
                    case ConsoleKey.C when control:
                        Console.Out.WriteLine("^C");
                        return new Line(LineKind.Cleared, "");
                    case ConsoleKey.D when control && text.Length == 0:
                        Console.Out.WriteLine();
                        return new Line(LineKind.End, "");
                    case ConsoleKey.U when control:
                        Erase(text, text.Length);
                        break;
                    case ConsoleKey.Backspace:
                        Erase(text, 1);
                        break;
                    case ConsoleKey.Tab:
                        Append(text, "    ");
                        break;
                    default:
                        if (!char.IsControl(key.KeyChar))
                        {
                            Append(text, key.KeyChar.ToString());
                        }

                        break;
                }
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private static void Append(StringBuilder text, string typed)
    {
        text.Append(typed);
        Console.Out.Write(typed);
    }

    private static void Erase(StringBuilder text, int count)
    {
        count = Math.Min(count, text.Length);
        text.Length -= count;
        for (var i = 0; i < count; i++)
        {
            Console.Out.Write("\b \b");
        }
    }
}
