using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Gchunk.Repl.Packages;

/// <summary>Resolves <c>#r</c> directives: files as any script does, packages from those of the session.</summary>
internal sealed class PackageResolver(string folder, SessionPackages packages) : MetadataReferenceResolver
{
    private readonly ScriptMetadataResolver files = ScriptMetadataResolver.Default.WithBaseDirectory(folder);

    /// <inheritdoc/>
    public override bool ResolveMissingAssemblies => files.ResolveMissingAssemblies;

    /// <inheritdoc/>
    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition,
        AssemblyIdentity referenceIdentity
    ) => files.ResolveMissingAssembly(definition, referenceIdentity);

    /// <inheritdoc/>
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        if (!PackageName.IsPackage(reference))
            return files.ResolveReference(reference, baseFilePath, properties);
        return packages.FileFor(reference) is { } file ? [MetadataReference.CreateFromFile(file, properties)] : [];
    }

    /// <inheritdoc/>
    public override bool Equals(object? other) =>
        other is PackageResolver resolver
        && resolver.files.Equals(files)
        && ReferenceEquals(resolver.Packages, Packages);

    /// <inheritdoc/>
    public override int GetHashCode() => files.GetHashCode();

    private SessionPackages Packages => packages;
}
