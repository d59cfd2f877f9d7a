using Gchunk.Repl.Notebooks;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

public class ProgressLineTests
{
    [Fact]
    public void A_line_replaces_the_one_before_until_it_ended()
    {
        var sent = new List<(string, string, string)>();
        var output = new KernelOutput(
            (message, _) =>
                sent.Add(
                    (
                        message.Type,
                        (string)message.Content["data"]!["text/plain"]!,
                        (string)message.Content["transient"]!["display_id"]!
                    )
                )
        );
        using var line = new ProgressLine(output);
        line.Write("\r10 %");
        line.Write("\r100 % \n");
        line.Write("\r5 %");

        Assert.Equal(
            [("display_data", "10 %"), ("update_display_data", "100 %"), ("display_data", "5 %")],
            sent.Select(s => (s.Item1, s.Item2))
        );
        Assert.Equal(sent[0].Item3, sent[1].Item3);
        Assert.NotEqual(sent[0].Item3, sent[2].Item3);
    }
}
