using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// The functions compared with values of many digits, at arguments from all over their ranges, including the ends and
/// the boundaries between methods.
/// </summary>
public unsafe class AccuracyTests
{
    private const int MostUlps = 2;

    private static readonly string[][] Lines =
    [
        .. File.ReadLines(Path.Combine(Folder(), "accurate_values.tsv")).Select(line => line.Split('\t')),
    ];

    public static TheoryData<string> Names => [.. Lines.Select(line => line[0])];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_within_two_units_in_the_last_place(string name)
    {
        string[] line = Lines.Single(l => l[0] == name);
        NDArray[] operands = [.. line[2..^1].Select(Read)];
        using NDArray expected = Read(line[^1]),
            result = Run(name, operands);
        Assert.True(expected.Size > 50);
        for (int i = 0; i < expected.Size; i++)
        {
            Assert.True(
                Ulps.Between(result, expected, i) <= MostUlps,
                $"{name}({string.Join(", ", operands.Select(o => o.GetDouble(i).ToString("R")))}): {result.GetDouble(i):R}, not {expected.GetDouble(i):R}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_gives_the_float_next_to_the_result_in_double(string name)
    {
        NDArray[] singles =
            [.. Lines.Single(l => l[0] == name)[2..^1].Select(text => Read(text).AsType(DType.Float32))],
            doubles = [.. singles.Select(s => s.AsType(DType.Float64))];
        using NDArray result = Run(name, singles),
            expected = Run(name, doubles).AsType(DType.Float32);
        Assert.Equal(DType.Float32, result.DType);
        for (int i = 0; i < expected.Size; i++)
        {
            Assert.True(
                Ulps.Between(result, expected, i) <= 1,
                $"{name}({string.Join(", ", singles.Select(o => o.GetDouble(i).ToString("R")))}): {result.GetDouble(i):R}, not {expected.GetDouble(i):R}"
            );
        }
    }

    private static NDArray Run(string name, NDArray[] operands)
    {
        NDArray result = NDArray.Allocate(operands[0].Shape, operands[0].DType);
        OpTable
            .GetElementwise(name)
            .Run(
                operands[0].DType,
                operands[0].Pointer,
                operands.Length > 1 ? operands[1].Pointer : null,
                null,
                result.Pointer,
                (int)result.Size
            );
        return result;
    }

    private static NDArray Read(string text)
    {
        byte[] bytes = Convert.FromBase64String(text);
        var values = new double[bytes.Length / 8];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return NDArray.From(values);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
