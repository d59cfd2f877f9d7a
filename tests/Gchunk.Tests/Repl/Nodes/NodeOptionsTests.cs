using System.Net;
using Gchunk.Engine;
using Gchunk.Repl.Nodes;
using Xunit;

namespace Gchunk.Tests.Repl.Nodes;

/// <summary>The options of <c>gchunk node</c>.</summary>
public class NodeOptionsTests
{
    [Fact]
    public void A_node_listens_on_the_loopback_interface_unless_another_one_is_named()
    {
        NodeOptions options = NodeOptions.Parse(["--cluster", "/x"]);
        Assert.Equal(IPAddress.Loopback, options.Address);
        Assert.Equal(Environment.ProcessorCount, options.Cores);
        Assert.Equal(IPAddress.Loopback, NodeOptions.Parse(["--cluster", "/x", "--bind", "lo"]).Address);
    }

    [Theory]
    [InlineData("", "needs the folder")]
    [InlineData("--cluster", "--cluster needs a value")]
    [InlineData("--folder x", "unknown option '--folder'")]
    [InlineData("--cluster x --cores 0", "--cores is a number from 1 to 1024; got '0'")]
    [InlineData("--cluster x --idle soon", "--idle is a number")]
    [InlineData("--cluster x --name a|b", "the name of a node")]
    [InlineData("--cluster x --bind nowhere0", "no network interface, address or host nowhere0")]
    public void A_wrong_option_is_named(string line, string said) =>
        Assert.Contains(
            said,
            Assert
                .Throws<GchunkException>(() =>
                    NodeOptions.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                )
                .Message
        );
}
