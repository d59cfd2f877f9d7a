using Xunit;
using static Gchunk.Tests.Architecture.SourceTree;

namespace Gchunk.Tests.Architecture;

/// <summary>A namespace is the folder of its files.</summary>
public class NamespaceTests
{
    // What users type is one namespace, and plots another, whatever the folders.
    private static readonly string[] PublicNamespaces = ["Gchunk.Dsl", "Gchunk.Dsl.Plotting", "Gchunk.Ml"];

    [Fact]
    public void A_namespace_is_its_folder() =>
        Assert.Empty(
            AllSources
                .Where(file => !IsTyped(file))
                .Where(file => file != "src/Generators/IsExternalInit.cs") // the compiler asks for that namespace
                .Concat(TestSources)
                .Select(file => (File: file, Expected: NamespaceOfFolder(file), Found: NamespaceOf(file)))
                .Where(file => file.Found is not null && file.Found != file.Expected)
                .Select(file => $"{file.File}: {file.Found}, not {file.Expected}")
        );

    [Fact]
    public void Public_types_of_Dsl_and_Ml_are_in_the_namespace_that_users_import() =>
        Assert.Empty(
            AllSources
                .Where(IsTyped)
                .SelectMany(TypesOf)
                .Where(type => type.IsPublic && !PublicNamespaces.Contains(NamespaceOf(type.File)))
                .Select(type => $"{type.File}: {type.Name} is in {NamespaceOf(type.File)}")
        );

    [Fact]
    public void Internal_types_of_Dsl_and_Ml_are_in_the_namespace_of_their_folder() =>
        Assert.Empty(
            AllSources
                .Where(IsTyped)
                .SelectMany(TypesOf)
                // The parts of a public type need not repeat that it is public.
                .Where(type =>
                    !type.IsPublic && !type.IsPartial && NamespaceOf(type.File) != NamespaceOfFolder(type.File)
                )
                .Select(type =>
                    $"{type.File}: {type.Name} is in {NamespaceOf(type.File)}, not {NamespaceOfFolder(type.File)}"
                )
        );

    private static bool IsTyped(string file) =>
        file.StartsWith("src/Dsl/", StringComparison.Ordinal) || file.StartsWith("src/Ml/", StringComparison.Ordinal);

    private static string NamespaceOfFolder(string file)
    {
        string folder = Folder(file);
        return folder.StartsWith("src/", StringComparison.Ordinal)
            ? "Gchunk." + folder["src/".Length..].Replace('/', '.')
            : folder["tests/".Length..].Replace('/', '.');
    }
}
