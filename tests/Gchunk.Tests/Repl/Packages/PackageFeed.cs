using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Gchunk.Tests.Repl.Packages;

/// <summary>A folder with packages that a test builds, which need no network.</summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackageFeed()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "feed"));
        File.WriteAllText(
            System.IO.Path.Combine(Path, "nuget.config"),
            """
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="here" value="feed" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """
        );
    }

    /// <summary>The folder.</summary>
    public string Path => folder.Path;

    public void Dispose() => folder.Dispose();

    /// <summary>Compiles an assembly, which is also written to the folder, for references of others.</summary>
    public byte[] Compile(string name, string code, params string[] references)
    {
        using var image = new MemoryStream();
        var system = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(':')
            .Where(p => System.IO.Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll");
        var result = CSharpCompilation
            .Create(
                name,
                [CSharpSyntaxTree.ParseText(code)],
                [.. system.Concat(references).Select(p => MetadataReference.CreateFromFile(p))],
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            )
            .Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        File.WriteAllBytes(System.IO.Path.Combine(Path, name + ".dll"), image.ToArray());
        return image.ToArray();
    }

    /// <summary>Adds a package to the feed.</summary>
    /// <param name="name">The package id.</param>
    /// <param name="version">The version.</param>
    /// <param name="assembly">The image of its assembly.</param>
    /// <param name="needs">The packages that it depends on.</param>
    public void Pack(string name, string version, byte[] assembly, params (string Name, string Version)[] needs) =>
        Pack(name, version, assembly, null, needs);

    /// <summary>Adds a package with a native library to the feed.</summary>
    /// <param name="name">The package id.</param>
    /// <param name="version">The version.</param>
    /// <param name="assembly">The image of its assembly.</param>
    /// <param name="native">The native library: its name and the file that it is a copy of.</param>
    /// <param name="needs">The packages that it depends on.</param>
    public void Pack(
        string name,
        string version,
        byte[] assembly,
        (string Name, string Source)? native,
        params (string Name, string Version)[] needs
    )
    {
        using var archive = ZipFile.Open(
            System.IO.Path.Combine(Path, "feed", $"{name}.{version}.nupkg"),
            ZipArchiveMode.Create
        );
        Write(
            $"{name}.nuspec",
            Encoding.UTF8.GetBytes(
                $"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                  <id>{name}</id><version>{version}</version><authors>gchunk</authors><description>made by a test</description>
                  <dependencies><group targetFramework="net8.0">{string.Concat(
                    needs.Select(n => $"<dependency id=\"{n.Name}\" version=\"{n.Version}\" />")
                )}</group></dependencies>
                </metadata></package>
                """
            )
        );
        Write($"lib/net8.0/{name}.dll", assembly);
        if (native is { } library)
        {
            Write(
                $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/{library.Name}",
                File.ReadAllBytes(library.Source)
            );
        }

        void Write(string path, byte[] content)
        {
            using var stream = archive.CreateEntry(path).Open();
            stream.Write(content);
        }
    }
}
