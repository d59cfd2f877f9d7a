using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Values and dtypes of the operations compared with NumPy's, including special values.</summary>
public unsafe class NumPyConformanceTests
{
    private const int MostUlps = 2;

    // NumPy does not define which of two equal zeros these return.
    private static readonly HashSet<string> AnyZero = ["minimum", "maximum", "fmin", "fmax", "clip"];

    public static TheoryData<string, string> Elementwise() => Cases("elementwise");

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void An_elementwise_function_gives_what_NumPy_gives(string name, string dtype)
    {
        string[] line = NumPyValues.Of("elementwise").Single(l => l[1] == name && l[2] == dtype);
        ElementwiseOp op = OpTable.GetElementwise(name);
        DType type = DTypes.Parse(dtype);
        using NDArray expected = NumPyValues.Read(DTypes.Parse(line[3]), line[4]);
        NDArray[] given = Operands(op, type);
        ElementwiseSignature signature = op.Resolve(Array.ConvertAll(given, g => g.DType));
        Assert.Equal(expected.DType, signature.Result);
        NDArray[] operands = [.. given.Select((g, k) => g.AsType(signature.Operands[k]))];
        using NDArray result = NDArray.Zeros(expected.Shape, signature.Result);
        op.Run(
            signature.Operands[^1],
            operands[0].Pointer,
            op.Arity > 1 ? operands[1].Pointer : null,
            op.Arity > 2 ? operands[2].Pointer : null,
            result.Pointer,
            (int)result.Size
        );
        for (int i = 0; i < result.Size; i++)
        {
            double got = result.GetDouble(i),
                wanted = expected.GetDouble(i);
            bool right =
                Ulps.Between(result, expected, i) <= MostUlps
                && (wanted != 0 || AnyZero.Contains(name) || double.IsNegative(got) == double.IsNegative(wanted));
            Assert.True(
                right,
                $"{name}({string.Join(", ", given.Select(g => g.GetDouble(i).ToString("R")))}): {got:R}, NumPy {wanted:R}"
            );
        }
    }

    // A unary operation takes the single values; a binary one all pairs, with the second operand varying faster; clip
    // takes all pairs and the sixth value.
    private static NDArray[] Operands(ElementwiseOp op, DType type)
    {
        if (op.Arity == 1)
            return [NumPyValues.Inputs("single", type)];
        using NDArray values = NumPyValues.Inputs("pair", type);
        int n = (int)values.Size;
        NDArray Take(Func<int, int> index)
        {
            NDArray taken = NDArray.Allocate(n * n, type);
            for (int i = 0; i < n * n; i++)
            {
                Buffer.MemoryCopy(
                    values.Pointer + index(i) * type.Size,
                    taken.Pointer + i * type.Size,
                    type.Size,
                    type.Size
                );
            }

            return taken;
        }
        NDArray first = Take(i => i / n),
            second = Take(i => i % n);
        if (op.Name == "power" && !type.IsFloat)
        {
            // NumPy rejects negative powers of integers, so the exponents are |b| % 13, where |least| = least.
            using NDArray longs = second.AsType(DType.Int64);
            foreach (ref long b in longs.Span<long>())
            {
                if (type == DType.UInt64)
                    b = (long)((ulong)b % 13);
                else
                    b = b < 0 && b == long.MinValue >> 64 - 8 * type.Size ? (b % 13 + 13) % 13 : Math.Abs(b) % 13;
            }

            second = longs.AsType(type);
        }
        return op.Arity == 2 ? [first, second] : [first, second, Take(_ => 5)];
    }

    public static TheoryData<string, string> Reductions() => Cases("reduction");

    [Theory]
    [MemberData(nameof(Reductions))]
    public void A_reduction_gives_what_NumPy_gives(string name, string dtype)
    {
        ReductionOp op = OpTable.GetReduction(name);
        foreach (string[] line in NumPyValues.Of("reduction").Where(l => l[1] == name && l[2] == dtype))
        {
            var options = new ReductionOptions(SkipNaN: line[3] == "1");
            using NDArray given = ReductionCases.Make(int.Parse(line[4]), DTypes.Parse(dtype)),
                expected = NumPyValues.Read(DTypes.Parse(line[5]), line[6]);
            using NDArray result = ReductionCases.Reduce(op, given, options);
            Assert.Equal(expected.DType, result.DType);
            double got = result.GetDouble(0),
                wanted = expected.GetDouble(0);
            // A sum of n numbers in float64 is accurate to a few times 1e-16 of the sum of their magnitudes; so is a
            // variance far from 0.
            bool right = expected.DType.IsFloat
                ? double.IsNaN(wanted)
                    ? double.IsNaN(got)
                    : got == wanted
                        || Math.Abs(got - wanted)
                            <= Math.Abs(wanted) * (expected.DType == DType.Float32 ? 2.4e-7 : 2e-13)
                : Ulps.Between(result, expected, 0) == 0;
            Assert.True(right, $"{name} of case {line[4]}, skipping NaN: {options.SkipNaN}: {got:R}, NumPy {wanted:R}");
        }
    }

    private static TheoryData<string, string> Cases(string kind)
    {
        var data = new TheoryData<string, string>();
        foreach (string[] line in NumPyValues.Of(kind).DistinctBy(line => (line[1], line[2])))
            data.Add(line[1], line[2]);
        return data;
    }
}
