using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Architecture;

/// <summary>The name of a test states the behaviour that it checks.</summary>
public partial class TestNameTests
{
    [Fact]
    public void A_test_is_named_in_words_joined_by_underscores()
    {
        string[] names =
        [
            .. typeof(TestNameTests)
                .Assembly.GetTypes()
                .SelectMany(type =>
                    type.GetMethods(
                        BindingFlags.Instance
                            | BindingFlags.Static
                            | BindingFlags.Public
                            | BindingFlags.NonPublic
                            | BindingFlags.DeclaredOnly
                    )
                )
                .Where(method => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute))
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"),
        ];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches(InWords(), name));
    }

    [GeneratedRegex(@"\.[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex InWords();
}
