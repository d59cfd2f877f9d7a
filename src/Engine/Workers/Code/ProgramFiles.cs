using System.Reflection;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// The files of the program that the engine was built for. They are in the folder of the engine's assembly, whatever
/// program the engine runs in. The build knows the name of the program; the engine reads it from its own metadata.
/// </summary>
internal static class ProgramFiles
{
    /// <summary>The folder; another one only while fuzzing, whose own assemblies cannot run as a program.</summary>
    public static string Folder { get; set; } = Path.GetDirectoryName(typeof(ProgramFiles).Assembly.Location) ?? "";

    /// <summary>The name of the program.</summary>
    public static string Name { get; } =
        typeof(ProgramFiles)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => a.Key == "Program")
            .Value!;

    /// <summary>The program.</summary>
    public static string Program => Path.Combine(Folder, Name + ".dll");

    /// <summary>The list of the assemblies that the program was built with.</summary>
    public static string Assemblies => Path.Combine(Folder, Name + ".deps.json");
}
