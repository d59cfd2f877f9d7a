using System.Text.RegularExpressions;
using Gchunk.Engine;

namespace Gchunk.Repl.Packages;

/// <summary>A NuGet package as written in <c>#r "nuget: NAME, VERSION"</c>.</summary>
/// <param name="Name">The package id.</param>
/// <param name="Version">The version, a version range of NuGet, or <c>*</c> for the newest version.</param>
internal sealed partial record PackageName(string Name, string Version)
{
    private const string Mark = "nuget:";

    /// <summary>Whether the text of a <c>#r</c> names a package rather than a file.</summary>
    public static bool IsPackage(string reference) =>
        reference.TrimStart().StartsWith(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses the text of a <c>#r</c>.</summary>
    /// <exception cref="GchunkException">The text is not a name with an optional version.</exception>
    public static PackageName Parse(string reference)
    {
        string stated = reference.TrimStart()[Mark.Length..].Trim();
        int end = stated.IndexOfAny([',', '/']);
        string name = (end < 0 ? stated : stated[..end]).Trim(),
            version = end < 0 ? "*" : stated[(end + 1)..].Trim();
        if (!Names().IsMatch(name) || !Versions().IsMatch(version))
        {
            throw new GchunkException(
                $"'{reference.Trim()}' is not a package; expected a name and a version, as in #r \"nuget: MathNet.Numerics, 5.0.0\""
            );
        }

        return new PackageName(name, version);
    }

    /// <summary>
    /// The version range for a project file. NuGet takes a bare version as a minimum, so an exact one needs brackets.
    /// </summary>
    public string Range =>
        char.IsAsciiDigit(Version[0]) && !Version.Contains('*', StringComparison.Ordinal) ? $"[{Version}]" : Version;

    /// <inheritdoc/>
    public override string ToString() => Version == "*" ? Name : $"{Name} {Version}";

    [GeneratedRegex(@"^\w[\w.-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"^[\w.+*\-, \[\]()]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Versions();
}
