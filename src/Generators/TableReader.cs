using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Generators;

/// <summary>
/// Reads the rows from the text of <c>OpTable.cs</c> and <c>OpTable.Reductions.cs</c>, and further properties from the
/// classes that they name.
/// </summary>
internal static class TableReader
{
    /// <summary>
    /// Returns the rows. One of the files contains the table, and any of them may contain the class of a row.
    /// </summary>
    /// <param name="sources">The texts of the files in the kernels' folder.</param>
    /// <exception cref="FormatException">A row does not have the expected form.</exception>
    public static EquatableList<TableRow> Read(IEnumerable<string> sources)
    {
        List<CompilationUnitSyntax> files =
        [
            .. sources.Select(text => (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text).GetRoot()),
        ];
        Dictionary<string, int> arities = Arities(files);
        var rows = new List<TableRow>();
        foreach (ClassDeclarationSyntax table in files.SelectMany(Classes).Where(c => c.Identifier.Text == "OpTable"))
        {
            foreach (PropertyDeclarationSyntax property in table.Members.OfType<PropertyDeclarationSyntax>())
            {
                if (
                    property.Identifier.Text is "Elementwise" or "Reductions"
                    && property.Initializer?.Value is CollectionExpressionSyntax list
                )
                {
                    rows.AddRange(
                        list.Elements.Select(element =>
                            ReadRow(element, property.Identifier.Text == "Elementwise" ? arities : null)
                        )
                    );
                }
            }
        }

        return new EquatableList<TableRow>(rows);
    }

    // The form of a row: new Class<Kernel, …>("name", "Summary.", …).
    private static TableRow ReadRow(CollectionElementSyntax element, Dictionary<string, int>? arities)
    {
        if (
            element
                is not ExpressionElementSyntax
                {
                    Expression: ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: >= 2 } arguments } row
                }
            || arguments[0].Expression is not LiteralExpressionSyntax name
            || arguments[1].Expression is not LiteralExpressionSyntax summary
        )
        {
            throw new FormatException(
                $"this row does not have the form new Class<Kernel>(\"name\", \"Summary.\"): {element}"
            );
        }

        (string type, string member) = row.Type switch
        {
            GenericNameSyntax generic => (generic.Identifier.Text, generic.TypeArgumentList.Arguments[0].ToString()),
            _ => (row.Type.ToString(), row.Type.ToString()),
        };
        int arity = 0;
        if (arities is not null && !arities.TryGetValue(type, out arity))
        {
            throw new FormatException(
                $"the class {type} does not state its number of operands, as in: class {type}(string name, string summary) : ElementwiseOp(name, summary, 2)"
            );
        }

        return new TableRow(member, name.Token.ValueText, summary.Token.ValueText, arity, HasDdof: type == "Variance");
    }

    // The class of a row passes its number of operands to its base class: ElementwiseOp(name, summary, 2).
    private static Dictionary<string, int> Arities(List<CompilationUnitSyntax> files)
    {
        var arities = new Dictionary<string, int>();
        foreach (ClassDeclarationSyntax type in files.SelectMany(Classes))
        {
            if (
                type.BaseList?.Types[0] is PrimaryConstructorBaseTypeSyntax
                {
                    Type: IdentifierNameSyntax { Identifier.Text: "ElementwiseOp" },
                    ArgumentList.Arguments: { Count: 3 } arguments
                }
            )
            {
                arities[type.Identifier.Text] = int.Parse(arguments[2].ToString(), CultureInfo.InvariantCulture);
            }
        }

        return arities;
    }

    private static IEnumerable<ClassDeclarationSyntax> Classes(CompilationUnitSyntax file) =>
        file.DescendantNodes().OfType<ClassDeclarationSyntax>();
}
