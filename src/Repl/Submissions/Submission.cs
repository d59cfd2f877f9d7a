using System.Reflection;
using System.Reflection.Metadata;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// A piece of the user's code, compiled once: the bytes of its assembly, with its debug information inside, and the
/// assembly that was loaded from those same bytes.
/// </summary>
/// <param name="Image">The bytes. What runs elsewhere (a worker, a later start) runs these.</param>
/// <param name="Assembly">What runs here.</param>
/// <param name="EntryType">The full name of the type that holds the code.</param>
/// <param name="EntryMethod">The name of its method that makes the submission's object and runs the code.</param>
internal sealed record Submission(byte[] Image, Assembly Assembly, string EntryType, string EntryMethod)
{
    /// <summary>Runs the code from its start.</summary>
    /// <param name="states">
    /// The globals at 0, then the objects of the submissions that this one was compiled after; its own is put behind
    /// them.
    /// </param>
    public Task<object?> Run(object?[] states)
    {
        var type = Assembly.GetType(EntryType, throwOnError: true)!;
        var method = type.GetMethod(EntryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return method.CreateDelegate<Func<object?[], Task<object?>>>()(states);
    }

    /// <summary>The name of the assembly in an image, without loading it.</summary>
    public static string NameOf(byte[] image)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(
            System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(image)
        );
        var metadata = reader.GetMetadataReader();
        return metadata.GetString(metadata.GetAssemblyDefinition().Name);
    }
}
