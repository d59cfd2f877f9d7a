using System.Reflection;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Functions;
using Gchunk.Engine.Kernels.Singles;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// The functions on four lanes, which machines without AVX-512 run, give the same bits as those on eight.
/// </summary>
public unsafe class HalvesTests
{
    private const int Length = 4096;

    public static TheoryData<string> Names =>
        [
            .. Kernels(typeof(IDoubleFunction))
                .Concat(Kernels(typeof(IDoublePairFunction)))
                .Concat(Kernels(typeof(ISingleFunction)))
                .Select(type => type.FullName!),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Four_lanes_give_the_bits_of_eight(string name)
    {
        Type kernel = typeof(IDoubleFunction).Assembly.GetType(name, throwOnError: true)!;
        string compare =
            typeof(ISingleFunction).IsAssignableFrom(kernel) ? nameof(CompareSingles)
            : typeof(IDoubleFunction).IsAssignableFrom(kernel) ? nameof(CompareOne)
            : nameof(ComparePairs);
        typeof(HalvesTests)
            .GetMethod(compare, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(kernel)
            .Invoke(null, null);
    }

    [Fact]
    public void Every_function_is_found() => Assert.True(Names.Count > 25, $"{Names.Count} functions");

    private static void CompareOne<TFunction>()
        where TFunction : struct, IDoubleFunction
    {
        using NDArray x = Values(0);
        var p = (double*)x.Pointer;
        for (int i = 0; i < Length; i += 8)
        {
            Check(
                TFunction.Of(Vector512.Load(p + i)),
                TFunction.Of(Vector256.Load(p + i)),
                TFunction.Of(Vector256.Load(p + i + 4)),
                k => $"{p[i + k]:R}"
            );
        }
    }

    private static void ComparePairs<TFunction>()
        where TFunction : struct, IDoublePairFunction
    {
        using NDArray x = Values(0),
            y = Values(1);
        double* p = (double*)x.Pointer,
            q = (double*)y.Pointer;
        for (int i = 0; i < Length; i += 8)
        {
            Check(
                TFunction.Of(Vector512.Load(p + i), Vector512.Load(q + i)),
                TFunction.Of(Vector256.Load(p + i), Vector256.Load(q + i)),
                TFunction.Of(Vector256.Load(p + i + 4), Vector256.Load(q + i + 4)),
                k => $"{p[i + k]:R}, {q[i + k]:R}"
            );
        }
    }

    private static void CompareSingles<TFunction>()
        where TFunction : struct, ISingleFunction
    {
        using NDArray x = Values(0).AsType(DType.Float32);
        var p = (float*)x.Pointer;
        for (int i = 0; i < Length; i += 16)
        {
            Vector512<float> whole = TFunction.Of(Vector512.Load(p + i)),
                halves = Vector512.Create(TFunction.Of(Vector256.Load(p + i)), TFunction.Of(Vector256.Load(p + i + 8)));
            for (int k = 0; k < 16; k++)
                Assert.True(whole[k].Equals(halves[k]), $"{p[i + k]:R}: {whole[k]:R}, {halves[k]:R}");
        }
    }

    // All NaNs are equivalent.
    private static void Check(
        Vector512<double> eight,
        Vector256<double> lower,
        Vector256<double> upper,
        Func<int, string> operands
    )
    {
        for (int k = 0; k < 8; k++)
        {
            double four = k < 4 ? lower[k] : upper[k - 4];
            if (
                BitConverter.DoubleToInt64Bits(four) != BitConverter.DoubleToInt64Bits(eight[k])
                && !(double.IsNaN(four) && double.IsNaN(eight[k]))
            )
            {
                Assert.Fail($"of ({operands(k)}): {four:R}, on eight lanes {eight[k]:R}");
            }
        }
    }

    // The special values, and numbers of all magnitudes between them.
    private static NDArray Values(int operand)
    {
        NDArray values = SpecialValues.Of(DType.Float64, Length, operand);
        var p = (double*)values.Pointer;
        var random = new Random(7 + operand);
        for (int i = Length / 4; i < Length; i++)
            p[i] = (random.NextDouble() - 0.5) * Math.ScaleB(1, i < Length / 2 ? random.Next(-20, 20) : 2);
        return values;
    }

    private static IEnumerable<Type> Kernels(Type function) =>
        function.Assembly.GetTypes().Where(type => type.IsValueType && function.IsAssignableFrom(type));
}
