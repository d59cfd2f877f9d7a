using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>The QR decomposition of matrices that are divided along their columns, float64 or complex128.</summary>
internal static class BlockedQr
{
    private const long Narrowest = 128;
    private const long Widest = 1024;

    /// <summary>Computes Q, rows × k, and R, k × columns, where k is the lesser of rows and columns.</summary>
    public static (ArrayExpr Q, ArrayExpr R) Qr(ArrayExpr x)
    {
        if (x.Chunks.Blocks[1] == 1)
            return TallSkinny.Qr(x);
        if (x.Shape[0] < x.Shape[1])
            return Short(x);
        return x.Shape[0] < 4 * x.Shape[1] && x.Shape[1] > Narrowest ? Square(x) : TallSkinny.Qr(x);
    }

    // The first columns decide Q; the others are multiplied by its adjoint.
    private static (ArrayExpr Q, ArrayExpr R) Short(ArrayExpr x)
    {
        long m = x.Shape[0];
        (ArrayExpr q, ArrayExpr r) = Qr(Tiles.At(x, 0, m, 0, m));
        ArrayExpr rest = Tiles.At(x, 0, m, m, x.Shape[1] - m);
        return (q, ConcatenateExpr.Create([r, MatrixProducts.Multiply(Tiles.Adjoint(q), rest)], 1));
    }

    /// <summary>
    /// Panels of columns, each made orthogonal to those before it, twice, which leaves no more than rounding errors: block
    /// Gram-Schmidt with reorthogonalization, each panel by TSQR (Barlow and Smoktunowicz, "Reorthogonalized block
    /// classical Gram-Schmidt", Numerische Mathematik 123, 2013).
    /// </summary>
    private static (ArrayExpr Q, ArrayExpr R) Square(ArrayExpr x)
    {
        long m = x.Shape[0],
            n = x.Shape[1];
        long[] widths = Panels(x.Chunks.Sizes(1)),
            starts = Tiles.Offsets(widths);
        var q = new List<ArrayExpr>();
        var r = new ArrayExpr?[widths.Length, widths.Length];
        for (int k = 0; k < widths.Length; k++)
        {
            ArrayExpr panel = Tiles.At(x, 0, m, starts[k], widths[k]);
            if (k == 0)
            {
                (ArrayExpr first, r[0, 0]) = TallSkinny.Qr(panel);
                q.Add(first);
                continue;
            }

            ArrayExpr before = ConcatenateExpr.Create(q, 1),
                c = MatrixProducts.Multiply(Tiles.Adjoint(before), panel);
            (ArrayExpr once, ArrayExpr rOnce) = TallSkinny.Qr(
                Exprs.Subtract(panel, MatrixProducts.Multiply(before, c))
            );
            ArrayExpr cAgain = MatrixProducts.Multiply(Tiles.Adjoint(before), once);
            (ArrayExpr twice, ArrayExpr rTwice) = TallSkinny.Qr(
                Exprs.Subtract(once, MatrixProducts.Multiply(before, cAgain))
            );
            ArrayExpr above = Exprs.Add(c, MatrixProducts.Multiply(cAgain, rOnce));
            for (int i = 0; i < k; i++)
                r[i, k] = Tiles.At(above, starts[i], widths[i], 0, widths[k]);
            r[k, k] = MatrixProducts.Multiply(rTwice, rOnce);
            q.Add(twice);
        }

        return (ConcatenateExpr.Create(q, 1), Tiles.Assemble(r, widths, widths));
    }

    // The chunks of columns, with narrow ones joined and wide ones divided.
    private static long[] Panels(ReadOnlySpan<long> sizes)
    {
        var panels = new List<long>();
        long open = 0;
        foreach (long size in sizes)
        {
            open += size;
            if (open < Narrowest)
                continue;
            long parts = (open + Widest - 1) / Widest;
            for (long i = 0; i < parts; i++)
                panels.Add(open * (i + 1) / parts - open * i / parts);
            open = 0;
        }

        if (open > 0)
            panels.Add(open);
        return [.. panels];
    }
}
