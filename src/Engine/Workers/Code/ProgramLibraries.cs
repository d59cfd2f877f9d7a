using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The libraries that a script may load by name, as far as worker processes do not have them.</summary>
internal static class ProgramLibraries
{
    /// <summary>Returns the libraries of the load context of an assembly, or null if there are none.</summary>
    public static LibraryFiles? Of(Assembly assembly) =>
        (AssemblyLoadContext.GetLoadContext(assembly) as LibraryContext)?.Libraries;
}
