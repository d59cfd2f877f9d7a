using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Gchunk.Generators;

/// <summary>
/// Generates the public members for every row of <c>OpTable</c>: <c>Cos(x)</c> and <c>x.Cos()</c> for chunked arrays,
/// labelled arrays, data sets and masked arrays, and <c>x.Mean(…)</c> for reductions. A hand-written member replaces the generated
/// one.
/// </summary>
/// <remarks>The table and its kernels are additional files of the project that declares these classes.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class OpTableGenerator : IIncrementalGenerator
{
    private static readonly string[] Targets = ["ChunkedArray", "DataArray", "Dataset", "MaskedArray"];

    private static readonly DiagnosticDescriptor Unreadable = new(
        "GCH001",
        "A row of the operation table cannot be read",
        "{0}",
        "Gchunk",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true
    );

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<(EquatableList<TableRow> Rows, string? Error)> table = context
            .AdditionalTextsProvider.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .Select((file, cancellation) => file.GetText(cancellation)?.ToString() ?? "")
            .Collect()
            .Select((texts, _) => Read(texts));
        IncrementalValueProvider<EquatableList<Target?>> declared = context.CompilationProvider.Select(
            (compilation, _) =>
                new EquatableList<Target?>(Targets.Append("Prelude").Select(type => Target.Find(compilation, type)))
        );
        context.RegisterSourceOutput(
            table.Combine(declared),
            (output, input) =>
            {
                ((EquatableList<TableRow> rows, string? error), EquatableList<Target?> types) = input;
                if (error is not null)
                    output.ReportDiagnostic(Diagnostic.Create(Unreadable, Location.None, error));
                Target prelude =
                    types[Targets.Length] ?? new Target("Prelude", new EquatableList<string>([]), Written: false);
                for (int i = 0; i < Targets.Length; i++)
                {
                    if (types[i] is { } target)
                        output.AddSource(target.Type + ".Operations.g.cs", Emitter.Emit(target, prelude, rows));
                }
            }
        );
    }

    private static (EquatableList<TableRow> Rows, string? Error) Read(ImmutableArray<string> texts)
    {
        try
        {
            return (TableReader.Read(texts), null);
        }
        catch (FormatException error)
        {
            return (new EquatableList<TableRow>([]), error.Message);
        }
    }
}
