using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gchunk.Repl.Assistance;
using Xunit;

namespace Gchunk.Tests.Repl.Assistance;

/// <summary>What <c>??name</c> tells: everything that the documentation of a name says.</summary>
public partial class WholeDocumentationTests
{
    [Theory]
    [InlineData("Gchunk.Dsl")]
    [InlineData("Gchunk.Ml")]
    public void Nothing_of_the_documentation_of_any_name_is_lost(string assembly)
    {
        var lost = new List<string>();
        int members = 0;
        var names = XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"))
            .Descendants("member")
            .GroupBy(m => m.Attribute("name")!.Value.Split('(')[0]);
        foreach (var overloads in names)
        {
            string told = Blanks().Replace(string.Join('\n', WholeDocumentation.Lines([.. overloads], [])), " ");
            foreach (var text in overloads.DescendantNodes().OfType<XText>())
            {
                foreach (string line in text.Value.Split('\n'))
                {
                    string words = Blanks().Replace(line, " ").Trim();
                    if (!told.Contains(words, StringComparison.Ordinal))
                        lost.Add($"{overloads.Key}: {words}");
                }
            }
            foreach (var element in overloads.Elements().Where(e => e.Name != "inheritdoc").DescendantsAndSelf())
            {
                if (element.Attributes().FirstOrDefault() is { Name.LocalName: "cref" or "name" or "langword" })
                {
                    string name = WholeDocumentation.Reference(element);
                    bool isSilent = element.Name.LocalName is "typeparam" or "param" && !element.Nodes().Any();
                    if (name.Length == 0 || !isSilent && !told.Contains(name, StringComparison.Ordinal))
                        lost.Add($"{overloads.Key}: {element}");
                }
            }
            members++;
        }
        Assert.True(members > 100);
        Assert.True(lost.Count == 0, string.Join('\n', lost.Take(20)));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
