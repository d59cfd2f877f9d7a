using Gchunk.Engine.Execution;
using Gchunk.Repl.Display;

namespace Gchunk.Repl;

/// <summary>Runs one script, or the code of <c>-e</c>, from start to end.</summary>
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
            Console.Error.WriteLine($"gchunk: '{path}' cannot be read: {e.Message}");
            return ExitCode.Usage;
        }

        return Run(new ScriptHost(new ScriptGlobals(arguments), Path.GetDirectoryName(file)!), code, file, signals, showValue: false);
    }

    /// <returns>The exit code.</returns>
    public static int RunCode(string code, string[] arguments, StopSignals signals) =>
        Run(new ScriptHost(new ScriptGlobals(arguments), Environment.CurrentDirectory), code, CodeName, signals, showValue: true);

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

        return ExitCode.Success;
    }
}
