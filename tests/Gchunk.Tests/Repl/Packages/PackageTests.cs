using Gchunk.Engine;
using Gchunk.Repl.Packages;
using Xunit;

namespace Gchunk.Tests.Repl.Packages;

/// <summary>
/// Tests packages with <c>#r "nuget: …"</c>, from a folder with packages that the test builds, without a network.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private readonly PackageFeed folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_current_folder_does_not_say_where_packages_of_the_prompt_come_from()
    {
        PackageName[] packages = [PackageName.Parse("nuget: A, 1.0")];
        Assert.Contains(
            "<RestoreRootConfigDirectory>/scripts &amp; more<",
            PackageRestore.ProjectFor(packages, "/scripts & more"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<RestoreRootConfigDirectory>$(MSBuildProjectDirectory)<",
            PackageRestore.ProjectFor(packages, null),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nuget: MathNet.Numerics, 5.0.0", "MathNet.Numerics 5.0.0 [5.0.0]")]
    [InlineData("NuGet:A/1.0-rc.1", "A 1.0-rc.1 [1.0-rc.1]")]
    [InlineData(" nuget: A ", "A *")]
    [InlineData("nuget: A, 1.*", "A 1.* 1.*")]
    [InlineData("nuget: A, [1.0,2.0)", "A [1.0,2.0) [1.0,2.0)")]
    public void A_package_is_named_with_or_without_a_version(string reference, string expected)
    {
        Assert.True(PackageName.IsPackage(reference));
        var package = PackageName.Parse(reference);
        Assert.Equal(expected, $"{package} {package.Range}");
    }

    [Theory]
    [InlineData("nuget:")]
    [InlineData("nuget: , 1.0")]
    [InlineData("nuget: A,")]
    [InlineData("nuget: A\" /><Import, 1.0")]
    [InlineData("nuget: ../A, 1.0")]
    public void What_names_no_package_says_how_one_is_named(string reference) =>
        Assert.Contains(
            "#r \"nuget: MathNet.Numerics, 5.0.0\"",
            Assert.Throws<GchunkException>(() => PackageName.Parse(reference)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_package_comes_with_those_that_it_needs_is_kept_and_one_that_is_missing_is_named()
    {
        folder.Pack(
            "Gchunk.Try.Inner",
            "1.0.0",
            folder.Compile(
                "Gchunk.Try.Inner",
                "namespace Inner { public static class Tide { public static int Height => 41; } }"
            )
        );
        folder.Pack(
            "Gchunk.Try.Outer",
            "2.1.0",
            folder.Compile(
                "Gchunk.Try.Outer",
                "namespace Outer { public static class Moon { public static int Pull() => Inner.Tide.Height + 1; } }",
                Path.Combine(folder.Path, "Gchunk.Try.Inner.dll")
            ),
            ("Gchunk.Try.Inner", "1.0.0")
        );

        var first = Run(
            "#r \"nuget: Gchunk.Try.Outer, 2.1.0\"\nOuter.Moon.Pull()\n#r \"nuget: Gchunk.Try.Inner\"\nInner.Tide.Height\n"
        );
        Assert.Equal("42\n41\n", first.Output);
        Assert.Equal("getting Gchunk.Try.Outer 2.1.0…\n", first.Error);

        // The feed is deleted, but the downloaded packages remain. A script can reference them too.
        Directory.Delete(Path.Combine(folder.Path, "feed"), recursive: true);
        File.WriteAllText(
            Path.Combine(folder.Path, "moon.csx"),
            "#r \"nuget: Gchunk.Try.Outer, 2.1.0\"\nusing Outer;\nPrint(Moon.Pull());\n"
        );
        var second = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            $"XDG_CACHE_HOME={folder.Path}",
            Checkout.Launcher,
            "moon.csx"
        );
        Assert.Equal("42\n", second.Output);

        Directory.CreateDirectory(Path.Combine(folder.Path, "feed"));
        var missing = Run("1 + 1\n#r \"nuget: Gchunk.Try.Nothing, 1.0.0\"\n\"on\"\n");
        Assert.Equal("2\n\"on\"\n", missing.Output);
        Assert.Contains(
            "<prompt 2>:1:4: error NUGET: Gchunk.Try.Nothing 1.0.0: Unable to find package Gchunk.Try.Nothing",
            missing.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "(NU1101); is the name right?\n    #r \"nuget: Gchunk.Try.Nothing, 1.0.0\"\n       ^~~",
            missing.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(1, missing.ExitCode);

        // Without a home folder, packages are in a temporary folder of the program, which nobody can create first.
        string temporary = Directory.CreateDirectory(Path.Combine(folder.Path, "temporary")).FullName,
            planted =
                Directory.CreateDirectory(Path.Combine(temporary, $"gchunk-packages-{Environment.UserName}")).FullName;
        var homeless = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            "HOME=",
            "XDG_CACHE_HOME=",
            "DOTNET_EnableDiagnostics=0",
            $"TMPDIR={temporary}",
            Checkout.Launcher,
            "moon.csx"
        );
        Assert.Equal(("42\n", "getting Gchunk.Try.Outer 2.1.0…\n"), (homeless.Output, homeless.Error));
        Assert.Empty(Directory.GetFileSystemEntries(planted));
        Assert.DoesNotContain(
            Directory.GetDirectories(temporary),
            d => d != planted && Path.GetFileName(d).StartsWith("gchunk-", StringComparison.Ordinal)
        );

        Ended Run(string input) =>
            GchunkProcess.RunFile(
                "/usr/bin/env",
                input,
                folder.Path,
                $"XDG_CACHE_HOME={folder.Path}",
                Checkout.Launcher
            );
    }

    [Theory]
    [InlineData(
        "/c/p.csproj : error NU1301: Unable to load the service index for source https://feed.example/index.json. [/c/p.csproj]\n/c/p.csproj : error NU1301: Unable to load the service index for source https://feed.example/index.json. [/c/p.csproj]\n",
        "A 1.0: Unable to load the service index for source https://feed.example/index.json (NU1301); the package source cannot be reached; check the network and the sources in nuget.config"
    )]
    [InlineData(
        "/c/p.csproj : error NU1102: Unable to find package A with version (= 1.0)\n/c/p.csproj : error NU1102:   - Found 1 version(s) in here [ Nearest version: 2.0 ] [/c/p.csproj]\n",
        "A 1.0: Unable to find package A with version (= 1.0) (NU1102); - Found 1 version(s) in here [ Nearest version: 2.0 ] (NU1102)"
    )]
    [InlineData(
        "No .NET SDKs were found.\n",
        "A 1.0: packages need the .NET SDK, but only the runtime is installed; install it with: apt-get install dotnet-sdk-10.0"
    )]
    public void What_the_SDK_says_is_told_in_a_line(string said, string told) =>
        Assert.Equal(told, PackageRestore.Explain(said, [new PackageName("A", "1.0")]));

    [Fact]
    public void What_a_restore_wrote_is_not_believed()
    {
        string file = Path.Combine(folder.Path, "project.assets.json");
        Assert.Null(PackageAssets.Read(file));
        foreach (
            string wrong in new[]
            {
                "",
                "[]",
                "{}",
                "{\"targets\":{},\"packageFolders\":{}}",
                "{\"targets\":{\"net10.0\":{\"A/1\":{}}},\"packageFolders\":{\"/x\":{}},\"libraries\":{}}",
            }
        )
        {
            File.WriteAllText(file, wrong);
            Assert.Null(PackageAssets.Read(file));
        }
        string text =
            "{\"targets\":{\"net10.0\":{},\"net10.0/linux-x64\":{\"A/1\":{\"runtime\":{\"lib/A.dll\":{},\"lib/_._\":{}},\"native\":{\"runtimes/x/native/liba.so\":{}}}}},"
            + $"\"packageFolders\":{{\"/nowhere\":{{}},\"{folder.Path}\":{{}}}},\"libraries\":{{\"A/1\":{{\"path\":\"a/1\"}}}}}}";
        File.WriteAllText(file, text);
        Assert.Null(PackageAssets.Read(file));
        foreach (string name in new[] { "lib/A.dll", "runtimes/x/native/liba.so" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.Path, "a/1", name))!);
            File.WriteAllText(Path.Combine(folder.Path, "a/1", name), "");
        }
        var assets = PackageAssets.Read(file)!;
        Assert.Equal([Path.Combine(folder.Path, "a/1/lib/A.dll")], assets.Assemblies);
        Assert.Equal([Path.Combine(folder.Path, "a/1/runtimes/x/native/liba.so")], assets.Native);
        Assert.Equal(assets.Assemblies[0], assets.Main["a"]);
    }
}
