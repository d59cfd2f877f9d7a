using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Gchunk.Engine;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 0 means success.</param>
/// <param name="Output">The end of what it wrote to standard output.</param>
/// <param name="Errors">The end of what it wrote to standard error.</param>
public sealed record ProgramEnd(int ExitCode, string Output, string Errors);

/// <summary>A program of the system that gchunk runs to its end, such as gnuplot.</summary>
/// <remarks>
/// A program is found by its name on PATH and started by its absolute path. The current folder and PATH entries that
/// are empty or relative are not searched, so a file named <c>gnuplot</c> beside someone's data never runs. Arguments
/// go to the program as they are; no shell reads them.
/// </remarks>
/// <param name="Name">The program's name, or its absolute path.</param>
/// <param name="Purpose">What needs the program: "plots". The error says so where the program is missing.</param>
/// <param name="Install">The command that installs the program.</param>
public sealed record ExternalProgram(string Name, string Purpose, string Install)
{
    private const string Shell = "/bin/sh";
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";
    private const int MostCharactersInMessage = 2000;

    // A program's child may keep the outputs open after the program has ended; what it still writes is not waited for.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    /// <summary>The longest time that a run may take. The program and its children are killed after it.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Environment variables that the program gets besides those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the program reads from its standard input; nothing by default.</summary>
    public string? Input { get; init; }

    /// <summary>
    /// True if Ctrl-C must not end the program. A terminal sends it to every process, and the jobs that the program had
    /// begun to submit would be lost track of.
    /// </summary>
    internal bool IgnoresInterrupts { get; init; }

    /// <summary>Finds a program on PATH.</summary>
    /// <param name="name">A name without a folder, or an absolute path.</param>
    /// <returns>The program's absolute path, or null where there is none.</returns>
    public static string? Find(string name) => Find(name, System.Environment.GetEnvironmentVariable("PATH"));

    internal static string? Find(string name, string? path)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Path.IsPathFullyQualified(name))
            return IsExecutable(name) ? name : null;
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            return null;
        return (path ?? DefaultPath)
            .Split(Path.PathSeparator)
            .Where(folder => Path.IsPathFullyQualified(folder))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsExecutable);
    }

    /// <summary>Runs the program to its end.</summary>
    /// <param name="arguments">The arguments, as the program gets them.</param>
    /// <param name="folder">The program's working folder.</param>
    /// <param name="cancel">Kills the program and its children.</param>
    /// <exception cref="GchunkException">
    /// The program is missing, takes longer than <see cref="TimeLimit"/>, or ends with another exit code than 0.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public void Run(IEnumerable<string> arguments, string folder, CancellationToken cancel)
    {
        ProgramEnd end = RunToEnd(arguments, folder, cancel);
        if (end.ExitCode != 0)
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} failed (exit code {end.ExitCode}): {OutputLine(end)}"
                )
            );
        }
    }

    /// <summary>Runs the program to its end, whatever its exit code.</summary>
    /// <exception cref="GchunkException">
    /// The program is missing or takes longer than <see cref="TimeLimit"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    /// <param name="arguments">The arguments, as the program gets them.</param>
    /// <param name="folder">The program's working folder.</param>
    /// <param name="cancel">Kills the program and its children.</param>
    /// <param name="written">Called with each part of the standard output as soon as it comes, on one thread.</param>
    public ProgramEnd RunToEnd(
        IEnumerable<string> arguments,
        string folder,
        CancellationToken cancel,
        Action<string>? written = null
    )
    {
        cancel.ThrowIfCancellationRequested();
        using Process process = Start(arguments, folder);
        using IDisposable atExit = Interrupt.OnExit(() => Kill(process));
        using CancellationTokenRegistration stop = cancel.Register(() => Kill(process));
        _ = Feed(process.StandardInput);
        var output = new OutputTail(process.StandardOutput, written);
        var errors = new OutputTail(process.StandardError, null);
        bool inTime = process.WaitForExit(TimeLimit);
        if (!inTime)
        {
            Kill(process);
            process.WaitForExit();
        }
        Task.WaitAll([output.Completion, errors.Completion], DrainTime);
        cancel.ThrowIfCancellationRequested();
        var end = new ProgramEnd(process.ExitCode, output.ToString(), errors.ToString());
        if (!inTime)
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} did not end within {TimeLimit.TotalSeconds:0.#} s and was stopped; it wrote: {OutputLine(end)}"
                )
            );
        }
        return end;
    }

    // A program that reads nothing must not stop the run.
    private async Task Feed(StreamWriter input)
    {
        try
        {
            if (Input is not null)
                await input.WriteAsync(Input).ConfigureAwait(false);
            input.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { } // it ended without reading that
    }

    private Process Start(IEnumerable<string> arguments, string folder)
    {
        string program =
            Find(Name)
            ?? throw new GchunkException(
                $"{Purpose} needs the program {Name}, which was not found in the folders of PATH; install it with: {Install}"
            );
        // A signal that is ignored stays so in the program that replaces the shell.
        ProcessStartInfo start = IgnoresInterrupts
            ? new(Shell, ["-c", "trap '' INT; exec \"$@\"", Shell, program, .. arguments])
            : new(program, arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GchunkException(
                $"{Purpose} needs the program {Name}, but {program} cannot be started: {e.Message}; install it again with: {Install}",
                e
            );
        }
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The program, or one of its children, ended by itself in the meantime.
        }
    }

    // What a program wrote, in one line that fits a message.
    private static string OutputLine(ProgramEnd end)
    {
        string text = string.Join(
            " ",
            (string.IsNullOrWhiteSpace(end.Errors) ? end.Output : end.Errors).Split(
                '\n',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        );
        return text.Length == 0 ? "(nothing)"
            : text.Length <= MostCharactersInMessage ? text
            : "…" + text[^MostCharactersInMessage..];
    }

    // Reads an output of a program on a thread of its own, so that a full pipe never blocks the program, and keeps the
    // end of it: a program that writes without end takes no more memory than this.
    private sealed class OutputTail
    {
        private const int MostKept = 1 << 18;

        private readonly StringBuilder text = new();

        public OutputTail(StreamReader reader, Action<string>? written) =>
            Completion = Task.Factory.StartNew(
                () => Read(reader, written),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );

        public Task Completion { get; }

        public override string ToString()
        {
            lock (text)
                return text.ToString();
        }

        private void Read(StreamReader reader, Action<string>? written)
        {
            char[] buffer = new char[4096];
            try
            {
                while (reader.Read(buffer) is > 0 and int read)
                {
                    written?.Invoke(new string(buffer, 0, read));
                    lock (text)
                    {
                        text.Append(buffer, 0, read);
                        if (text.Length > 2 * MostKept)
                            text.Remove(0, text.Length - MostKept);
                    }
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The run is over and closed the pipe.
            }
        }
    }
}
