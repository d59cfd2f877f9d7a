using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>A fold whose state is one number of the type of its values: double, long or ulong.</summary>
internal interface IFoldKernel
{
    /// <summary>True if an empty array has a result.</summary>
    static virtual bool HasIdentity => true;

    /// <summary>Returns the state of no values.</summary>
    static abstract T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    /// <summary>Folds a value into a state.</summary>
    static abstract T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T>;

    /// <inheritdoc cref="Fold{T}(T, T)"/>
    static abstract Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T>;

    /// <summary>Merges the state of later values into that of earlier ones.</summary>
    static abstract T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T>;

    /// <inheritdoc cref="Merge{T}(T, T)"/>
    static abstract Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T>;

    /// <summary>
    /// Folds some bools at once if the fold of bools is one that counting gives: a byte that is not 0 is true.
    /// </summary>
    /// <returns>The state; null to fold value by value.</returns>
    static virtual long? OfBools(long state, ReadOnlySpan<byte> values) => null;
}
