using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Decomposition;

/// <summary>Right singular vectors of a tall matrix, with the squares of its singular values.</summary>
/// <param name="Squares">The squares of the singular values, in descending order.</param>
/// <param name="Vectors">Columns of the matrix × vectors, orthonormal.</param>
/// <param name="Trace">The sum of the squares of all elements.</param>
internal sealed record Subspace(double[] Squares, NDArray Vectors, double Trace)
{
    private const int Iterations = 5;
    private const int Oversampling = 10;

    /// <summary>Finds all singular vectors, as eigenvectors of AᵀA.</summary>
    /// <param name="tall">A, float64, in blocks of whole rows.</param>
    /// <param name="fewColumns">Up to as many columns, AᵀA is made from one block at a time.</param>
    public static Subspace All(ChunkedArray tall, long fewColumns)
    {
        // A product of few columns is made from one block at a time, in little memory; of many, its tiles.
        using NDArray gram = Computation.Compute(
            tall.Shape[1] <= fewColumns ? SelfProductOp.Create(tall.Expression) : tall.T.MatMul(tall).Expression
        );
        double trace = 0;
        for (int i = 0; i < gram.Shape[0]; i++)
            trace += gram.GetDouble(i, i);
        if (!double.IsFinite(trace))
            return new Subspace([0], NDArray.Zeros((gram.Shape[0], 1), DType.Float64), trace);
        (double[] squares, NDArray vectors) = SymmetricEigen.Decompose(gram);
        return new Subspace(squares, vectors, trace);
    }

    /// <summary>
    /// Finds the leading singular vectors by subspace iteration from random vectors: each step multiplies by AᵀA, in
    /// one pass over the rows.
    /// </summary>
    /// <remarks>
    /// Halko, Martinsson and Tropp, Finding structure with randomness, SIAM Review 53 (2011), algorithm 4.4, on the
    /// right side: five steps are as accurate as four power iterations of a randomized SVD.
    /// </remarks>
    /// <param name="tall">A, float64, in blocks of whole rows.</param>
    /// <param name="choice">How many, and the seed.</param>
    public static Subspace Leading(ArrayExpr tall, ComponentChoice choice)
    {
        long columns = tall.Shape[1],
            width = Math.Min(columns, choice.Components!.Value + (long)Oversampling);
        NDArray basis = Orthonormal(
            Computation.Compute(Rand.Normal((columns, width), chunks: (columns, width), seed: choice.Seed).Expression)
        );
        ArrayExpr squared = Exprs.Sum(Exprs.Multiply(tall, tall), [0, 1]);
        double trace = double.NaN;
        for (int i = 0; ; i++)
        {
            ArrayExpr step = SelfProductTimesOp.Create(tall, basis);
            NDArray[] found = Computation.Compute(i == 0 ? [step, squared] : [step]);
            if (i == 0)
                trace = found[1].GetDouble();
            if (!double.IsFinite(trace))
                return new Subspace([0], basis, trace);
            if (i == Iterations)
                return Rotated(basis, found[0], trace);
            basis.Dispose();
            basis = Orthonormal(found[0]);
        }
    }

    // The eigenvectors of AᵀA within the basis Q: those of QᵀAᵀAQ, turned back.
    private static Subspace Rotated(NDArray basis, NDArray step, double trace)
    {
        var q = (ChunkedArray)basis;
        using NDArray small = Computation.Compute(q.T.MatMul((ChunkedArray)step).Expression);
        step.Dispose();
        (double[] squares, NDArray turn) = SymmetricEigen.Decompose(small);
        NDArray vectors = Computation.Compute(q.MatMul((ChunkedArray)turn).Expression);
        return new Subspace(squares, vectors, trace);
    }

    private static NDArray Orthonormal(NDArray matrix)
    {
        NDArray q = NDArray.Allocate(matrix.Shape, DType.Float64);
        Decompositions.Qr(matrix, q, null);
        matrix.Dispose();
        return q;
    }
}
