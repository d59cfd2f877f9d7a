using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine;

namespace Gchunk.Repl.Packages;

/// <summary>
/// Gets packages by the .NET SDK: a project that only names them, in the user's cache, is restored. What was got once
/// is not asked for again.
/// </summary>
internal static partial class PackageRestore
{
    private const int MostErrors = 3;

    // dotnet says what went wrong in its last lines; a hang of the network must end some time.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The files of packages and of those that they need.</summary>
    /// <param name="packages">All that a session asked for: their needs are settled together.</param>
    /// <param name="folder">
    /// Where the session is: a <c>nuget.config</c> there or above says where packages come from, as for a project.
    /// </param>
    /// <exception cref="GchunkException">A package or its source is not there, or no SDK.</exception>
    public static PackageAssets Get(IReadOnlyCollection<PackageName> packages, string folder)
    {
        string project = ProjectFor(packages, folder);
        string place = Path.Combine(
            CacheFolder(),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..32]
        );
        string assets = Path.Combine(place, "obj", "project.assets.json"),
            mark = Path.Combine(place, "restored");
        if (File.Exists(mark) && PackageAssets.Read(assets) is { } known)
            return known;
        try
        {
            Directory.CreateDirectory(place);
            string file = Path.Combine(place, "packages.csproj");
            string temporary = $"{file}.{Environment.ProcessId}.tmp";
            File.WriteAllText(temporary, project);
            File.Move(temporary, file, overwrite: true);
            Console.Error.WriteLine($"getting {string.Join(", ", packages)}…");
            Restore(place, file, packages);
            var got =
                PackageAssets.Read(assets)
                ?? throw new GchunkException(
                    $"what the .NET SDK restored for {string.Join(", ", packages)} cannot be read: {assets}"
                );
            File.WriteAllText(mark, "");
            return got;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"packages are kept in {place}: {e.Message}", e);
        }
    }

    private static string ProjectFor(IEnumerable<PackageName> packages, string folder) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(folder)}</RestoreRootConfigDirectory>
              </PropertyGroup>
              <ItemGroup>
            {string.Join(
                '\n',
                packages.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p =>
                    $"    <PackageReference Include=\"{p.Name}\" Version=\"{SecurityElement.Escape(p.Range)}\" />"
                )
            )}
              </ItemGroup>
            </Project>
            """;

    // Without a home the system's temporary folder has to do.
    private static string CacheFolder() =>
        UserFolder.Cache is { } cache
            ? Path.Combine(cache, "packages")
            : Path.Combine(Path.GetTempPath(), $"gchunk-packages-{Environment.UserName}");

    private static void Restore(string place, string project, IReadOnlyCollection<PackageName> packages)
    {
        var start = new ProcessStartInfo(
            DotNet(),
            [
                "restore",
                project,
                "--nologo",
                "--verbosity",
                "quiet",
                "--disable-build-servers",
                // What lies above the cache is not about this project.
                "-p:ImportDirectoryBuildProps=false",
                "-p:ImportDirectoryBuildTargets=false",
                "-p:ImportDirectoryPackagesProps=false",
                "-p:NuGetAudit=false",
            ]
        )
        {
            WorkingDirectory = place,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        if (Environment.GetEnvironmentVariable("HOME") is not { Length: > 0 })
            start.Environment["DOTNET_CLI_HOME"] = start.Environment["HOME"] = place;
        string said;
        int exit;
        using var process = Start(start);
        using (Interrupt.Token.Register(() => process.Kill(entireProcessTree: true)))
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Longest))
                process.Kill(entireProcessTree: true);
            said = output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult();
            process.WaitForExit();
            exit = process.ExitCode;
        }
        Interrupt.Token.ThrowIfCancellationRequested();
        if (exit != 0)
            throw new GchunkException(Explain(said, packages));
    }

    // The program was itself started by one, but that may be a runtime without an SDK.
    private static string DotNet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new GchunkException(
                $"packages are restored by the .NET SDK, and 'dotnet' does not start: {e.Message}",
                e
            );
        }
    }

    /// <summary>Says in a line what dotnet said in many.</summary>
    /// <param name="said">Its output.</param>
    /// <param name="packages">What was asked for.</param>
    internal static string Explain(string said, IReadOnlyCollection<PackageName> packages)
    {
        string names = string.Join(", ", packages);
        if (said.Contains("No .NET SDKs were found", StringComparison.Ordinal))
            return $"{names}: packages are restored by the .NET SDK, and here is only the runtime; install dotnet-sdk-{Environment.Version.Major}.0";
        var errors = Errors()
            .Matches(said)
            .Select(m => (Code: m.Groups["code"].Value, Text: m.Groups["text"].Value.Trim()))
            .Distinct()
            .ToArray();
        if (errors.Length == 0)
            return $"{names}: dotnet restore failed: {said.Trim()}";
        string hint =
            errors.Any(e => e.Code == "NU1301")
                ? "; the source of packages can't be reached: is there a network? nuget.config says which it is"
            : errors.Any(e => e.Code == "NU1101") ? "; is the name right?"
            : "";
        return $"{names}: {string.Join("; ", errors.Take(MostErrors).Select(e => $"{e.Text.TrimEnd('.')} ({e.Code})"))}{hint}";
    }

    [GeneratedRegex(
        @"error (?<code>[A-Z]+\d+): (?<text>[^\n]*?)(?: \[[^\[\]\n]*proj\])?\s*$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Errors();
}
