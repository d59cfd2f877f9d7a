using System.Diagnostics;
using System.Globalization;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>
/// A shell that kills the process groups of the workers when this process has ended, however it ended. The kernel kills
/// the workers themselves, but not the programs that their tasks have started.
/// </summary>
internal static class Undertaker
{
    // Each line of input adds or removes a group. The input ends with this process.
    private const string Script = """
        trap '' HUP INT TERM QUIT
        groups=
        while read -r sign group; do
          if [ "$sign" = + ]; then
            groups="$groups $group"
            continue
          fi
          set -- $groups
          groups=
          for other; do
            [ "$other" = "$group" ] || groups="$groups $other"
          done
        done
        for group in $groups; do
          kill -KILL "-$group"
        done
        """;

    private static readonly Lock Gate = new();
    private static Process? shell;

    /// <summary>Adds a group.</summary>
    public static void Watch(int group) => Write('+', group);

    /// <summary>Removes a group that has ended.</summary>
    public static void Forget(int group) => Write('-', group);

    private static void Write(char sign, int group)
    {
        lock (Gate)
        {
            try
            {
                shell ??= Start();
                shell.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{sign} {group}\n"));
                shell.StandardInput.Flush();
            }
            catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
            {
                // Without the shell, the workers still end with this process.
            }
        }
    }

    // In a session of its own, it outlives a signal to the group of this process.
    private static Process Start()
    {
        const string Shell = "/bin/sh";
        var start = new ProcessStartInfo(ExternalProgram.Find("setsid") is { } setsid ? setsid : Shell)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        if (start.FileName != Shell)
            start.ArgumentList.Add(Shell);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        return Process.Start(start)!;
    }
}
