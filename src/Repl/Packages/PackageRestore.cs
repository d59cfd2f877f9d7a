using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine;

namespace Gchunk.Repl.Packages;

/// <summary>
/// Gets packages through the .NET SDK, by restoring a project in the user's cache that only references them. A set of
/// packages is restored once.
/// </summary>
internal static partial class PackageRestore
{
    private const int MostErrors = 3;

    /// <summary>Returns the files of packages and of their dependencies.</summary>
    /// <param name="packages">All packages of the session, because their dependencies are resolved together.</param>
    /// <param name="folder">
    /// The folder of the script: a <c>nuget.config</c> there or above it names the package sources, as for any project.
    /// Null at the prompt: the current folder may be one of data, whose files must not name what runs.
    /// </param>
    /// <exception cref="GchunkException">A package, its source or the SDK is missing.</exception>
    public static PackageAssets Get(IReadOnlyCollection<PackageName> packages, string? folder)
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
            AtomicFile.WriteText(file, project);
            Console.Error.WriteLine($"getting {string.Join(", ", packages)}…");
            Restore(place, file, packages);
            var got =
                PackageAssets.Read(assets)
                ?? throw new GchunkException(
                    $"the .NET SDK's result for {string.Join(", ", packages)} cannot be read: {assets}"
                );
            File.WriteAllText(mark, "");
            return got;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot write packages to {place}: {e.Message}", e);
        }
    }

    internal static string ProjectFor(IEnumerable<PackageName> packages, string? folder) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(
                folder ?? "$(MSBuildProjectDirectory)"
            )}</RestoreRootConfigDirectory>
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

    // Without a home folder, packages are kept in a temporary folder that ends with the program.
    private static readonly Lazy<string> Temporary = new(() =>
    {
        string made = Directory.CreateTempSubdirectory("gchunk-packages-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(made, recursive: true);
        return made;
    });

    private static string CacheFolder() =>
        UserFolder.Cache is { } cache && Path.Combine(cache, "packages") is var kept && UserFolder.Prepare(kept)
            ? kept
            : Temporary.Value;

    private static void Restore(string place, string project, IReadOnlyCollection<PackageName> packages)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        };
        if (Environment.GetEnvironmentVariable("HOME") is not { Length: > 0 })
            environment["DOTNET_CLI_HOME"] = environment["HOME"] = place;
        var dotnet = new ExternalProgram(DotNet(), "getting packages", $"apt-get install {SdkPackage}")
        {
            Environment = environment,
        };
        var end = dotnet.RunToEnd(
            [
                "restore",
                project,
                "--nologo",
                "--verbosity",
                "quiet",
                "--disable-build-servers",
                // Settings of a folder above the cache do not apply to this project.
                "-p:ImportDirectoryBuildProps=false",
                "-p:ImportDirectoryBuildTargets=false",
                "-p:ImportDirectoryPackagesProps=false",
                "-p:NuGetAudit=false",
            ],
            place,
            Interrupt.Token
        );
        if (end.ExitCode != 0)
            throw new GchunkException(Explain(end.Output + end.Errors, packages));
    }

    // The dotnet that runs this program, where one does. It may be a runtime without an SDK.
    private static string DotNet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static string SdkPackage => $"dotnet-sdk-{Environment.Version.Major}.0";

    /// <summary>Sums up the errors of <c>dotnet restore</c> in one line.</summary>
    /// <param name="said">Its output.</param>
    /// <param name="packages">The requested packages.</param>
    internal static string Explain(string said, IReadOnlyCollection<PackageName> packages)
    {
        string names = string.Join(", ", packages);
        if (said.Contains("No .NET SDKs were found", StringComparison.Ordinal))
            return $"{names}: packages need the .NET SDK, but only the runtime is installed; install it with: apt-get install {SdkPackage}";
        var errors = Errors()
            .Matches(said)
            .Select(m => (Code: m.Groups["code"].Value, Text: m.Groups["text"].Value.Trim()))
            .Distinct()
            .ToArray();
        if (errors.Length == 0)
            return $"{names}: dotnet restore failed: {said.Trim()}";
        string hint =
            errors.Any(e => e.Code == "NU1301")
                ? "; the package source cannot be reached; check the network and the sources in nuget.config"
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
