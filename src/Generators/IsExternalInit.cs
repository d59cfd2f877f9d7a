namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where there are records; newer frameworks have it.</summary>
internal static class IsExternalInit;
