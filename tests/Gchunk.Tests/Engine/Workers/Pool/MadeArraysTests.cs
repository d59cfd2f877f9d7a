using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Workers.Pool;

public class MadeArraysTests(PoolFixture fixture) : IClassFixture<PoolFixture>
{
    [Fact]
    public void Arrays_of_functions_calls_and_npy_files_are_computed_by_workers()
    {
        string folder = Directory.CreateTempSubdirectory("npy").FullName;
        try
        {
            Arange(24).Reshape((4, 6)).ToNpy(Path.Combine(folder, "x.npy"));
            ChunkedArray file = FromNpy(Path.Combine(folder, "x.npy"), chunks: (2, 3));
            double factor = 3;
            var scaled = Delay<NDArray, double[]>(a => [.. a.ToArray<double>().Select(v => v * factor)]);
            ChunkedArray assigned = file.Copy();
            assigned[1..3, "::2"] = assigned[..2, "::-2"];
            assigned[assigned > 20] = Arange(assigned[assigned > 20].Size);
            assigned[Arange(200) % 4, Arange(200) % 6] = Arange(200);
            ChunkedArray[] arrays =
            [
                FromFunction((i, j) => factor * i + j, (5, 7), (2, 3)),
                FromDelayed(scaled(file), (24, 1)),
                file,
                assigned,
                IsIn(file, SearchSorted(file.Flatten(), NDArray.From([3.5, 11, 30]))),
                file.ArgTopK(2),
                file.View(DType.Int32),
            ];
            foreach (ArrayExpr expression in arrays.Select(a => a.Expression))
            {
                Assert.Equal(
                    PoolFixture.Bits(expression, new SerialExecutor()),
                    PoolFixture.Bits(expression, fixture.Pool)
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
