using System.Text.Json;
using System.Text.Json.Nodes;
using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// The description of the kernel in a folder where Jupyter looks for it: how it is started, and its logo.
/// </summary>
internal static class KernelSpec
{
    private const string Name = "gchunk";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// The folder of the description: below a prefix (<c>PREFIX/share/jupyter</c>), or in the user's data folder, which
    /// <c>JUPYTER_DATA_DIR</c> or <c>XDG_DATA_HOME</c> may name.
    /// </summary>
    /// <exception cref="GchunkException">There is no home folder.</exception>
    public static string Folder(string? prefix)
    {
        string data =
            prefix is not null ? Path.Combine(prefix, "share", "jupyter")
            : Given("JUPYTER_DATA_DIR") is { } named ? named
            : Given("XDG_DATA_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? Path.Combine(xdg, "jupyter")
            : Given("HOME") is not { } home
                ? throw new GchunkException(
                    "there is no home folder to install the kernel in; give a folder with --prefix"
                )
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(home, ".local", "share", "jupyter");
        return Path.Combine(Path.GetFullPath(data), "kernels", Name);
    }

    /// <summary>Writes the description, in place of an older one.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="GchunkException">The folder cannot be written.</exception>
    public static string Install(string? prefix)
    {
        string folder = Folder(prefix);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException(
                $"cannot make the folder {folder}: {e.Message}; give another one with --prefix, such as --prefix ~/.local",
                e
            );
        }
        AtomicFile.WriteBytes(Path.Combine(folder, "logo-64x64.png"), KernelLogo.Png(64));
        AtomicFile.WriteBytes(Path.Combine(folder, "logo-32x32.png"), KernelLogo.Png(32));
        // Last, because Jupyter believes in a folder that has this file.
        AtomicFile.WriteText(Path.Combine(folder, "kernel.json"), Content().ToJsonString(Indented) + "\n");
        return folder;
    }

    /// <summary>Removes the description.</summary>
    /// <returns>The folder, or null if there was none.</returns>
    /// <exception cref="GchunkException">It cannot be removed.</exception>
    public static string? Uninstall(string? prefix)
    {
        string folder = Folder(prefix);
        if (!File.Exists(Path.Combine(folder, "kernel.json")))
            return null;
        try
        {
            File.Delete(Path.Combine(folder, "kernel.json"));
            foreach (string logo in Directory.EnumerateFiles(folder, "logo-*.png"))
                File.Delete(logo);
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot remove {folder}: {e.Message}", e);
        }
        return folder;
    }

    private static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static JsonObject Content() =>
        new()
        {
            ["argv"] = new JsonArray([
                .. Program().Concat(["jupyter", "kernel", "{connection_file}"]).Select(a => (JsonNode)a),
            ]),
            ["display_name"] = Name,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject(),
        };

    // The program that runs now, or the launcher that built it: a newer build of the launcher's is in another folder.
    private static string[] Program()
    {
        string assembly = typeof(KernelSpec).Assembly.Location,
            builds = Path.GetDirectoryName(Path.GetDirectoryName(assembly)) ?? "";
        if (Path.GetFileName(builds) == ".build" && Path.Combine(builds, "..", Name) is var launcher)
        {
            launcher = Path.GetFullPath(launcher);
            if (File.Exists(launcher))
                return [launcher];
        }
        string program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, assembly] : [program];
    }
}
