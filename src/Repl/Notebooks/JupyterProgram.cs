using Gchunk.Engine;
using Gchunk.Repl.Notebooks.Conversion;

namespace Gchunk.Repl.Notebooks;

/// <summary><c>gchunk jupyter</c>: installs, removes and runs the kernel for notebooks, and makes notebooks.</summary>
internal static class JupyterProgram
{
    public const string Usage =
        "gchunk jupyter install [--prefix FOLDER] | uninstall [--prefix FOLDER] | convert SCRIPT.csx… | kernel CONNECTION_FILE";

    /// <returns>The exit code.</returns>
    /// <exception cref="GchunkException">A folder or a file cannot be used.</exception>
    public static int Run(string[] args, StopSignals signals)
    {
        switch (args)
        {
            case ["install", .. var rest] when Prefix(rest) is var (isGiven, prefix) && isGiven:
                Console.Out.WriteLine($"installed the kernel 'gchunk' in {KernelSpec.Install(prefix)}");
                return ExitCode.Success;
            case ["uninstall", .. var rest] when Prefix(rest) is var (isGiven, prefix) && isGiven:
                Console.Out.WriteLine(
                    KernelSpec.Uninstall(prefix) is { } folder
                        ? $"removed the kernel 'gchunk' from {folder}"
                        : $"there is no kernel 'gchunk' in {KernelSpec.Folder(prefix)}"
                );
                return ExitCode.Success;
            case ["convert", _, ..]:
                foreach (string script in args[1..])
                    Console.Out.WriteLine(NotebookFile.Convert(script));
                return ExitCode.Success;
            case ["kernel", var path]:
                return RunKernel(path, signals);
            default:
                Console.Error.WriteLine($"usage: {Usage}");
                return ExitCode.Usage;
        }
    }

    private static (bool IsRight, string? Prefix) Prefix(string[] args) =>
        args switch
        {
            [] or ["--user"] => (true, null),
            ["--prefix", { Length: > 0 } prefix] => (true, prefix),
            _ => (false, null),
        };

    private static int RunKernel(string path, StopSignals signals)
    {
        ConnectionFile connection = ConnectionFile.Read(path);
        NotebookKernel? kernel = null;
        // A cell that does not stop must not keep the process.
        void End(int code)
        {
            kernel?.Dispose();
            Interrupt.CleanUp();
            StopSignals.EndNow(code);
        }
        kernel = new NotebookKernel(connection) { Ended = () => End(ExitCode.Success) };
        signals.OnInterrupt = kernel.Interrupt;
        ParentWatch.Start(() => End(ExitCode.Terminated));
        kernel.Run();
        return ExitCode.Success;
    }
}
