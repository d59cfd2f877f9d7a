// Copies the values of arrays that nobody refers to any more while the garbage collector runs; prints how many copies were wrong.
using System.Runtime.CompilerServices;
using System.Threading;

static class Optimized
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double[] Copy(double[] values) => NDArray.From(values).ToArray<double>();
}

// Freed memory goes back to the system at once: the blocks of a client are cleared, and the pool is full.
var client = new Client(1);
foreach (NDArray block in Enumerable.Range(0, 40).Select(_ => NDArray.Zeros(1_000_000, DType.Float64)).ToList())
    block.Dispose();
bool stop = false;
var collector = new Thread(() =>
{
    while (!stop)
    {
        GC.Collect(0);
        GC.WaitForPendingFinalizers();
    }
});
collector.Start();
double[] values = Enumerable.Range(1, 2_200_000).Select(i => (double)i).ToArray();
int wrong = Enumerable.Range(0, 100).Count(_ => !Optimized.Copy(values).AsSpan().SequenceEqual(values));
stop = true;
collector.Join();
client.Dispose();
Console.WriteLine(wrong);
