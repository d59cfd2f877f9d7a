using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Tests.Engine.Execution;

namespace Gchunk.Tests.Properties;

/// <summary>
/// A program of random operations with any arguments, of functions that misbehave and of arrays that change while they
/// are used. It gives a result, or an error that a user can understand; nothing else.
/// </summary>
internal sealed class RandomProgram
{
    private readonly Random random;
    private readonly List<NDArray> changing = [];
    private ChunkedArray array;

    public RandomProgram(int seed)
    {
        random = new Random(seed);
        array = Source();
    }

    /// <summary>The operations so far.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>Builds and computes the program; returns the error, or null.</summary>
    public Exception? Run()
    {
        using var stop = new CancellationTokenSource();
        Task? changer = null;
        try
        {
            for (int i = random.Next(1, 7); i > 0; i--)
            {
                (string name, var step) = RandomSteps.All[random.Next(RandomSteps.All.Length)];
                Steps.Add(name);
                array = Try(step) ?? array;
            }
            if (changing.Count > 0)
                changer = Task.Run(() => Change(stop.Token));
            Compute();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            stop.Cancel();
            changer?.Wait();
        }
    }

    // An operation whose arguments are wrong is left out.
    private ChunkedArray? Try(Func<ChunkedArray, Random, ChunkedArray> step)
    {
        try
        {
            return step(array, random);
        }
        catch (GchunkException)
        {
            Steps[^1] += " (refused)";
            return null;
        }
    }

    private ChunkedArray Source()
    {
        int rank = random.Next(0, 4);
        long[] shape = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(0, 10))];
        long size = shape.Aggregate(1L, (a, b) => a * b);
        Shape chunks = new([.. shape.Select(n => (long)random.Next(1, (int)Math.Max(n, 1) + 1))]);
        double[] values = [.. Enumerable.Range(0, (int)size).Select(_ => Value())];
        DType dtype = RandomSteps.AnyType(random);
        Steps.Add(string.Create(CultureInfo.InvariantCulture, $"{dtype} {new Shape(shape)} in {chunks}"));
        switch (random.Next(6))
        {
            case 0:
                return Rand.Normal(shape, chunks: chunks, seed: random.Next()).AsType(dtype);
            case 1:
                NDArray own = NDArray.From(values, shape).AsType(dtype);
                changing.Add(own);
                Steps.Add("that changes");
                return Prelude.FromArray(own, chunks, copy: false);
            case 2:
                return Prelude.Arange(size).Reshape(shape).AsType(dtype);
            default:
                return Prelude.FromArray(NDArray.From(values, shape).AsType(dtype), chunks);
        }
    }

    private double Value() =>
        random.Next(12) switch
        {
            0 => double.NaN,
            1 => double.PositiveInfinity,
            2 => -1e300,
            3 => 0.5,
            _ => random.Next(-9, 10),
        };

    // Another thread of the user writes to the arrays that are used without a copy.
    private void Change(CancellationToken stop)
    {
        var own = new Random(1);
        while (!stop.IsCancellationRequested)
        {
            foreach (NDArray values in changing)
            {
                Span<byte> bytes = RandomSteps.Bytes(values);
                if (bytes.Length > 0)
                {
                    bytes[own.Next(bytes.Length)] =
                        values.DType == DType.Bool ? (byte)own.Next(2) : (byte)own.Next(256);
                }
            }
            Thread.Yield();
        }
        if (random.Next(2) == 0)
            changing[0].Dispose();
    }

    private void Compute()
    {
        switch (random.Next(4))
        {
            case 0:
                Read(array.Compute());
                break;
            case 1:
                Read(array.Persist().Compute());
                break;
            case 2:
                foreach (NDArray result in Prelude.Compute(array, array.Sum()))
                    Read(result);
                break;
            default:
                var sink = new Gatherer(array.Expression);
                TaskGraph graph = Planner.Plan(ExprOptimizer.Run([array.Expression], new HashSet<string>()));
                new ThreadsExecutor(random.Next(1, 5)).Run(graph, [sink], 1L << 30, CancellationToken.None);
                Read(sink.Result);
                break;
        }
    }

    // Every byte of a result is memory.
    private static void Read(NDArray result)
    {
        long sum = 0;
        foreach (byte b in RandomSteps.Bytes(result))
            sum += b;
        GC.KeepAlive(sum);
        result.Dispose();
    }
}
