using System.Numerics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Complex arrays compared with NumPy's values, and what has no meaning for them.</summary>
public class ComplexTests
{
    private static readonly string[] Inputs = ["x", "y", "special", "sort.input"];

    public static TheoryData<string, DType> Cases()
    {
        var data = new TheoryData<string, DType>();
        foreach (string name in ComplexData.Names.Except(Inputs))
        {
            data.Add(name, DType.Complex64);
            data.Add(name, DType.Complex128);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_result_is_that_of_numpy_for_one_block_and_for_many(string name, DType dtype)
    {
        foreach (int chunk in (int[])[0, 4])
        {
            string? difference = ComplexData.Difference(
                ComplexData.Of(name, dtype),
                Make(name, dtype, chunk).Compute(),
                dtype == DType.Complex64 ? 5e-7 : 2e-14
            );
            Assert.True(difference is null, $"{name} of {dtype.Name} in chunks of {chunk}: {difference}");
        }
    }

    private static ChunkedArray Make(string name, DType dtype, int chunk)
    {
        ChunkedArray a = Cut(ComplexData.Grid(dtype, (12, 15))),
            special = Cut(ComplexData.Of("special", dtype));
        string[] parts = name.Split('.');
        switch (parts[0])
        {
            case "reduce":
                return Reduced(parts[1], parts[2] == "None" ? default : (Axes)int.Parse(parts[2]));
            case "isnan" or "isinf" or "isfinite":
                return ChunkedArray.Elementwise(name, special);
            case "special":
                return ChunkedArray.Elementwise(parts[1], special[.., NewAxis], special);
            case "clip":
                return Cut(ComplexData.Of("x", dtype)).Clip(new Complex(-1, -1), new Complex(2, 0.5));
            case "round":
                return Round(Cut(ComplexData.Of("x", dtype)), 1L);
            case "where":
                return Where(IsNaN(special), Complex.ImaginaryOne, special);
            case "cumsum":
                return a.CumSum(0);
            case "cumprod":
                return (a / 16).CumProd(1);
            case "matmul":
                return parts.Length > 1
                    ? MatMul(a.T, Cut(ComplexData.Grid(dtype, (12, 3))))
                    : MatMul(a, Cut(ComplexData.Grid(dtype, (15, 4))));
            case "dot":
                return Dot(a[0], a[1]);
            case "sort":
                return Cut(ComplexData.Of("sort.input", dtype)).Sort();
            case "argsort":
                return Cut(ComplexData.Of("sort.input", dtype)).ArgSort();
            case "diff":
                return a.Diff(axis: 1);
            default:
                ChunkedArray x = Cut(ComplexData.Of("x", dtype)),
                    y = Cut(ComplexData.Of("y", dtype));
                return OpTable.GetElementwise(name).Arity == 1
                    ? ChunkedArray.Elementwise(name, x)
                    : ChunkedArray.Elementwise(name, x, y);
        }

        ChunkedArray Cut(NDArray array) => NumericsData.Cut(array, chunk);

        ChunkedArray Reduced(string op, Axes axis)
        {
            if (op == "count_nonzero")
                return NotEqual(a, 0L).Sum(axis);
            if (op == "prod")
                return (a / 16).Prod(axis);
            if (op is "min" or "max" or "argmin" or "argmax")
                return Round(a / 4, 0L).Reduce(op, axis);
            if (!op.StartsWith("nan", StringComparison.Ordinal))
                return a.Reduce(op, axis);
            var missing = ComplexData.Grid(dtype, (12, 15)).AsType(DType.Complex128);
            Span<Complex> values = missing.Span<Complex>();
            values[3 * 15 + 5] = new(double.NaN, 1);
            values.Slice(7 * 15, 15).Fill(new(1, double.NaN));
            values[10 * 15 + 1] = new(double.NaN, double.NaN);
            return Cut(missing.AsType(dtype)).Reduce(op[3..], axis, options: new ReductionOptions(SkipNaN: true));
        }
    }

    [Fact]
    public void Dtypes_promote_as_in_numpy()
    {
        (DType, DType, DType)[] cases =
        [
            (DType.Bool, DType.Complex64, DType.Complex64),
            (DType.Int16, DType.Complex64, DType.Complex64),
            (DType.UInt16, DType.Complex64, DType.Complex64),
            (DType.Int32, DType.Complex64, DType.Complex128),
            (DType.UInt64, DType.Complex64, DType.Complex128),
            (DType.Float32, DType.Complex64, DType.Complex64),
            (DType.Float64, DType.Complex64, DType.Complex128),
            (DType.Int8, DType.Complex128, DType.Complex128),
            (DType.Complex64, DType.Complex128, DType.Complex128),
        ];
        foreach ((DType a, DType b, DType expected) in cases)
        {
            Assert.Equal(expected, DTypes.Promote(a, b));
            Assert.Equal(expected, DTypes.Promote(b, a));
        }
    }

    [Fact]
    public void Scalars_take_the_precision_of_the_array()
    {
        ChunkedArray single = Ones(3, dtype: DType.Float32);
        Assert.Equal(DType.Complex64, (new Complex(1, 2) * single).DType);
        Assert.Equal(DType.Complex128, (Ones(3) * Complex.ImaginaryOne).DType);
        Assert.Equal(DType.Complex128, (Arange(3) + Complex.One).DType);
        ChunkedArray z = single * Complex.ImaginaryOne;
        Assert.Equal(DType.Complex64, (z * 2 + 0.5).DType);
        Assert.Equal(new Complex(0.5, 2), (z * 2 + 0.5).Compute().AsType(DType.Complex128).Get<Complex>(1));
        Assert.Equal(DType.Complex128, (new DataArray(NDArray.From([1.0, 2]), ["x"]) * Complex.One).DType);
    }

    [Fact]
    public void Numbers_are_written_as_numpy_writes_them()
    {
        NDArray z = NDArray.From([new Complex(1, 2), new(-0.5, -3), new(1e20, 0), new(double.NaN, 1)]);
        Assert.Equal("(4,) complex128\n[   1.+2.j,  -0.5-3.j, 1E+20+0.j,   NaN+1.j]", z.ToString());
        Assert.Equal("0.1+2.j", NDArray.Scalar(new Complex64(0.1f, 2)).ToString());
        Assert.Equal("1.+2.j", Full(1, 0).Add(new Complex(1, 2))[0].Compute().ToString());
    }

    [Fact]
    public void Elements_of_sixteen_bytes_move_as_others_do()
    {
        NDArray values = ComplexData.Grid(DType.Complex128, (12, 15));
        ChunkedArray x = FromArray(values, (5, 4));
        NDArray moved = Concatenate([x.T["::-1, 1::2"], Zeros((15, 2))], 1).Compute();
        for (int i = 0; i < 15; i++)
        {
            for (int j = 0; j < 6; j++)
                Assert.Equal(values.Get<Complex>(1 + 2 * j, 14 - i), moved.Get<Complex>(i, j));
            Assert.Equal(Complex.Zero, moved.Get<Complex>(i, 7));
        }

        NDArray kept = x.Take([3, 0, 3, 11], 0)
            .Compress(FromArray(NDArray.From([true, false, true, true])), 0)
            .Compute();
        Assert.Equal(values.Get<Complex>(3, 2), kept.Get<Complex>(1, 2));
        Assert.Equal(values.Get<Complex>(7, 3), x.Reshape((4, 45)).Rechunk((3, 7)).Compute().Get<Complex>(2, 18));
        Assert.Equal(values.Get<Complex>(2, 2), x[2, 2].BroadcastTo((3, 3)).Compute().Get<Complex>(1, 2));
        Assert.Equal(
            values.Get<Complex>(1, 1) * 2,
            x.MapBlocks(b => NDArray.From([.. b.ToArray<Complex>().Select(v => v * 2)], b.Shape), DType.Complex128)
                .Compute()
                .Get<Complex>(1, 1)
        );
    }

    [Fact]
    public void Elements_are_assigned()
    {
        NDArray z = ComplexData.Grid(DType.Complex128, (4, 6));
        ChunkedArray x = FromArray(z, (2, 3));
        x[1, 2] = new Complex(1, 2);
        x[x.Real() < 0] = 0;
        x[new[] { 3, 0 }, new[] { 1, 5 }] = NDArray.From([new Complex(5, 5), new(6, 6)]);
        Complex[] got = x.Compute().ToArray<Complex>(),
            expected = [.. z.ToArray<Complex>().Select(v => v.Real < 0 ? 0 : v)];
        (expected[8], expected[19], expected[5]) = (new(1, 2), new(5, 5), new(6, 6));
        Assert.Equal(expected, got);
        Assert.Contains(
            "complex",
            Assert.Throws<GchunkException>(() => Ones(3)[0] = Complex.ImaginaryOne).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Constants_are_folded_and_fused_with_other_dtypes()
    {
        ChunkedArray z = (Full(5000, 2) + new Complex(0, 1)) * (Full(5000, 1) - Complex.ImaginaryOne);
        Assert.Equal(new Complex(3, -1), z.Compute().Get<Complex>(4999));
        ChunkedArray x = Arange(0, 5000, chunks: 777);
        ChunkedArray fused = (x + (x * 0.5) * Complex.ImaginaryOne).Imag() + x.AsType(DType.Int8);
        Assert.Equal(150 + 44, fused.Compute().GetDouble(300));
        Assert.Equal(
            new Complex(12497500, 12497500 / 2.0),
            (x + (x * 0.5) * Complex.ImaginaryOne).Sum().Compute().Get<Complex>()
        );
    }

    public static TheoryData<string, Action, string[]> Mistakes()
    {
        ChunkedArray z = FromArray(ComplexData.Grid(DType.Complex64, (4, 6)), (2, 3));
        return new()
        {
            { "cast", () => z.AsType(DType.Float64), ["complex64", "float64", "Real()", "Imag()"] },
            { "scalar", () => _ = Ones(3).AsType(DType.Int32) & new Complex(1, 2), ["bitwise_and", "complex128"] },
            { "rounding", () => z.Floor(), ["floor", "complex64"] },
            { "remainder", () => _ = z % 2, ["remainder", "complex64"] },
            { "quantile", () => z.Quantile(0.2, 0), ["complex64", "Real()"] },
            { "histogram", () => Histogram(z, 3, (0, 1)), ["complex64"] },
            { "one double", () => z.Compute().GetDouble(0, 0), ["complex64", "Get<Complex64>", "Real()"] },
            { "conversion", () => _ = (double)z[0, 0].Compute(), ["complex64"] },
            { "full", () => new DataArray(z.Compute(), ["y", "x"]).Rolling("x", 3).Std().Compute(), ["complex64"] },
            { "rank", () => new DataArray(z.Compute(), ["y", "x"]).Rank("x"), ["complex64"] },
        };
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_has_no_meaning_for_complex_numbers_is_an_error(string what, Action mistake, string[] words)
    {
        string message = Assert.Throws<GchunkException>(mistake).Message;
        foreach (string word in words)
            Assert.True(message.Contains(word, StringComparison.Ordinal), $"{what}: {message}");
    }

    [Fact]
    public void Every_row_has_a_form_for_complex_numbers_or_refuses_them_by_name()
    {
        foreach (ElementwiseOp op in OpTable.Elementwise)
        {
            DType[] operands = [.. Enumerable.Repeat(DType.Complex128, op.Arity)];
            if (op.OnComplex is not null)
            {
                Assert.Equal(op.Arity, op.Resolve(operands).Operands.Length);
                continue;
            }
            string message = Assert.Throws<GchunkException>(() => op.Resolve(operands)).Message;
            Assert.Contains(op.Name, message, StringComparison.Ordinal);
            Assert.Contains("complex128", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Labelled_arrays_hold_complex_numbers()
    {
        var z = new DataArray(ComplexData.Grid(DType.Complex128, (3, 4)), ["y", "x"]);
        Assert.Contains("complex128", z.ToString(), StringComparison.Ordinal);
        Assert.Equal(DType.Float64, z.Abs().DType);
        DataArray missing = z.Where(z.Real() > 0);
        Assert.Equal(DType.Complex128, missing.DType);
        Assert.True(missing.IsNull().Any().Scalar() != 0);
        Assert.Equal(
            missing.Count().Scalar(),
            missing.FillNa(Complex.Zero).Real().Compute().ToArray<double>().Count(v => v > 0)
        );
        Assert.True(missing.Identical(missing));
        Assert.Contains("1", z.Isel("y", 0).Isel("x", 0).ToString(), StringComparison.Ordinal);
    }
}
