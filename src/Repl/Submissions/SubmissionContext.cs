using System.Collections.Concurrent;
using System.Reflection;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// The load context of a session's assemblies: those compiled from its code and those added with <c>#r</c>.
/// </summary>
internal sealed class SubmissionContext() : LibraryContext("gchunk session")
{
    private readonly ConcurrentDictionary<string, Assembly> own = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads a compiled piece of code from its bytes.</summary>
    public Assembly Load(byte[] image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var stream = new MemoryStream(image, writable: false);
        var assembly = LoadFromStream(stream);
        own[assembly.GetName().Name!] = assembly;
        AssemblyImages.Register(assembly, image); // so that worker processes can run the same code
        return assembly;
    }

    /// <inheritdoc/>
    protected override Assembly? FindOwn(AssemblyName assemblyName) => own.GetValueOrDefault(assemblyName.Name!);
}
