using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// Functions that make arrays and select from them, with several chunkings, compared with the results of NumPy that
/// make_making_values.py wrote.
/// </summary>
public class MakingTests
{
    private static readonly NDArray Sorted = NDArray.From([-3.0, -1, -1, 0, 2.5, 4, 4, 4, 7]);

    private static readonly ChunkedArray Rows = NDArray.From([0L, 3, 6, 3], (2, 2));

    private static readonly Dictionary<string, Func<ArrayInputs, ChunkedArray>> Cases = new()
    {
        ["zeros_like"] = x => ZerosLike(x.I),
        ["ones_like"] = x => OnesLike(x.F),
        ["full_like"] = x => FullLike(x.I, 2.9),
        ["full_like.dtype"] = x => FullLike(x.I, 2.5, DType.Float64),
        ["mesh.0"] = x => MeshGrid([x.V[..4], x.F[0, ..3], Arange(2)])[0],
        ["mesh.1"] = x => MeshGrid([x.V[..4], x.F[0, ..3], Arange(2)])[1],
        ["mesh.2"] = x => MeshGrid([x.V[..4], x.F[0, ..3], Arange(2)])[2],
        ["mesh.ij.0"] = x => MeshGrid([x.V[..4], x.F[0, ..3], Arange(2)], "ij")[0],
        ["mesh.ij.1"] = x => MeshGrid([x.V[..4], x.F[0, ..3], Arange(2)], "ij")[1],
        ["mesh.sparse.0"] = x => MeshGrid([x.V[..4], x.F[0, ..3]], sparse: true)[0],
        ["mesh.sparse.1"] = x => MeshGrid([x.V[..4], x.F[0, ..3]], sparse: true)[1],
        ["indices"] = _ => Indices((4, 5), chunks: (3, 2)),
        ["indices.1"] = _ => Indices(3),
        ["fromfunction"] = x => FromFunction((i, j) => 10 * i + j, (7, 12), x.A.ChunkSize),
        ["fromfunction.1"] = _ => FromFunction(i => i * i, 9, 4, DType.Int64),
        ["fromfunction.3"] = x => FromFunction((i, j, k) => i * 100 + j * 10 + k, (3, 4, 5), x.C.ChunkSize),
        ["block.row"] = x => Block([x.V, x.V[..3]]),
        ["block"] = x =>
            Block([
                [x.A, x.A[.., ..2]],
                [Ones((2, 14))],
            ]),
        ["block.ranks"] = x =>
            Block([
                [x.V[..3], 5.0],
                [Arange(0, 4.0)],
            ]),
        ["append"] = x => Append(x.A, x.V),
        ["append.0"] = x => Append(x.A, x.A[..2], axis: 0),
        ["append.scalar"] = x => Append(x.V, 3),
        ["insert"] = x => Insert(x.V, 3, 99),
        ["insert.end"] = x => Insert(x.V, 23, 99),
        ["insert.negative"] = x => Insert(x.V, -1, 99),
        ["insert.flat"] = x => Insert(x.A, 5, NDArray.From([1L, 2])),
        ["insert.row"] = x => Insert(x.A, 1, Arange(12), axis: 0),
        ["insert.column"] = x => Insert(x.A, 2, Arange(7), axis: 1),
        ["insert.scalar"] = x => Insert(x.A, 2, 5, axis: 1),
        ["insert.rows"] = x => Insert(x.A, 1, Arange(24).Reshape((2, 12)), axis: 0),
        ["insert.several"] = x => Insert(x.A, [5, 0, 5], Arange(36).Reshape((3, 12)), axis: 0),
        ["insert.one.list"] = x => Insert(x.A, [2], Arange(14).Reshape((7, 2)), axis: 1),
        ["insert.cast"] = x => Insert(x.I, [1, 1], 2.9, axis: 1),
        ["delete"] = x => Delete(x.A, 2, axis: 0),
        ["delete.last"] = x => Delete(x.A, -1, axis: 1),
        ["delete.flat"] = x => Delete(x.A, 7),
        ["delete.slice"] = x => Delete(x.A, 1..5, axis: 1),
        ["delete.step"] = x => Delete(x.A, "::3", axis: 1),
        ["delete.list"] = x => Delete(x.A, new[] { 5, 0, 0, -1 }, axis: 0),
        ["delete.mask"] = x => Delete(x.A, x.A[0] > 0, axis: 1),
        ["delete.none"] = x => Delete(x.A, 3..3, axis: 0),
        ["delete.all"] = x => Delete(x.A, .., axis: 0),
        ["atleast"] = x => AtLeast3D(x.A),
        ["atleast.2"] = x => AtLeast2D(x.V),
        ["atleast.1"] = _ => AtLeast1D(3.0),
        ["tril_indices.0"] = _ => TrilIndices(4, 1, 6)[0],
        ["tril_indices.1"] = _ => TrilIndices(4, 1, 6, (2, 6))[1],
        ["triu_indices"] = _ => TriuIndices(5, -1)[1],
        ["tril_indices_from"] = x => TrilIndicesFrom(x.A, 2)[1],
        ["triu_indices_from"] = x => TriuIndicesFrom(x.A)[0],
        ["searchsorted"] = x => SearchSorted(Sorted, x.A),
        ["searchsorted.right"] = x => SearchSorted(Sorted, x.A, "right"),
        ["searchsorted.nan"] = x => SearchSorted(Sorted, x.B),
        ["searchsorted.int"] = x => SearchSorted(Arange(9), x.I, "right"),
        ["isin"] = x => IsIn(x.A, Sorted),
        ["isin.invert"] = x => IsIn(x.I, NDArray.From([3L, 5, 100]), invert: true),
        ["isin.nan"] = x => IsIn(x.B, NDArray.From([double.NaN, 1.0])),
        ["isin.u8"] = x => IsIn(x.U, NDArray.From([1.5, 2, 300])),
        ["unique.values"] = x => UniqueAll(x.I % 9).Values,
        ["unique.index"] = x => UniqueAll(x.I % 9).Index,
        ["unique.inverse"] = x => UniqueAll(x.I % 9).Inverse,
        ["unique.counts"] = x => UniqueAll(x.I % 9).Counts,
        ["unique.nan"] = x => UniqueAll(x.B).Values,
        ["unique.nan.index"] = x => UniqueAll(x.B).Index,
        ["unique.nan.counts"] = x => UniqueAll(x.B).Counts,
        ["union"] = x => Union1D(x.I, x.F),
        ["intersect"] = x => Intersect1D(x.I, x.F),
        ["intersect.nan"] = x => Intersect1D(x.B, x.B),
        ["setdiff"] = x => SetDiff1D(x.I, x.F),
        ["setxor"] = x => SetXor1D(x.I, NDArray.From([3L, 100, -15])),
        ["argtopk"] = x => x.C.ArgTopK(3),
        ["argtopk.0"] = x => x.I.ArgTopK(2, 0),
        ["argtopk.least"] = x => x.U.ArgTopK(-5, 1),
        ["argtopk.ties"] = x => x.U.ArgTopK(7, 1),
        ["vindex"] = x => x.A.Vindex[new[] { 0, 2, 6 }, new[] { 1, 1, 11 }],
        ["vindex.parted"] = x => x.C.Vindex[new[] { 0, 2 }, .., new[] { 1, 4 }],
        ["vindex.shape"] = x => x.A.Vindex[Rows, NDArray.From([0L, 11], (2, 1))],
        ["vindex.slice"] = x => x.C.Vindex[1.., new[] { 0, 3 }, new[] { 1, 4 }],
        ["index.array"] = x => x.A[Rows],
        ["index.array.columns"] = x => x.A[.., Rows],
        ["index.array.mixed"] = x => x.C[1, NDArray.From([3L, 0], (2, 1)), new[] { 0, 2 }],
        ["index.lazy"] = x => x.A[x.A[.., 0].ArgSort()],
        ["take.array"] = x => x.C.Take(Rows % 3, 1),
        ["take.array.flat"] = x => x.C.Take(Rows),
        ["index.new"] = x => x.A[.., NewAxis, new[] { 3, 1 }],
        ["index.new.parted"] = x => x.C[new[] { 0, 1 }, NewAxis, new[] { 2, 3 }],
        ["view"] = x => x.A.View(DType.Int64),
        ["view.smaller"] = x => x.I.View(DType.Int16),
        ["view.larger"] = x => x.U.View(DType.UInt32),
        ["window"] = x => x.V.SlidingWindowView(5),
        ["window.0"] = x => x.A.SlidingWindowView(3, axis: 0),
        ["window.two"] = x => x.A.SlidingWindowView((2, 4)),
        ["window.axes"] = x => x.C.SlidingWindowView((2, 3), [2, 0]),
        ["choose"] = x => Choose(x.U % 3, [x.A, x.A * 10, -x.A]),
        ["choose.broadcast"] = x => Choose(x.U % 2, [0.0, x.V[..12]]),
        ["extract"] = x => Extract(Equal(x.I % 3, 0), x.A),
        ["ravel_multi_index"] = x => RavelMultiIndex([x.U % 3, x.U % 4], (3, 4)),
        ["unravel_index"] = x => UnravelIndex(x.U.AsType(DType.Int64) * 5, (3, 4, 5))[1],
        ["trim"] = _ => TrimZeros(NDArray.From([0L, 0, 3, 0, 1, 0])),
        ["trim.f"] = _ => TrimZeros(NDArray.From([0.0, 2, 0]), "f"),
        ["fliplr"] = x => FlipLR(x.A),
        ["flipud"] = x => FlipUD(x.A),
        ["rot90"] = x => Rot90(x.A),
        ["rot90.2"] = x => Rot90(x.A, 2),
        ["rot90.3"] = x => Rot90(x.C, 3, (0, 2)),
        ["rot90.-1"] = x => Rot90(x.A, -1),
        ["rollaxis"] = x => RollAxis(x.C, 2),
        ["rollaxis.end"] = x => RollAxis(x.C, 0, 3),
        ["rollaxis.1"] = x => RollAxis(x.C, 2, 1),
        ["diagonal"] = x => Diagonal(x.A),
        ["diagonal.k"] = x => Diagonal(x.I, 3),
        ["diagonal.cube"] = x => Diagonal(x.C, 1, 0, 2),
        ["diagonal.last"] = x => Diagonal(x.C, -2, 1, 2),
    };

    private static readonly NumPyTable Expected = NumPyTable.Beside("making_values.tsv");

    public static TheoryData<string> Names => [.. Expected.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_dtype_and_shape_are_those_of_NumPy_whatever_the_chunks(string name) =>
        Expected.Check(name, Cases[name]);

    [Fact]
    public void Every_case_has_a_value_and_every_value_a_case() =>
        Assert.Equal(Expected.Names.Order(), Cases.Keys.Order());
}
