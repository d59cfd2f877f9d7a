using System.Reflection;
using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Conformance;

/// <summary>
/// NumPy's and dask.array's everyday names: each must be there, as a function or a member, under its name in .NET
/// casing.
/// </summary>
public class EverydayNamesTests
{
    // The names that courses and everyday code use; where ours is another word, it follows an equals sign.
    private const string Names = """
        zeros ones full eye arange linspace diag tri tril triu
        uniform normal integers exponential gamma poisson choice permutation
        add subtract multiply divide floor_divide remainder fmod power=Pow float_power negative positive absolute=Abs sign square reciprocal sqrt cbrt hypot gcd lcm
        exp exp2 expm1 log log2 log10 log1p logaddexp
        sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg
        floor ceil trunc rint round clip where isnan isinf isfinite signbit copysign nextafter heaviside
        maximum minimum fmax fmin equal not_equal less less_equal greater greater_equal
        logical_and logical_or logical_xor logical_not bitwise_and bitwise_or bitwise_xor invert left_shift right_shift fillna
        astype sum prod mean var std min max any all count argmin argmax median quantile topk cumsum cumprod ptp average
        transpose reshape ravel flatten stack concatenate tile repeat roll flip pad squeeze expand_dims broadcast_to rechunk take compress swapaxes moveaxis sort argsort
        matmul dot tensordot outer cross svd svd_compressed qr norm solve inv det
        histogram histogram2d histogramdd bincount digitize unique diff gradient convolve fft ifft rfft irfft corrcoef=Corr cov trapezoid
        map_blocks map_overlap apply_along_axis=ApplyAlong compute persist visualize
        """;

    public static TheoryData<string> Everyday =>
        [.. Names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(Everyday))]
    public void AnEverydayNameOfNumPyIsThere(string name)
    {
        string[] parts = name.Split('=');
        string wanted = parts[^1].Replace("_", "", StringComparison.Ordinal);
        bool found = new[] { typeof(ChunkedArray), typeof(Prelude), typeof(Rand) }
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
            .Any(m => m.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        Assert.True(found, $"NumPy's {parts[0]} has no counterpart");
    }
}
