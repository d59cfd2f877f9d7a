using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Gchunk.Tests;

/// <summary>Tests leave the folders of the user alone; so do the programs that they start.</summary>
internal static class NoManifests
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Before any test opens files.")]
    internal static void Set() => Environment.SetEnvironmentVariable("GCHUNK_MANIFEST", "off");
}
