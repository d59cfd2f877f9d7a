using Microsoft.CodeAnalysis;

namespace Gchunk.Generators;

/// <summary>A class that gets a member for each row, unless it already has that member.</summary>
/// <param name="Type">The name of the class.</param>
/// <param name="Members">
/// The declared members: methods as <c>Name/parameters</c> and <c>Name(FirstType)/parameters</c>, all others as
/// <c>Name</c>.
/// </param>
/// <param name="Written">Whether the class exists in source.</param>
internal sealed record Target(string Type, EquatableList<string> Members, bool Written = true)
{
    /// <summary>
    /// Whether the class declares a member that conflicts with a method of this name and number of parameters.
    /// </summary>
    public bool Declares(string name, int parameters) =>
        Members.Contains(name) || Members.Contains(name + "/" + parameters);

    /// <summary>Whether the class declares any member of this name.</summary>
    public bool Declares(string name) =>
        Members.Any(member => member == name || member.StartsWith(name + "/", StringComparison.Ordinal));

    /// <summary>The source declaration of the class in a compilation, or null.</summary>
    public static Target? Find(Compilation compilation, string type)
    {
        INamedTypeSymbol? symbol = compilation.Assembly.GetTypeByMetadataName("Gchunk.Dsl." + type);
        if (symbol is null)
            return null;
        return new Target(
            type,
            new EquatableList<string>(
                symbol.GetMembers().Where(member => !member.IsImplicitlyDeclared).SelectMany(Describe)
            )
        );
    }

    private static IEnumerable<string> Describe(ISymbol member)
    {
        if (member is not IMethodSymbol method)
            return [member.Name];
        string simple = $"{method.Name}/{method.Parameters.Length}";
        return method.Parameters.Length == 0
            ? [simple]
            : [simple, $"{method.Name}({method.Parameters[0].Type.Name})/{method.Parameters.Length}"];
    }
}
