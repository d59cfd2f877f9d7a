using Gchunk.Dsl.Showing;
using Gchunk.Engine;
using Gchunk.Repl.Display;
using Gchunk.Repl.Submissions;

namespace Gchunk.Repl;

/// <summary>Runs one script, or the code given with <c>-e</c>.</summary>
internal static class ScriptRunner
{
    private const string CodeName = "<code>";

    /// <returns>The exit code.</returns>
    public static int RunFile(string path, string[] arguments, StopSignals signals)
    {
        var file = Path.GetFullPath(path);
        string code;
        try
        {
            code = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"gchunk: cannot read '{path}': {e.Message}");
            return ExitCode.Usage;
        }

        var globals = new ScriptGlobals(arguments);
        // The target of #r may change without notice, so such a script is not cached. Files of #load are tracked.
        bool cacheable = !code.Contains("#r", StringComparison.Ordinal);
        var cache = new ScriptCache(cacheable ? ScriptCache.DefaultFolder() : null);
        return cache.Find(code, file) is var (image, type, method)
            ? RunCached(image, type, method, globals, file, signals)
            : RunAndKeep(globals, code, file, cache, signals);
    }

    private static int RunCached(
        byte[] image,
        string type,
        string method,
        ScriptGlobals globals,
        string file,
        StopSignals signals
    )
    {
        var thrown = CachedScript.Run(image, type, method, globals);
        if (signals.RequestedExit is { } requested)
        {
            Interrupt.CleanUp();
            return requested;
        }

        if (thrown is null)
        {
            return ExitCode.Success;
        }

        Console.Error.WriteLine(ErrorReport.OfException(thrown, FindLine));
        return ExitCode.ScriptError;

        // A cached script and the scripts it loads are unchanged since they were compiled, so their files have the
        // right lines.
        (string, string)? FindLine(string path, int line) =>
            path.EndsWith(".csx", StringComparison.Ordinal) || path == file
                ? File.Exists(path) && File.ReadLines(path).ElementAtOrDefault(line) is { } text
                    ? (path, text)
                    : null
                : null;
    }

    private static int RunAndKeep(
        ScriptGlobals globals,
        string code,
        string file,
        ScriptCache cache,
        StopSignals signals
    )
    {
        var host = new ScriptHost(globals, Path.GetDirectoryName(file)!)
        {
            IsOfFile = true,
            OnCompiled = (submission, files) => cache.Keep(code, file, submission, [.. files.Where(f => f != file)]),
        };
        return Run(host, code, file, signals, showValue: false);
    }

    /// <returns>The exit code.</returns>
    public static int RunCode(string code, string[] arguments, StopSignals signals) =>
        Run(
            new ScriptHost(new ScriptGlobals(arguments), Environment.CurrentDirectory),
            code,
            CodeName,
            signals,
            showValue: true
        );

    private static int Run(ScriptHost host, string code, string path, StopSignals signals, bool showValue)
    {
        var evaluation = host.Evaluate(code, path);
        if (signals.RequestedExit is { } requested)
        {
            Interrupt.CleanUp();
            return requested;
        }

        if (!evaluation.Succeeded)
        {
            Console.Error.WriteLine(ErrorReport.For(evaluation, host));
            return ExitCode.ScriptError;
        }

        if (showValue && ValueFormatter.Format(evaluation.Value) is { } text)
        {
            Console.Out.WriteLine(text);
        }
        if (evaluation.Note is { } note)
            Console.Error.WriteLine("note: " + note);
        return ExitCode.Success;
    }
}
