using Xunit;
using static Gchunk.Tests.Architecture.SourceTree;

namespace Gchunk.Tests.Architecture;

/// <summary>A namespace is the folder of its files.</summary>
public class NamespaceTests
{
    // The language is one namespace for its user, however its files are sorted; so Dsl is left out.
    [Fact]
    public void A_namespace_is_its_folder() =>
        Assert.Empty(
            AllSources
                .Where(file => !file.StartsWith("src/Dsl/", StringComparison.Ordinal))
                .Where(file => file != "src/Generators/IsExternalInit.cs") // the compiler asks for that namespace
                .Concat(TestSources)
                .Select(file => (File: file, Expected: NamespaceOfFolder(file), Found: NamespaceOf(file)))
                .Where(file => file.Found is not null && file.Found != file.Expected)
                .Select(file => $"{file.File}: {file.Found}, not {file.Expected}")
        );

    private static string NamespaceOfFolder(string file)
    {
        string folder = Folder(file);
        return folder.StartsWith("src/", StringComparison.Ordinal)
            ? "Gchunk." + folder["src/".Length..].Replace('/', '.')
            : folder["tests/".Length..].Replace('/', '.');
    }
}
