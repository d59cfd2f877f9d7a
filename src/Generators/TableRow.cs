namespace Gchunk.Generators;

/// <summary>A row of the operation table.</summary>
/// <param name="Member">
/// The name of the public member: that of the kernel, or that of the row's class if there is no kernel.
/// </param>
/// <param name="Name">The operation's name in tasks.</param>
/// <param name="Summary">The summary for the documentation.</param>
/// <param name="Arity">The number of operands; 0 for a reduction.</param>
/// <param name="HasDdof">Whether the reduction has a ddof parameter.</param>
internal sealed record TableRow(string Member, string Name, string Summary, int Arity, bool HasDdof);
