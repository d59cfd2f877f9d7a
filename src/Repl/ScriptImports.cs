using System.Reflection;
using System.Reflection.Metadata;

namespace Gchunk.Repl;

/// <summary>
/// The imports of every script: the usual .NET namespaces, each public namespace of gchunk, and the members of each
/// public class called <c>Prelude</c>, <c>Estimators</c> or <c>MlPrelude</c>; and that of ML.NET, for its trainers.
/// </summary>
internal static class ScriptImports
{
    private static readonly string[] DotNet =
    [
        "System",
        "System.Linq",
        "System.IO",
        "System.Threading",
        "System.Threading.Tasks",
        "System.Collections.Generic",
        "System.Numerics",
        "Microsoft.ML",
    ];

    // The classes whose members are typed without the name of the class.
    private static readonly string[] Functions = ["Prelude", "Estimators", "MlPrelude"];

    private static readonly string[] Rooms = ["Gchunk.Engine", "Gchunk.Dsl", "Gchunk.Ml"];

    public static IReadOnlyList<string> All()
    {
        var imports = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var room in Rooms)
        {
            AddPublicNames(Assembly.Load(room), imports);
        }

        return [.. DotNet, .. imports];
    }

    // Reads the metadata tables, because reflection would load every type of the three assemblies at each start.
    private static unsafe void AddPublicNames(Assembly assembly, SortedSet<string> imports)
    {
        if (!assembly.TryGetRawMetadata(out var blob, out var length))
        {
            return;
        }

        var reader = new MetadataReader(blob, length);
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public)
            {
                continue;
            }

            var space = reader.GetString(type.Namespace);
            imports.Add(space);
            foreach (var functions in Functions)
            {
                if (reader.StringComparer.Equals(type.Name, functions))
                {
                    imports.Add($"{space}.{functions}");
                }
            }
        }
    }
}
