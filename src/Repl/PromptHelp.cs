namespace Gchunk.Repl;

/// <summary>What <c>help</c> at the prompt answers.</summary>
internal static class PromptHelp
{
    private static readonly string[] Words = ["help", "help()", "help;", "help();", "?", "%help"];

    /// <summary>The text.</summary>
    public const string Text = """
        This is C#. An expression prints its value; a lazy array prints what it is, and Compute() makes its values.

          var x = Rand.Normal((10_000, 10_000), chunks: (2_000, 2_000), seed: 1)
          (x * x["::-1"]).Mean(axis: 0)              lazy: shape, dtype, chunks
          (x * x["::-1"]).Mean().Compute()           computed, on all cores
          var ds = OpenMfDataset("scripts/data/pr/*.nc")
          var pr = ds["pr"] * 86400
          pr.Sel("time", "2095-07").Mean("time").Plot("july.png")
          pr.Resample("time", "1M").Mean().Mean("lat", "lon").Compute()
          new KMeans(clusters: 6).Fit(samples).Labels
          pr.Mean("time").Explain()                  what would be done, before it is

        Ctrl-C stops a computation; Ctrl-D leaves. The guide is in docs/: arrays, datasets, clustering, plotting, prompt.
        """;

    /// <summary>Whether a line asks for help.</summary>
    public static bool IsAskedBy(string line) => Words.Contains(line.Trim(), StringComparer.OrdinalIgnoreCase);
}
