using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Computes an Einstein summation, NumPy's <c>einsum</c>: the products of the operands' elements, summed over the
    /// axes that the result lacks.
    /// </summary>
    /// <remarks>
    /// Up to ten operands are multiplied in the order with the fewest multiplications, more in a good one; each product
    /// of two is a matrix product where it sums over an axis that both have.
    /// </remarks>
    /// <param name="subscripts">
    /// A letter for each axis of each operand, and, after an arrow, of the result: <c>"ij,jk->ik"</c>. Without an arrow,
    /// the result has the letters that occur once, in alphabetical order. A letter that an operand has twice takes its
    /// diagonal. <c>...</c> is for further axes, which are broadcast.
    /// </param>
    /// <param name="operands">The arrays; they are promoted to one dtype, in which integers wrap.</param>
    /// <exception cref="GchunkException">
    /// The subscripts cannot be read or do not fit the operands, or a letter has different lengths; the message says
    /// which.
    /// </exception>
    /// <example><code>
    /// var x = Arange(6).Reshape((2, 3));
    /// Print(Einsum("ij,kj->ik", x, x).Compute());      // x · xᵀ
    /// Print(Einsum("ij->j", x).Compute());             // the sums of columns
    /// </code></example>
    public static ChunkedArray Einsum(string subscripts, params ChunkedArray[] operands)
    {
        if (operands.Length == 0)
            throw new GchunkException("Einsum needs one operand or more; got none");
        Shape[] shapes = Array.ConvertAll(operands, o => o.Shape);
        EinsumSubscripts parsed = EinsumSubscripts.Parse(subscripts, shapes);
        Dictionary<int, long> lengths = parsed.Lengths(subscripts, shapes);
        DType dtype = ResultType(operands);

        var factors = new List<LabelledFactor>();
        for (int i = 0; i < operands.Length; i++)
        {
            factors.Add(
                new LabelledFactor(operands[i].AsType(dtype), parsed.Operands[i]).Diagonal().WithoutBroadcast(lengths)
            );
        }

        for (int i = 0; i < factors.Count; i++)
        {
            int[] others = [.. factors.Where((_, k) => k != i).SelectMany(f => f.Labels)];
            factors[i] = factors[i].Reduce(l => parsed.Result.Contains(l) || others.Contains(l));
        }

        foreach (
            (int first, int second) in ContractionOrder.Find([.. factors.Select(f => f.Labels)], parsed.Result, lengths)
        )
        {
            (LabelledFactor a, LabelledFactor b) = (factors[first], factors[second]);
            factors.RemoveAt(second);
            factors.RemoveAt(first);
            factors.Add(a.Multiply(b, l => parsed.Result.Contains(l) || factors.Any(f => f.Labels.Contains(l))));
        }

        return factors[0].InOrder(parsed.Result);
    }
}
