namespace Gchunk.Engine.Kernels;

/// <summary>
/// Generates (in src/Generators), for each method on 512-bit vectors, an overload of the same text on 256-bit vectors:
/// for machines without AVX-512.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class AlsoInHalvesAttribute : Attribute;
