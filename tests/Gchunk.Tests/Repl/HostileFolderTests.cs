using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace Gchunk.Tests.Repl;

[SupportedOSPlatform("linux")]
public class HostileFolderTests
{
    [Fact]
    public void Programs_and_settings_of_the_current_folder_are_not_used()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "gnuplot", "dot", "dotnet" })
        {
            string file = folder.Write(name, $"#!/bin/sh\ntouch {name}-ran\nexit 1\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        // Whoever reads the settings of libnetcdf here waits for ever.
        using (var pipe = Process.Start("mkfifo", [Path.Combine(folder.Path, ".ncrc")]))
            pipe.WaitForExit();
        folder.Write(
            "draw.csx",
            """
            Arange(10).Pow(2).Plot("a.png");
            (Arange(10) + 1).Sum().Visualize("g.svg");
            new DataArray(Ones(3), ["x"], name: "v").ToDataset().ToNetCdf("v.nc");
            try { Print(new Gchunk.Engine.ExternalProgram("dotnet", "", "").RunToEnd(["--version"], ".", default).ExitCode); }
            catch (Exception e) { Print(e.Message); }
            """
        );
        Ended ended = GchunkProcess.RunWith("", folder.Path, "draw.csx");
        Assert.Equal((0, "0\n", ""), (ended.ExitCode, ended.Output, ended.Error));
        Assert.Equal(
            [".ncrc", "a.png", "dot", "dotnet", "draw.csx", "g.svg", "gnuplot", "v.nc"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }
}
