using System.Reflection;
using Gchunk.Engine;

namespace Gchunk.Repl;

/// <summary>The mode that the command line selects.</summary>
internal abstract record Request;

internal sealed record OpenPrompt : Request;

internal sealed record RunScript(string Path, string[] Arguments) : Request;

internal sealed record WatchScript(string Path, string[] Arguments) : Request;

internal sealed record RunInput(string[] Arguments) : Request;

internal sealed record RunCode(string Code, string[] Arguments) : Request;

internal sealed record RunJupyter(string[] Arguments) : Request;

internal sealed record ShowText(string Text) : Request;

internal sealed record UsageError(string Message) : Request;

/// <summary>
/// Parses the command line. It is written by hand because everything after the script's name belongs to the script, and
/// because start-up time counts.
/// </summary>
internal static class CommandLine
{
    private const string Help = """
        gchunk: lazy chunked arrays, labelled data sets, clustering and maps, in C#

        usage:
          gchunk                       open the prompt, or run code from standard input
          gchunk SCRIPT.csx [ARGS…]    run a script; ARGS are available to it as Args
          gchunk - [ARGS…]             run code from standard input; values go to standard output
          gchunk -e CODE [ARGS…]       run CODE and print its value
          gchunk jupyter install       let JupyterLab and VS Code run notebooks; also uninstall, --prefix FOLDER
          gchunk jupyter convert SCRIPT.csx…  make a notebook of each script, cell by cell
          gchunk cluster               start, list, scale and stop clusters of machines; alone, it shows how
          gchunk gateway               start clusters for several users, over HTTPS; alone, it shows how

        options:
          -e, --eval CODE              run CODE and print its value
              --watch SCRIPT [ARGS…]   run a script now and whenever it or a script it loads changes; Ctrl-C quits
          -h, --help                   show this text
              --version                show the version
              --threads N              compute on N threads (also GCHUNK_THREADS); comes before the other options
              --memory SIZE            limit memory to SIZE, such as 2GB (also GCHUNK_MEMORY); comes before the others

        exit code: 0; 1 after an error in a script or in what came on standard input;
        exit codes: 0 on success; 1 after an error in the code;
        """;

    private static readonly string[] Options =
    [
        "-e",
        "--eval",
        "--watch",
        "-h",
        "--help",
        "--version",
        .. RunSettings.Options,
    ];

    /// <summary>The program's version as <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(CommandLine)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    public static Request Parse(string[] args) =>
        args switch
        {
            [] => new OpenPrompt(),
            ["-e" or "--eval"] => new UsageError($"{args[0]} needs the code to run, such as {args[0]} '1 + 1'"),
            ["-e" or "--eval", var code, .. var rest] => new RunCode(code, rest),
            ["jupyter", .. var rest] => new RunJupyter(rest),
            ["-", .. var rest] => new RunInput(rest),
            ["--watch"] or ["--watch", "-", ..] => new UsageError(
                "--watch needs a script file, such as --watch mean.csx"
            ),
            ["--watch", var script, .. var rest] => Script(script, rest) is RunScript run
                ? new WatchScript(run.Path, run.Arguments)
                : Script(script, rest),
            ["-h" or "--help", ..] => new ShowText(Help),
            ["--version", ..] => new ShowText($"gchunk {Version}"),
            ["--", var script, .. var rest] => Script(script, rest),
            [['-', _, ..] option, ..] => new UsageError($"unknown option '{option}'{Suggestion(option, Options)}"),
            [var script, .. var rest] => Script(script, rest),
        };

    private static Request Script(string path, string[] arguments)
    {
        if (File.Exists(path))
        {
            return new RunScript(path, arguments);
        }

        return new UsageError(
            Directory.Exists(path)
                ? $"'{path}' is a folder; give a script in it, such as '{Path.Combine(path, "NAME.csx")}'"
                : $"no file '{path}'{NearbyScript(path)}"
        );
    }

    private static string NearbyScript(string path)
    {
        var folder = Path.GetDirectoryName(path);
        folder = string.IsNullOrEmpty(folder) ? "." : folder;
        if (!Directory.Exists(folder))
        {
            return $"; folder '{folder}' does not exist";
        }

        var wanted = Path.GetFileName(path);
        var names = Directory
            .EnumerateFiles(folder, "*.csx")
            .Select(Path.GetFileName)
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .ToArray();
        var suggestion = Suggestion(wanted, names);
        return suggestion.Length > 0 || names.Length == 0
            ? suggestion
            : $"; scripts in that folder: {string.Join(", ", names.Take(8))}{(names.Length > 8 ? ", …" : "")}";
    }

    private static string Suggestion(string given, string[] known) =>
        Spelling.Nearest(given, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
}
