using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The images of the assemblies that are loaded in this process, which are sent to workers.</summary>
/// <remarks>
/// The image of an assembly from a file is read when it is first needed. The image of an assembly that was loaded from
/// memory must be registered by the code that loads it.
/// </remarks>
public static class AssemblyImages
{
    private static readonly ConditionalWeakTable<Assembly, ShippedAssembly> Known = [];
    private static readonly ConcurrentDictionary<UInt128, WeakReference<Assembly>> Loaded = new();

    /// <summary>
    /// Registers the image of an assembly that was loaded from memory, such as a submission of a script.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="image">The bytes that it was loaded from.</param>
    /// <param name="symbols">The bytes of its portable .pdb, unless that is embedded in the image.</param>
    public static void Register(
        Assembly assembly,
        ReadOnlyMemory<byte> image,
        ReadOnlyMemory<byte> symbols = default
    ) => Add(assembly, new ShippedAssembly(HashOf(image.Span), assembly.FullName ?? "", image, symbols));

    /// <summary>Returns the image of an assembly.</summary>
    /// <exception cref="GchunkException">
    /// It was loaded from memory and not registered, or its file is gone or has changed since it was loaded.
    /// </exception>
    public static ShippedAssembly Of(Assembly assembly) =>
        Known.TryGetValue(assembly, out ShippedAssembly? known) ? known : Add(assembly, Load(assembly));

    /// <summary>Returns the hash of an image.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> image)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(image, hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    // True if the image of the assembly is known. If it was loaded from memory, it belongs to a script.
    internal static bool IsRegistered(Assembly assembly) => Known.TryGetValue(assembly, out _);

    internal static Assembly? Find(UInt128 hash)
    {
        if (FindKnown(hash) is { } known)
            return known;
        // A worker may have loaded a library from its file before this process had to send it.
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.IsDynamic || assembly.Location.Length == 0 || PresentAssemblies.IsFramework(assembly))
                continue;
            if (!IsRegistered(assembly) && TryRegister(assembly) == hash)
                return assembly;
        }
        return null;
    }

    private static UInt128? TryRegister(Assembly assembly)
    {
        try
        {
            return Of(assembly).ContentHash;
        }
        catch (GchunkException)
        {
            // Its file is gone or has changed, so it is not the one that is looked for.
            return null;
        }
    }

    private static Assembly? FindKnown(UInt128 hash) =>
        Loaded.TryGetValue(hash, out WeakReference<Assembly>? found) && found.TryGetTarget(out Assembly? assembly)
            ? assembly
            : null;

    // For an assembly in a worker's session: its image is known, but its hash does not lead to it in this process.
    internal static void RegisterForeign(Assembly assembly, ShippedAssembly shipped) =>
        Known.AddOrUpdate(assembly, shipped);

    private static ShippedAssembly Add(Assembly assembly, ShippedAssembly shipped)
    {
        // The libraries of a script; the workers have those of the program.
        shipped = shipped with
        {
            Libraries = (AssemblyLoadContext.GetLoadContext(assembly) as LibraryContext)?.Libraries,
        };
        Known.AddOrUpdate(assembly, shipped);
        Loaded[shipped.ContentHash] = new WeakReference<Assembly>(assembly);
        return shipped;
    }

    private static ShippedAssembly Load(Assembly assembly)
    {
        string name = assembly.FullName ?? "",
            path = assembly.IsDynamic ? "" : assembly.Location;
        if (path.Length == 0)
        {
            throw new GchunkException(
                $"the code of {assembly.GetName().Name} cannot travel to a worker process: it was loaded from memory and its image was not registered"
            );
        }

        byte[] image;
        try
        {
            image = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException(
                $"the code of {assembly.GetName().Name} cannot travel to a worker process: {e.Message}",
                e
            );
        }
        if (VersionOf(image) != assembly.ManifestModule.ModuleVersionId)
        {
            throw new GchunkException(
                $"the code of {assembly.GetName().Name} cannot travel to a worker process: {path} has changed since it was loaded; restart the program"
            );
        }

        string symbols = Path.ChangeExtension(path, ".pdb");
        return new ShippedAssembly(
            HashOf(image),
            name,
            image,
            File.Exists(symbols) ? File.ReadAllBytes(symbols) : default
        );
    }

    private static Guid VersionOf(byte[] image)
    {
        try
        {
            using var reader = new PEReader(new MemoryStream(image));
            MetadataReader metadata = reader.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
        catch (BadImageFormatException)
        {
            return default;
        }
    }
}
