using System.Diagnostics;

namespace Gchunk.Engine.Workers.Code;

/// <summary>How the program is started once more, for a process that works for this one.</summary>
internal static class OwnProcess
{
    // The dotnet host of the framework that runs this process.
    private static string Host
    {
        get
        {
            string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
            string host = Path.GetFullPath(Path.Combine(framework, "..", "..", "..", "dotnet"));
            return File.Exists(host) ? host : ExternalProgram.Find("dotnet") ?? host;
        }
    }

    /// <summary>The command that starts the program, without its arguments.</summary>
    public static IReadOnlyList<string> Command => [Host, "exec", ProgramFiles.Program];

    /// <summary>Returns how to start the program, with all its streams redirected.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        IReadOnlyList<string> command = Command;
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (string argument in (IEnumerable<string>)[.. command.Skip(1), .. arguments])
            start.ArgumentList.Add(argument);
        // Collector threads would compete with the tasks of other processes.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // It may end without removing the sockets and pipes that .NET puts in the temporary folder for debuggers.
        start.Environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        return start;
    }
}
