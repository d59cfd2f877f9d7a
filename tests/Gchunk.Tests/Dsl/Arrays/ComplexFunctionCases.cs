using System.Numerics;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>What make_complex_functions.py computes, for a dtype and a length of chunks.</summary>
internal sealed class ComplexFunctionCases(DType dtype, int chunk)
{
    private static readonly double[] Squares = [.. Enumerable.Range(0, 15).Select(i => (double)i * i)];

    private ChunkedArray A => Grid(12, 15);
    private ChunkedArray M => Grid(6, 6);
    private ChunkedArray B => Grid(6, 3);
    private ChunkedArray V => Cut(ComplexData.Grid(dtype, 20));
    private ChunkedArray W => Cut(ComplexData.Grid(dtype, 27))[20..];
    private ChunkedArray Tall => Grid(40, 4);
    private ChunkedArray Right => Grid(80, 2)[40..];
    private ChunkedArray Clean => Round(A / 8, 0L);

    // Hermitian and positive definite.
    private ChunkedArray H
    {
        get
        {
            ChunkedArray m = M.AsType(DType.Complex128);
            return Cut((m.MatMul(Adjoint(m)) + 10 * Eye(6)).Compute().AsType(dtype));
        }
    }

    private ChunkedArray WithNaN
    {
        get
        {
            ChunkedArray n = Clean;
            n[3, 4] = new Complex(double.NaN, 1);
            n[5, 6] = new Complex(1, double.NaN);
            return n;
        }
    }

    public ChunkedArray Make(string name) =>
        name switch
        {
            "Norm:fro" => M.Norm("fro"),
            "Norm:nuc" => M.Norm("nuc"),
            "Norm:1" or "Norm:-1" or "Norm:2" or "Norm:-2" => M.Norm(int.Parse(name[5..])),
            "Norm:inf" => M.Norm(double.PositiveInfinity),
            "Norm:-inf" => M.Norm(double.NegativeInfinity),
            "Norm:vector.inf" => V.Norm(double.PositiveInfinity),
            "Norm:vector.-inf" => V.Norm(double.NegativeInfinity),
            "Norm:vector.2" => V.Norm(),
            "Norm:vector.0" or "Norm:vector.1" or "Norm:vector.3" => V.Norm(int.Parse(name[12..])),
            "Norm:axis" => A.Norm(2, axis: 1),
            "Qr:r" => Tall.Qr().R,
            "Qr:q" => Tall.Qr().Q,
            "Qr:wide" => Adjoints(A[..5].Qr()),
            "Svd:tall.s" => Tall.Svd().S,
            "Svd:wide.s" => Tall.T.Svd().S,
            "Svd:square.s" => M.Svd().S,
            "Svd:tall" => Product(Tall.Svd()),
            "Svd:wide" => Product(Tall.T.Svd()),
            "Svd:square" => Product(M.Svd()),
            "SvdCompressed:s" => Tall.SvdCompressed(4, seed: 1).S,
            "Solve:matrix" => M.Solve(B),
            "Solve:vector" => M.Solve(B[.., 0]),
            "Solve:positive" => H.Solve(B, assumeA: "pos"),
            "Solve:real" => (M.Real() + 20 * Eye(6, dtype: DTypes.PartOf(dtype))).Solve(B),
            "Inv" => M.Inv(),
            "Det" => M.Det(),
            "SlogDet:sign" => M.SlogDet().Sign,
            "SlogDet:log" => M.SlogDet().LogAbsDet,
            "Cholesky" => H.Cholesky(),
            "Cholesky:upper" => H.Cholesky(lower: false),
            "Lu:p" => M.Lu().P,
            "Lu:l" => M.Lu().L,
            "Lu:u" => M.Lu().U,
            "Lu:tall" => Tall.Lu().U,
            "SolveTriangular:True.True" => H.SolveTriangular(B, lower: true, transposed: true),
            "SolveTriangular:True.False" => H.SolveTriangular(B, lower: true),
            "SolveTriangular:False.True" => H.SolveTriangular(B, transposed: true),
            "SolveTriangular:False.False" => H.SolveTriangular(B),
            "SolveTriangular:unit" => (H / 64).SolveTriangular(B, unit: true),
            "Lstsq:x" => Tall.Lstsq(Right).X,
            "Lstsq:residuals" => Tall.Lstsq(Right).Residuals,
            "Lstsq:rank" => Tall.Lstsq(Right).Rank,
            "Lstsq:s" => Tall.Lstsq(Right).S,
            "Lstsq:wide" => Tall.T.Lstsq(B[..4]).X,
            "Lstsq:vector" => Tall.Lstsq(Right[.., 0]).X,
            "Pinv" => Tall.Pinv(),
            "MatrixRank" => Concatenate([Tall, Tall[.., ..1] * new Complex(0, 2)], 1).MatrixRank(tol: 1e-3),
            "MatrixPower:3" => M.MatrixPower(3),
            "MatrixPower:-2" => M.MatrixPower(-2),
            "Eigh:w" => H.Eigh().W,
            "Eigh:product" => Product(H.Eigh()),
            "Eig:w" => M.Eig().W.Sort(),
            "Eig:real" => M.Real().Eig().W.Sort(),
            "MatMul:vector" => M.MatMul(B[.., 0]),
            "MatMul:batch" => Stack([M, H]).MatMul(B),
            "Dot" => M.Dot(B),
            "Inner" => M.Inner(H),
            "VDot" => M.VDot(H),
            "TensorDot" => M.Reshape((2, 3, 6)).TensorDot(B, 1),
            "Outer" => V.Outer(W),
            "Cross" => B.Cross(B["::-1"]),
            "Trace" => A.Trace(1),
            "Einsum:product" => Einsum("ij,jk->ik", M, B),
            "Einsum:diagonal" => Einsum("ii->i", M),
            "Einsum:three" => Einsum("ij,jk,kl->il", M, H / 64, B),
            "Einsum:elementwise" => Einsum("ij,ij->j", M, H),
            _ => MakeOther(name),
        };

