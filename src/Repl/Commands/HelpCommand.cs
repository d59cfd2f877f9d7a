using Gchunk.Repl.Editor;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

[Command(
    "%help",
    "[NAME | TOPIC | keys | commands]",
    "shows what can be typed here, the documentation of a name, or the names in a topic of the reference"
)]
internal sealed class HelpCommand : Command
{
    private const string Text = """
        This is C#. An expression prints its value. A lazy array prints its description; Compute() returns its values.

          var x = Rand.Normal((10_000, 10_000), chunks: (2_000, 2_000), seed: 1)
          (x * x["::-1"]).Mean(axis: 0)              lazy: shape, dtype, chunks
          (x * x["::-1"]).Mean().Compute()           computed, on all cores
          var ds = OpenMfDataset("scripts/data/pr/*.nc")
          var pr = ds["pr"] * 86400
          pr.Sel("time", "2095-07").Mean("time").Plot("july.png")
          pr.Resample("time", "1M").Mean().Mean("lat", "lon").Compute()
          new KMeans(clusters: 6).Fit(samples).Labels
          pr.Mean("time").Explain()                  the plan, without running it

        _ is the last value, __ the one before it, Out[3] that of the third input; a ; at the end hides the value.
        Tab completes; ?name describes a name; %help commands and %help keys list the rest.
        Ctrl-C stops a computation; Ctrl-D quits. The guide is in docs/: arrays, datasets, clustering, plotting, prompt.
        """;

    public override bool Run(Session session, string argument)
    {
        switch (argument)
        {
            case "":
                Console.Out.WriteLine(Text);
                return true;
            case "keys":
                Write(KeyTable.All.Select(c => (string.Join(", ", c.Chords), c.Summary)));
                return true;
            case "commands":
                Write(CommandTable.All.Select(c => ($"{c.Name} {c.Arguments}".Trim(), c.Summary)));
                return true;
            default:
                return CommandTable.Find("?").Run(session, argument);
        }
    }

    private static void Write(IEnumerable<(string Name, string Summary)> lines)
    {
        var all = lines.ToArray();
        int width = all.Max(l => l.Name.Length);
        foreach (var (name, summary) in all)
            Console.Out.WriteLine($"{name.PadRight(width)}  {summary}");
    }
}
