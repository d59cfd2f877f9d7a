using System.Diagnostics;
using Xunit;

namespace Gchunk.Tests.Repl;

/// <summary>The result of a finished process.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error);

/// <summary>Starts the program as a user does, through the launcher.</summary>
internal sealed class GchunkProcess : IDisposable
{
    // A hang must fail the test rather than block it. The first start builds the program.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> error;

    private GchunkProcess(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        error = process.StandardError.ReadToEndAsync();
    }

    public static Ended Run(params string[] arguments) => RunWith("", null, arguments);

    public static Ended RunWith(string input, string? folder, params string[] arguments) =>
        RunFile(Checkout.Launcher, input, folder, arguments);

    public static Ended RunFile(string file, string input, string? folder, params string[] arguments)
    {
        using var started = Start(file, folder, arguments);
        started.process.StandardInput.Write(input);
        started.process.StandardInput.Close();
        return started.WaitForEnd();
    }

    /// <summary>
    /// Starts the program with the default handling of Ctrl-C, as a terminal does. Otherwise a parent that ignores
    /// Ctrl-C would pass that on.
    /// </summary>
    public static GchunkProcess StartInterruptible(params string[] arguments) =>
        Start("/usr/bin/env", null, ["--default-signal=INT", Checkout.Launcher, .. arguments]);

    /// <summary>Starts a program that starts the one built with the tests, without the launcher.</summary>
    public static GchunkProcess StartFile(string file, params string[] arguments) => Start(file, null, arguments);

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public string? ReadLine() => process.StandardOutput.ReadLine();

    public void Interrupt() => Signal("INT");

    public void Signal(string name)
    {
        using var kill = Process.Start(
            "kill",
            [$"-{name}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
        );
        kill.WaitForExit();
    }

    public Ended WaitForEnd(TimeSpan? deadline = null)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(deadline ?? Longest), "the program did not end in time");
        // A process that it started and left behind may hold its output open.
        Assert.True(Task.WaitAll([output, error], Longest), "the program ended, but its output stays open");
        return new Ended(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static GchunkProcess Start(string file, string? folder, string[] arguments) =>
        new(
            new ProcessStartInfo(file, arguments)
            {
                WorkingDirectory = folder ?? Path.GetTempPath(),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        );
}
