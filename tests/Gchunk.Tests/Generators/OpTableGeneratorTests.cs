using System.Runtime.CompilerServices;
using Gchunk.Engine.Kernels;
using Gchunk.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Gchunk.Tests.Generators;

/// <summary>The generator of the language's members, run on the real table and on small ones.</summary>
public class OpTableGeneratorTests
{
    private const string Language = """
        namespace Gchunk.Engine.Arrays { public sealed class NDArray { } }
        namespace Gchunk.Engine.Expressions { }
        namespace Gchunk.Engine.Kernels { public readonly record struct ReductionOptions(bool SkipNaN = false, double Ddof = 0); }
        namespace Gchunk.Dsl
        {
            public readonly struct Axes { }
            public partial class ChunkedArray
            {
                public static ChunkedArray Elementwise(string op, params System.ReadOnlySpan<ChunkedArray> operands) => operands[0];
                public ChunkedArray Reduce(string op, Axes axis, bool keepDims, Gchunk.Engine.Kernels.ReductionOptions options) => this;
                public Gchunk.Engine.Arrays.NDArray Compute() => new();
                public static implicit operator ChunkedArray(double number) => new();
                public static implicit operator ChunkedArray(long number) => new();
            }
            public partial class DataArray
            {
                public static DataArray Elementwise(string op, params System.ReadOnlySpan<DataArray> operands) => operands[0];
                public DataArray Reduce(string op, string[] dims, bool skipNaN = true, bool keepAttrs = false, double ddof = 0) => this;
                public int Count => 0;
                public DataArray Cos() => this;
            }
        }
        """;

    [Fact]
    public void Every_row_of_the_table_becomes_members_that_compile()
    {
        (Compilation compilation, IReadOnlyList<Diagnostic> errors) = Generate(Language, KernelSources());
        Assert.Empty(errors);
        INamedTypeSymbol prelude = compilation.GetTypeByMetadataName("Gchunk.Dsl.Prelude")!;
        string[] functions =
        [
            .. prelude
                .GetMembers()
                .OfType<IMethodSymbol>()
                .Select(m => $"{m.Parameters[0].Type.Name}/{m.Parameters.Length}: {Called(m)}"),
        ];
        foreach (ElementwiseOp op in OpTable.Elementwise)
        {
            Assert.Contains($"ChunkedArray/{op.Arity}: {op.Name}", functions);
            Assert.Contains($"DataArray/{op.Arity}: {op.Name}", functions);
        }
        string[] methods =
        [
            .. compilation
                .GetTypeByMetadataName("Gchunk.Dsl.ChunkedArray")!
                .GetMembers()
                .OfType<IMethodSymbol>()
                .Select(Called),
        ];
        foreach (ReductionOp op in OpTable.Reductions)
            Assert.Contains(op.Name, methods);
    }

    [Fact]
    public void Members_written_by_hand_take_the_place_of_generated_ones()
    {
        (Compilation compilation, _) = Generate(Language, KernelSources());
        INamedTypeSymbol labelled = compilation.GetTypeByMetadataName("Gchunk.Dsl.DataArray")!;
        Assert.Single(labelled.GetMembers("Cos"));
        Assert.IsAssignableFrom<IPropertySymbol>(Assert.Single(labelled.GetMembers("Count")));
        Assert.Equal(3, labelled.GetMembers("Std").Length);
        Assert.Empty(labelled.GetMembers("Where"));
    }

    [Fact]
    public void Nothing_is_made_for_a_type_that_does_not_exist()
    {
        (Compilation compilation, IReadOnlyList<Diagnostic> errors) = Generate("namespace Empty { }", KernelSources());
        Assert.Empty(errors);
        Assert.Null(compilation.GetTypeByMetadataName("Gchunk.Dsl.ChunkedArray"));
    }

    [Theory]
    [InlineData("public static class OpTable { public static object Elementwise { get; } = [Make(1)]; }", "Make(1)")]
    [InlineData(
        "public static class OpTable { public static object Elementwise { get; } = [new Odd(\"odd\", \"Odd.\")]; }",
        "Odd does not state its number of operands"
    )]
    public void A_row_that_cannot_be_read_is_an_error_that_names_it(string table, string expected)
    {
        (_, IReadOnlyList<Diagnostic> errors) = Generate(Language, [table]);
        Assert.Contains(
            errors,
            error => error.Id == "GCH001" && error.GetMessage().Contains(expected, StringComparison.Ordinal)
        );
    }

    // The operation that a generated method passes to its entry point.
    private static string Called(IMethodSymbol method)
    {
        string text = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().ToString() ?? "";
        int quote = text.IndexOf('"', StringComparison.Ordinal);
        return quote < 0 ? "" : text[(quote + 1)..text.IndexOf('"', quote + 1)];
    }

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Errors) Generate(
        string language,
        IEnumerable<string> kernels
    )
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText(language, parse)],
            [
                .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                    .Split(Path.PathSeparator)
                    .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                    .Select(path => MetadataReference.CreateFromFile(path)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        CSharpGeneratorDriver
            .Create([new OpTableGenerator().AsSourceGenerator()], kernels.Select(text => new Text(text)), parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out var reported);
        return (
            updated,
            [.. reported.Concat(updated.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error)]
        );
    }

    private static IEnumerable<string> KernelSources([CallerFilePath] string file = "") =>
        Directory
            .EnumerateFiles(
                Path.Combine(Path.GetDirectoryName(file)!, "../../../src/Engine/Kernels"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .Select(File.ReadAllText);

    private sealed class Text(string content) : AdditionalText
    {
        public override string Path => "Kernel.cs";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(content);
    }
}
