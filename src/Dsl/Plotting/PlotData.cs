using System.Reflection;

namespace Gchunk.Dsl.Plotting;

/// <summary>The data files embedded in this assembly (src/Dsl/data).</summary>
internal static class PlotData
{
    public static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream("Gchunk.Dsl.data." + name)
        ?? throw new InvalidOperationException($"the resource '{name}' is missing from the build");
}