    private ChunkedArray MakeOther(string name) =>
        name switch
        {
            "Cov" => A.Cov(),
            "Cov:columns" => B.Cov(rowVar: false),
            "Cov:weights" => A.Cov(aweights: Arange(1.0, 16)),
            "Cov:vector" => V.Cov(),
            "Corr" => A.Corr(),
            "Gradient" => A.Gradient(axis: 1),
            "Gradient:edges" => A.Gradient(0.5, 0, 2),
            "Gradient:coordinates" => A.Gradient(Squares, 1),
            "Trapezoid" => A.Trapezoid(),
            "Trapezoid:coordinates" => A.Trapezoid(Squares),
            "Convolve:full" or "Convolve:same" or "Convolve:valid" => V.Convolve(W, name[9..]),
            "Diff" => A.Diff(2, 0),
            "Moment" => A.Moment(3, 0),
            "Average" => A.Average(Arange(1.0, 16), 1),
            "Average:complex" => V.Average(V["::-1"]),
            "Mean" => A.Mean(1),
            "CumSum" => V.CumSum(),
            "CumProd" => (V / 16).CumProd(),
            "Unique:values" => FromArray(Unique(WithNaN).Values),
            "Unique:counts" => FromArray(Unique(WithNaN).Counts),
            "Unique:index" => FromArray(UniqueAll(WithNaN).Index)[..^1],
            "Unique:inverse" => UniqueAll(Clean).Inverse,
            "SearchSorted:left" or "SearchSorted:right" => SearchSorted(Clean[0].Sort(), Clean, name[13..]),
            "IsIn" => IsIn(Clean, Clean[0]),
            "Union1D" => Union1D(Clean[0], Clean[1]),
            "Intersect1D" => Intersect1D(Clean[..4], Clean[4..]),
            "SetDiff1D" => SetDiff1D(Clean[..2], Clean[2..]),
            "SetXor1D" => SetXor1D(Clean[..2], Clean[2..]),
            "Sort" => Clean.Sort(0),
            "ArgSort" => Clean.ArgSort(1),
            "TopK" => Clean.TopK(3, 1),
            "TopK:least" => Clean.TopK(-3, 1),
            "ArgTopK:least" => Clean.ArgTopK(-3, 1),
            "Median" => A.Median(0),
            "Median:all" => A.Median(),
            "Ptp" => A.Ptp(0),
            "Around" => Around(A, -1),
            "NanToNum" => NanToNum(WithNaN),
            "Select" => Select([A.Real() > 0, A.Imag() > 0], [A, -A], Complex.ImaginaryOne),
            "Choose" => Choose(Arange(15) % 3, [A[0], A[1], A[2]]),
            "Piecewise" => Piecewise(V, [V.Real() < 0], z => -z, z => 2 * z),
            "IsClose" => IsClose(A, A + Where(A.Real() > 0, 1e-9, 1)),
            "CountNonZero" => CountNonZero(Clean, 0),
            "FlatNonZero" => Clean.FlatNonZero(),
            "Pad:constant" => V.Pad(2, value: 3),
            "Pad:edge" or "Pad:reflect" or "Pad:mean" => V.Pad(2, name[4..]),
            "Roll" => A.Roll(4, 1),
            "Flip" => A.Flip(),
            "Repeat" => A.Repeat(2, 0),
            "Tile" => V.Tile(3),
            "Take" => A.Take([3, 1, 14], 1),
            "Compress" => A.Compress(Equal(Arange(15) % 2, 0L), 1),
            "SlidingWindowView" => V.SlidingWindowView(5),
            "Coarsen" => A.Coarsen("mean", [(0, 3)]),
            "Diagonal" => Diagonal(A, 2),
            "Tril" => Tril(M),
            "EDiff1D" => EDiff1D(V),
            _ => throw new ArgumentException(name, nameof(name)),
        };

    private ChunkedArray Grid(long rows, long columns) => Cut(ComplexData.Grid(dtype, (rows, columns)));

    private ChunkedArray Cut(NDArray array) => NumericsData.Cut(array, chunk);

    private static ChunkedArray Adjoint(ChunkedArray x) => x.Conj().T;

    // Q of a wide matrix is square, so R has all that is needed: a aᴴ = q r rᴴ qᴴ.
    private static ChunkedArray Adjoints((ChunkedArray Q, ChunkedArray R) qr)
    {
        ChunkedArray a = qr.Q.MatMul(qr.R);
        return a.MatMul(Adjoint(a));
    }

    private static ChunkedArray Product((ChunkedArray U, ChunkedArray S, ChunkedArray Vt) svd) =>
        (svd.U * svd.S).MatMul(svd.Vt);

    private static ChunkedArray Product((ChunkedArray W, ChunkedArray V) eigen) =>
        (eigen.V * eigen.W).MatMul(Adjoint(eigen.V));
}
