using System.Text.RegularExpressions;
using Xunit;
using static Gchunk.Tests.Architecture.SourceTree;

namespace Gchunk.Tests.Architecture;

/// <summary>A type is found by its name alone.</summary>
public partial class TypeNameTests
{
    [Fact]
    public void No_two_types_of_the_sources_share_a_name() => Assert.Empty(SharedNames(AllSources));

    [Fact]
    public void No_two_types_of_the_tests_share_a_name() => Assert.Empty(SharedNames(TestSources));

    [Fact]
    public void No_class_is_named_for_not_knowing_what_it_is() =>
        Assert.Empty(AllSources.SelectMany(file => VagueClass().Matches(Code(file)).Select(m => $"{file}: {m.Value}")));

    // Types with the same name and another number of type parameters are a family, such as Delayed and Delayed<T>;
    // the parts of a partial type are one type, and lie in one namespace.
    private static string[] SharedNames(IEnumerable<string> files) =>
        [
            .. files
                .SelectMany(TypesOf)
                .GroupBy(type => (type.Name, type.Parameters))
                .Where(same =>
                    same.Count() > 1
                    && (
                        !same.All(type => type.IsPartial)
                        || same.Select(type => NamespaceOf(type.File)).Distinct().Count() > 1
                    )
                )
                .Select(same => $"{same.Key.Name}: {string.Join(", ", same.Select(type => type.File))}")
                .Order(StringComparer.Ordinal),
        ];

    [GeneratedRegex(@"\b(?:class|struct|record|interface)\s+\w*(?:Utils?|Utilities|Helpers?|Managers?)\b")]
    private static partial Regex VagueClass();
}
