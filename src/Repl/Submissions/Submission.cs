using System.Reflection;
using System.Reflection.Metadata;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// A compiled piece of the user's code: the bytes of its assembly, with embedded debug information, and the assembly
/// that was loaded from these bytes.
/// </summary>
/// <param name="Image">The bytes, which also run elsewhere: in workers and in later starts.</param>
/// <param name="Assembly">The loaded assembly.</param>
/// <param name="EntryType">The full name of the type that holds the code.</param>
/// <param name="EntryMethod">
/// The name of the method that creates the submission's state object and runs the code.
/// </param>
internal sealed record Submission(byte[] Image, Assembly Assembly, string EntryType, string EntryMethod)
{
    /// <summary>Runs the code.</summary>
    /// <param name="states">
    /// The globals at index 0, then the state objects of the submissions that this one sees. Its own is stored after
    /// them.
    /// </param>
    public Task<object?> Run(object?[] states)
    {
        var type = Assembly.GetType(EntryType, throwOnError: true)!;
        var method = type.GetMethod(EntryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return method.CreateDelegate<Func<object?[], Task<object?>>>()(states);
    }

    /// <summary>Reads the assembly's name from an image without loading it.</summary>
    public static string NameOf(byte[] image)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(
            System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(image)
        );
        var metadata = reader.GetMetadataReader();
        return metadata.GetString(metadata.GetAssemblyDefinition().Name);
    }
}
