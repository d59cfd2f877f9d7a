using System.Text.RegularExpressions;
using Gchunk.Engine;

namespace Gchunk.Repl.Packages;

/// <summary>A NuGet package as <c>#r "nuget: NAME, VERSION"</c> names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, or what NuGet takes for one: a range, or <c>*</c> for the newest.</param>
internal sealed partial record PackageName(string Name, string Version)
{
    private const string Mark = "nuget:";

    /// <summary>Whether a <c>#r</c> names a package and no file.</summary>
    public static bool IsPackage(string reference) =>
        reference.TrimStart().StartsWith(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what stands in the quotes of a <c>#r</c>.</summary>
    /// <exception cref="GchunkException">It is not a name with or without a version.</exception>
    public static PackageName Parse(string reference)
    {
        string stated = reference.TrimStart()[Mark.Length..].Trim();
        int end = stated.IndexOfAny([',', '/']);
        string name = (end < 0 ? stated : stated[..end]).Trim(),
            version = end < 0 ? "*" : stated[(end + 1)..].Trim();
        if (!Names().IsMatch(name) || !Versions().IsMatch(version))
        {
            throw new GchunkException(
                $"'{reference.Trim()}' names no package: a name and a version are expected, as in #r \"nuget: MathNet.Numerics, 5.0.0\""
            );
        }

        return new PackageName(name, version);
    }

    /// <summary>The version as a project asks for exactly it: NuGet takes a bare one for the least.</summary>
    public string Range =>
        char.IsAsciiDigit(Version[0]) && !Version.Contains('*', StringComparison.Ordinal) ? $"[{Version}]" : Version;

    /// <inheritdoc/>
    public override string ToString() => Version == "*" ? Name : $"{Name} {Version}";

    [GeneratedRegex(@"^\w[\w.-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"^[\w.+*\-, \[\]()]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Versions();
}
