using Microsoft.CodeAnalysis;

namespace Gchunk.Generators;

/// <summary>
/// A class of the language that gets a member for each row: those that are written by hand are left alone.
/// </summary>
/// <param name="Type">The name of the class.</param>
/// <param name="Members">
/// What it declares: methods as <c>Name/parameters</c> and <c>Name(FirstType)/parameters</c>, everything else as
/// <c>Name</c>.
/// </param>
/// <param name="Written">Whether it is written by hand at all.</param>
internal sealed record Target(string Type, EquatableList<string> Members, bool Written = true)
{
    /// <summary>
    /// Whether there is a member of this name that a method with so many parameters would collide with.
    /// </summary>
    public bool Declares(string name, int parameters) =>
        Members.Contains(name) || Members.Contains(name + "/" + parameters);

    /// <summary>Whether there is any member of this name.</summary>
    public bool Declares(string name) =>
        Members.Any(member => member == name || member.StartsWith(name + "/", StringComparison.Ordinal));

    /// <summary>The class as the compilation declares it in source, or null.</summary>
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
