using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Gchunk.Tests.Docs;

/// <summary>The scenarios of Dask's tests and the attacks in CONTRIBUTING name tests that exist.</summary>
public partial class ScenarioTests
{
    [Fact]
    public void Every_scenario_names_tests_that_exist()
    {
        string page = File.ReadAllText(Path.Combine(Checkout.Root, "CONTRIBUTING.md"));
        string section = page[page.IndexOf("### Scenarios of Dask's tests", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
        string[] named = [.. TestName().Matches(section).Select(m => m.Groups[1].Value)];
        var known = typeof(ScenarioTests)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(m => m.Name)
            .ToHashSet();
        Assert.InRange(named.Length, 30, 200);
        Assert.Equal([], named.Except(known));
    }

    [GeneratedRegex("`([A-Z][a-z]*_[A-Za-z_0-9]+)`")]
    private static partial Regex TestName();
}
