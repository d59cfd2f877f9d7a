namespace Gchunk.Engine.Kernels;

/// <summary>
/// Has the compiler (src/Generators) add to a type, for each method on vectors of 512 bits one of the same text on
/// vectors of 256 bits: for machines without AVX-512.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class AlsoInHalvesAttribute : Attribute;
