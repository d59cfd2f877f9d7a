using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels.LinearAlgebra;

/// <summary>Matrices that are factored by panels, of lengths that panels and tiles do not divide.</summary>
public class PanelFactorsTests
{
    [Theory]
    [InlineData(512, 1)]
    [InlineData(601, 300)]
    public void The_solution_solves_the_system(int n, int columns)
    {
        // Rows are swapped, since no element of the diagonal stands out.
        ChunkedArray a = Prelude.FromArray(Rand.Normal((n, n), seed: n).Compute()),
            b = Prelude.FromArray(Rand.Normal((n, columns), seed: 1).Compute());
        ChunkedArray x = Prelude.FromArray(a.Solve(b).Compute());
        using NDArray largest = (a.MatMul(x) - b).Abs().Max().Compute();
        Assert.InRange(largest.ToDouble(), 0, 1e-8);
    }

    [Fact]
    public void The_determinant_of_shifted_rows_has_their_sign()
    {
        const int N = 600;
        // The rows of a diagonal matrix moved by one: a cycle of an even length is an odd permutation.
        ChunkedArray diagonal = Prelude.Eye(N) * (Prelude.Arange(N) / 1000.0 + 0.7),
            moved = Prelude.FromArray(diagonal.Roll(1, 0).Compute());
        double expected = -1;
        for (int i = 0; i < N; i++)
            expected *= i / 1000.0 + 0.7;
        using NDArray determinant = moved.Det().Compute();
        Assert.Equal(1, determinant.ToDouble() / expected, 1e-10);
    }

    [Fact]
    public void A_singular_matrix_is_refused()
    {
        ChunkedArray ones = Prelude.FromArray((Prelude.Ones((520, 520)) * 2).Compute());
        Assert.Contains("singular", Assert.Throws<GchunkException>(() => ones.Inv().Compute()).Message);
    }
}
