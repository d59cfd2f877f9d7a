namespace Gchunk.Dsl.Clusters;

/// <summary>Words of commands for a shell of another machine.</summary>
internal static class ShellWord
{
    /// <summary>Returns a text as one word, whatever characters it has.</summary>
    public static string Of(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
