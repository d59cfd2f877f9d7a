namespace Gchunk.Generators;

/// <summary>A row of the operation table.</summary>
/// <param name="Member">The name in the language: that of the kernel, or of the row's class where it has none.</param>
/// <param name="Name">The name that tasks carry.</param>
/// <param name="Summary">The sentence for the documentation.</param>
/// <param name="Arity">The number of operands; 0 for a reduction.</param>
/// <param name="HasDdof">Whether a reduction takes degrees of freedom.</param>
internal sealed record Row(string Member, string Name, string Summary, int Arity, bool HasDdof);
