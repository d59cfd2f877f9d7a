namespace Gchunk.Repl.Web;

/// <summary>The assemblies of ASP.NET Core, which are there for the program's own pages.</summary>
internal static class WebAssemblies
{
    /// <summary>
    /// Whether a file is one of them. Scripts do not see them: reading their metadata would slow every start, and a
    /// package that a script names may have another version.
    /// </summary>
    /// <param name="path">The path of an assembly.</param>
    public static bool Contains(string path) => path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal);
}
