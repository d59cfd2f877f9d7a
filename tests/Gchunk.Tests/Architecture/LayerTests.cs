using System.Text.RegularExpressions;
using Xunit;
using static Gchunk.Tests.Architecture.SourceTree;

namespace Gchunk.Tests.Architecture;

/// <summary>The layers of src/Engine: a layer uses only those before it.</summary>
public partial class LayerTests
{
    private static readonly string[] Layers =
    [
        "Arrays",
        "Kernels",
        "Expressions",
        "Optimizer",
        "Planning",
        "Execution",
        "Workers",
        "Storage",
    ];

    private static IEnumerable<string> EngineSources =>
        Sources.Where(file => file.StartsWith("src/Engine/", StringComparison.Ordinal));

    [Fact]
    public void A_layer_of_the_engine_leans_only_on_layers_before_it()
    {
        var wrong = new List<string>();
        foreach (string file in EngineSources)
        {
            int layer = Array.IndexOf(Layers, Segments(file)[2]);
            if (layer < 0)
                continue; // the root of the engine: errors and spelling, which use no layer (see below)
            foreach (Match use in LayerName().Matches(Code(file)))
            {
                int used = Array.IndexOf(Layers, use.Groups["layer"].Value);
                if (used > layer)
                    wrong.Add($"{file} uses {use.Value}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_root_of_the_engine_leans_on_no_layer()
    {
        string[] root = [.. EngineSources.Where(file => Segments(file).Length == 3)];
        Assert.NotEmpty(root);
        Assert.All(root, file => Assert.DoesNotMatch(LayerName(), Code(file)));
    }

    [Fact]
    public void Every_folder_of_the_engine_is_a_layer() =>
        Assert.All(
            EngineSources.Where(file => Segments(file).Length > 3),
            file => Assert.Contains(Segments(file)[2], Layers)
        );

    [GeneratedRegex(
        @"\b(?:Gchunk\.Engine\.)(?<layer>Arrays|Kernels|Expressions|Optimizer|Planning|Execution|Workers|Storage)\b"
    )]
    private static partial Regex LayerName();
}
