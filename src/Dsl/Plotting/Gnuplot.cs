using System.ComponentModel;
using System.Diagnostics;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Runs gnuplot on a script in the script's folder.</summary>
internal static class Gnuplot
{
    /// <summary>Runs a script to its end; a cancelled run's gnuplot is killed.</summary>
    public static void Run(GnuplotScript script, CancellationToken cancel, string program = "gnuplot")
    {
        cancel.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = script.Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("--default-settings"); // a user's ~/.gnuplot has no say
        start.ArgumentList.Add(script.Finish());
        using Process process = Start(start);
        using IDisposable atExit = Interrupt.OnExit(() => Kill(process));
        using CancellationTokenRegistration kill = cancel.Register(() => Kill(process));
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        cancel.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            throw new GchunkException(
                $"gnuplot failed (exit code {process.ExitCode}): {Tidy(errors.Length > 0 ? errors : output.Result)}"
            );
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GchunkException(
                $"plots need gnuplot, and '{start.FileName}' cannot be started; install it with: apt-get install gnuplot-nox",
                e
            );
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    private static string Tidy(string text) =>
        string.Join(" ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
