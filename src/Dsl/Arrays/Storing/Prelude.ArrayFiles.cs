using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Npy;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Opens an .npy file as a lazy array: only its header is read, and each block when it is needed. float16 is read as
    /// float32. Files of Python objects are never loaded.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default blocks of 32 MB.</param>
    /// <exception cref="GchunkException">The file does not exist, is damaged, or does not hold numbers.</exception>
    /// <example><code>
    /// Arange(12).Reshape((3, 4)).ToNpy("numbers.npy");
    /// Print(FromNpy("numbers.npy", chunks: (1, 4)).Sum(0).Compute());
    /// </code></example>
    public static ChunkedArray FromNpy(string path, Shape? chunks = null)
    {
        NpyArray array = NpyArray.Open(path);
        if (chunks is null)
            return Natural(array, StoredExpr.Open(array));
        long[] block = chunks.Value.ToArray();
        if (array.IsFortran)
            Array.Reverse(block);
        return Natural(array, new StoredExpr(array, Grid(array.Shape, block)));
    }

    // An array in Fortran order is stored as its transpose.
    private static ChunkedArray Natural(NpyArray array, ArrayExpr stored) =>
        array.IsFortran ? new ChunkedArray(stored).Transpose() : new ChunkedArray(stored);

    /// <summary>
    /// Opens a folder of .npy files, <c>0.npy</c>, <c>1.npy</c>, …, as one lazy array: a file is a chunk along an axis.
    /// </summary>
    /// <param name="path">The folder, of <c>ToNpyStack</c> here or in Dask.</param>
    /// <param name="axis">
    /// The axis; by default that in <c>info.json</c>, or 0 without one. Dask's <c>info</c> is a pickle, which is never
    /// read: give the axis if it is not 0.
    /// </param>
    /// <exception cref="GchunkException">
    /// The folder or a file of it is missing or damaged, or dtypes or shapes differ.
    /// </exception>
    public static ChunkedArray FromNpyStack(string path, int? axis = null)
    {
        (List<NpyArray> parts, int? own) = NpyStack.Open(path);
        foreach (NpyArray part in parts)
        {
            if (part.DType != parts[0].DType)
            {
                throw new GchunkException(
                    $"{path}: the files of a stack have one dtype; got {parts[0].DType.Name} and {part.DType.Name}"
                );
            }
        }

        return Concatenate(
            [.. parts.Select(p => Natural(p, new StoredExpr(p, ChunkGrid.Single(p.Shape))))],
            axis ?? own ?? 0
        );
    }

    /// <summary>Opens a variable of a Zarr store as a lazy array without labels.</summary>
    /// <param name="path">The folder, zip file or web address.</param>
    /// <param name="component">The name of the variable; by default the only one.</param>
    /// <exception cref="GchunkException">
    /// There is no such store or variable, or there are several variables and none is named.
    /// </exception>
    public static ChunkedArray FromZarr(string path, string? component = null)
    {
        Dataset store = OpenZarr(path);
        string name =
            component
            ?? (
                store.Names is [var only]
                    ? only
                    : throw new GchunkException(
                        $"{path} has {store.Names.Count} variables ({string.Join(", ", store.Names)}); name one: FromZarr(path, \"name\")"
                    )
            );
        return new ChunkedArray(store[name].Expression);
    }

    /// <summary>
    /// Computes several arrays together and writes each block to the target of its array; see <see
    /// cref="ChunkedArray.Store(IArrayTarget)"/>. Parts that the arrays share are computed once.
    /// </summary>
    /// <exception cref="GchunkException">The numbers of arrays and targets differ.</exception>
    public static void Store(IReadOnlyList<ChunkedArray> arrays, IReadOnlyList<IArrayTarget> targets)
    {
        if (arrays.Count != targets.Count)
            throw new GchunkException($"{arrays.Count} arrays need as many targets; got {targets.Count}");
        Computation.Store(
            [.. arrays.Select(a => a.Expression)],
            [.. targets.Select(t => new ChunkedArray.TargetSink(t))]
        );
    }
}
