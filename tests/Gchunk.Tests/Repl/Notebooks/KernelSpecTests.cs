using System.Text.Json.Nodes;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

public sealed class KernelSpecTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Ended Gchunk(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "gchunk.dll");
        using GchunkProcess process = GchunkProcess.StartFile("/usr/bin/env", ["dotnet", program, .. arguments]);
        return process.WaitForEnd();
    }

    [Fact]
    public void A_kernel_is_installed_replaced_and_removed()
    {
        string kernel = Path.Combine(folder.Path, "share/jupyter/kernels/gchunk");
        for (int i = 0; i < 2; i++)
        {
            Ended installed = Gchunk("jupyter", "install", "--prefix", folder.Path);
            Assert.Equal((0, ""), (installed.ExitCode, installed.Error));
            Assert.Contains(kernel, installed.Output);
        }
        JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(kernel, "kernel.json")))!;
        Assert.Equal("gchunk", (string)spec["display_name"]!);
        Assert.Equal("message", (string)spec["interrupt_mode"]!);
        Assert.True(File.Exists((string)spec["argv"]![0]!));
        Assert.Equal("{connection_file}", (string)spec["argv"]!.AsArray()[^1]!);
        Assert.Equal(
            ["kernel.json", "logo-32x32.png", "logo-64x64.png"],
            Directory.GetFileSystemEntries(kernel).Select(Path.GetFileName).Order()
        );

        Assert.Contains("removed", Gchunk("jupyter", "uninstall", "--prefix", folder.Path).Output);
        Assert.False(Directory.Exists(kernel));
        Assert.Contains("there is no kernel", Gchunk("jupyter", "uninstall", "--prefix", folder.Path).Output);
    }

    [Fact]
    public void A_wrong_use_is_told_with_the_right_one()
    {
        Ended ended = Gchunk("jupyter", "instal");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("jupyter install", ended.Error);
        ended = Gchunk("jupyter", "kernel", folder.Write("c.json", "{}"));
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("c.json lacks", ended.Error);
    }
}
