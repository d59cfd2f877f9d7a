using System.Diagnostics;
using Gchunk.Dsl.Clusters;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters;

/// <summary>The command that ssh runs on a host, run by shells of this machine.</summary>
public class SshNodesTests
{
    private static Process Run(string shell, string node)
    {
        var ssh = new SshNodes(null!, ["h"], ["/bin/sh", "-c", node], ["--bind", "$(hostname)"]);
        return Process.Start(
            new ProcessStartInfo(shell, ["-c", ssh.Command("h")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
    }

    // Its input stays open. It went on without its node, which was not replaced.
    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("/bin/bash")]
    public void The_connection_ends_with_its_node(string shell)
    {
        using Process command = Run(shell, "echo $0 $2; exit 7");
        Assert.Equal($"--name --bind\n", command.StandardOutput.ReadToEnd());
        command.WaitForExit();
        Assert.Equal(7, command.ExitCode);
    }

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("/bin/bash")]
    public void The_node_ends_with_the_connection(string shell)
    {
        using Process command = Run(shell, "echo begun; exec sleep 1000");
        Assert.Equal("begun", command.StandardOutput.ReadLine());
        command.StandardInput.Close();
        Assert.Equal("", command.StandardOutput.ReadToEnd());
        command.WaitForExit();
    }
}
