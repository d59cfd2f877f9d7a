using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;

namespace Gchunk.Repl.Nodes;

/// <summary><c>gchunk cluster start</c>.</summary>
internal static class ClusterStart
{
    private const int DefaultIdle = 600;

    // The options of all kinds.
    private static readonly string[] Common =
    [
        "--nodes",
        "--cores",
        "--memory",
        "--time",
        "--directives",
        "--prologue",
        "--bind",
        "--idle",
        "--name",
    ];

    /// <summary>The kinds of clusters that can be started.</summary>
    public static bool Has(string kind) => kind is "slurm" or "pbs" or "lsf" or "kubernetes";

    /// <summary>The options of a kind of cluster.</summary>
    /// <exception cref="GchunkException">There is no such kind.</exception>
    public static string[] OptionsOf(string kind) =>
        kind switch
        {
            "slurm" => [.. Common, "--partition", "--account"],
            "pbs" => [.. Common, "--queue", "--account", "--resources"],
            "lsf" => [.. Common, "--queue", "--project"],
            "kubernetes" =>
            [
                "--nodes",
                "--cores",
                "--memory",
                "--image",
                "--claim",
                "--mount",
                "--namespace",
                "--idle",
                "--name",
            ],
            _ => throw new GchunkException($"a cluster of {VisibleText.Of(kind)} cannot be started"),
        };

    /// <summary>The options that a kind of cluster needs, besides the numbers.</summary>
    public static string[] NeedsOf(string kind) => kind == "kubernetes" ? ["--image", "--claim"] : ["--time"];

    /// <summary>Starts a cluster, which goes on without this program.</summary>
    /// <exception cref="GchunkException">An option is wrong, or the cluster cannot be started.</exception>
    public static NodeCluster Start(string kind, string[] words)
    {
        var given = new Options(words, OptionsOf(kind));
        return kind switch
        {
            "slurm" => Slurm(given),
            "pbs" => Pbs(given),
            "lsf" => Lsf(given),
            _ => Kubernetes(given),
        };
    }

    /// <summary>Reads a number of at least 1.</summary>
    /// <exception cref="GchunkException">It is none.</exception>
    public static int Number(string what, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new GchunkException($"{what} is a number of at least 1; got '{VisibleText.Of(text)}'");

    private static SlurmCluster Slurm(Options given) =>
        new(
            given.Number("--cores"),
            given.Need("--memory"),
            given.Need("--time"),
            given.Number("--nodes"),
            given["--partition"],
            given["--account"],
            given["--prologue"],
            given["--bind"],
            given.Number("--idle", DefaultIdle),
            given["--name"],
            given.Lines("--directives")
        );

    private static PbsCluster Pbs(Options given) =>
        new(
            given.Number("--cores"),
            given.Need("--memory"),
            given.Need("--time"),
            given.Number("--nodes"),
            given["--queue"],
            given["--account"],
            given["--prologue"],
            given["--bind"],
            given.Number("--idle", DefaultIdle),
            given["--name"],
            given["--resources"],
            given.Lines("--directives")
        );

    private static LsfCluster Lsf(Options given) =>
        new(
            given.Number("--cores"),
            given.Need("--memory"),
            given.Need("--time"),
            given.Number("--nodes"),
            given["--queue"],
            given["--project"],
            given["--prologue"],
            given["--bind"],
            given.Number("--idle", DefaultIdle),
            given["--name"],
            given.Lines("--directives")
        );

    private static KubernetesCluster Kubernetes(Options given) =>
        new(
            given.Need("--image"),
            given.Need("--claim"),
            given.Number("--cores"),
            given.Need("--memory"),
            given.Number("--nodes"),
            given["--mount"],
            given["--namespace"],
            idle: given.Number("--idle", DefaultIdle),
            name: given["--name"]
        );

    // Pairs of an option and its value.
    private sealed class Options
    {
        private readonly Dictionary<string, string> given = [];

        public Options(string[] words, string[] known)
        {
            for (int i = 0; i < words.Length; i += 2)
            {
                if (!known.Contains(words[i]))
                    throw new GchunkException($"unknown option '{VisibleText.Of(words[i])}'\n{ClusterCommand.Usage}");
                if (i + 1 == words.Length)
                    throw new GchunkException($"{words[i]} needs a value");
                given[words[i]] = words[i + 1];
            }
        }

        public string? this[string option] => given.GetValueOrDefault(option);

        public string Need(string option) =>
            this[option] ?? throw new GchunkException($"{option} is missing\n{ClusterCommand.Usage}");

        public int Number(string option) => ClusterStart.Number(option, Need(option));

        public int Number(string option, int otherwise) =>
            this[option] is { } text ? ClusterStart.Number(option, text) : otherwise;

        public string[]? Lines(string option) => this[option]?.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
