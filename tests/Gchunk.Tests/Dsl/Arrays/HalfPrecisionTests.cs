using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>float16 and bfloat16: stored in two bytes, computed in float32.</summary>
public class HalfPrecisionTests
{
    private static ChunkedArray X => FromArray(NDArray.From([0.1, -2.5, double.NaN, 1e5, 65504, 1e-7]), 4);

    [Fact]
    public void Numbers_are_rounded_as_ieee_754_rounds_them()
    {
        double[] values =
        [
            0.1,
            1 + 1.0 / 4096,
            2049,
            2051,
            65519.99,
            65520,
            6e-8,
            1e-9,
            double.NaN,
            double.NegativeInfinity,
        ];
        Assert.Equal(
            values.Select(v => (double)(Half)v),
            NDArray.From(values).AsType(DType.Float16).AsType(DType.Float64).ToArray<double>()
        );
        Assert.Equal(
            values.Select(v => (double)(Half)(float)v),
            NDArray.From(values).AsType(DType.Float32).AsType(DType.Float16).ToArray<double>()
        );
        // Of two neighbours that are equally near, the even one; the float64 is rounded once.
        double tie = 1 + 1.0 / 256,
            above = tie + 1e-12;
        NDArray brief = NDArray.From([1.0, tie, above, 3e38, double.NaN]).AsType(DType.BFloat16);
        Assert.Equal([1, 1, 1 + 1.0 / 128, 3.0040552704739099e38, double.NaN], brief.ToArray<double>());
        Assert.Equal(2, DType.BFloat16.Size);
        Assert.Equal(
            [1, 0, 1],
            NDArray.From([2.5, 0, double.NaN]).AsType(DType.Float16).AsType(DType.Bool).ToArray<double>()
        );
    }

    [Fact]
    public void Dtypes_promote_as_in_numpy()
    {
        foreach (DType half in (DType[])[DType.Float16, DType.BFloat16])
        {
            (DType, DType)[] cases =
            [
                (DType.Bool, half),
                (DType.Int8, half),
                (DType.UInt8, half),
                (DType.Int16, DType.Float32),
                (DType.Int32, DType.Float64),
                (DType.UInt64, DType.Float64),
                (DType.Float32, DType.Float32),
                (DType.Float64, DType.Float64),
                (DType.Complex64, DType.Complex64),
                (DType.Complex128, DType.Complex128),
            ];
            foreach ((DType other, DType expected) in cases)
            {
                Assert.Equal(expected, DTypes.Promote(half, other));
                Assert.Equal(expected, (Zeros(2, dtype: half) + Zeros(2, dtype: other)).DType);
            }
        }

        Assert.Equal(DType.Float32, DTypes.Promote(DType.Float16, DType.BFloat16));
    }

    [Fact]
    public void A_variable_stored_as_float16_keeps_its_dtype_on_request()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-test-").FullName;
        try
        {
            string store = Path.Combine(folder, "half.zarr");
            var data = new DataArray(X.AsType(DType.Float16).Compute(), ["x"], name: "h").ToDataset();
            data["f"] = new DataArray(X.AsType(DType.Float32).Compute(), ["x"]);
            data.ToZarr(store);
            Assert.Equal(DType.Float32, OpenZarr(store)["h"].DType);
            Dataset kept = OpenZarr(store, new OpenOptions { KeepHalf = true });
            Assert.Equal(DType.Float16, kept["h"].DType);
            Assert.Equal(DType.Float32, kept["f"].DType);
            Assert.Equal(X.AsType(DType.Float16).Compute().ToArray<double>(), kept["h"].Compute().ToArray<double>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Arithmetic_is_that_of_float32_rounded(DType half)
    {
        ChunkedArray x = X.AsType(half),
            wide = x.AsType(DType.Float32);
        (ChunkedArray, ChunkedArray)[] pairs =
        [
            (x * 3 + 0.1, ((wide * 3).AsType(half).AsType(DType.Float32) + 0.1).AsType(half)),
            (x.Sqrt(), wide.Sqrt().AsType(half)),
            (x / x, (wide / wide).AsType(half)),
            (Where(x > 0, x, 0), Where(wide > 0, wide, 0).AsType(half)),
            (x.Sum(skipNaN: true), wide.Sum(skipNaN: true).AsType(half)),
            (x.Mean(), wide.Mean().AsType(half)),
            (x.Min(skipNaN: true), wide.Min(skipNaN: true).AsType(half)),
            (x.CumSum(), wide.CumSum().AsType(half)),
            (x.Sort(), wide.Sort().AsType(half)),
            (
                MatMul(x.Reshape((2, 3)), x.Reshape((3, 2))),
                MatMul(wide.Reshape((2, 3)), wide.Reshape((3, 2))).AsType(half)
            ),
        ];
        foreach ((ChunkedArray got, ChunkedArray expected) in pairs)
        {
            Assert.Equal(half, got.DType);
            Assert.Equal(expected.Compute().ToArray<double>(), got.Compute().ToArray<double>());
        }

        Assert.Equal(DType.Bool, IsNaN(x).DType);
        Assert.Equal(DType.Int64, x.ArgMax().DType);
        Assert.Equal(4, Unique(x[new[] { 0, 1, 4, 0, 5 }]).Values.Size);
    }

    [Fact]
    public void Accumulates_in_more_than_float32()
    {
        ChunkedArray x = Full(5000, 1, chunks: 1000, dtype: DType.Float16);
        Assert.Equal(5000, x.Sum().Compute().GetDouble());
        Assert.Contains(
            "BFloat16",
            Assert.Throws<GchunkException>(() => x.Compute().Span<BFloat16>()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "float16",
            Assert.Throws<GchunkException>(() => Convolve(x, x)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(DType.Float16, 2)]
    [InlineData(DType.Float16, 3)]
    [InlineData(DType.BFloat16, 3)]
    public void Zarr_stores_two_bytes(DType half, int format)
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (ZarrWriter writer = ZarrWriter.Create(folder, format))
            {
                writer.AddVariable(new("v", half, (6), ["x"]) { Chunk = [4] });
                writer.WriteBlock("v", [0], X.AsType(half).Compute());
                writer.Commit();
            }
            IStoredArray array = ZarrFile.Open(folder)["v"].Array!;
            // Float16 is widened on reading.
            Assert.Equal(half == DType.Float16 ? DType.Float32 : half, array.DType);
            Assert.Equal(
                X.AsType(half).AsType(DType.Float64).Compute().ToArray<double>(),
                new ChunkedArray(StoredExpr.Open(array)).AsType(DType.Float64).Compute().ToArray<double>()
            );
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
