using System.Reflection;
using System.Text.RegularExpressions;
using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Conformance;

/// <summary>
/// The everyday names of NumPy and dask.array: each is a method of arrays or a function on them, under its name in .NET
/// casing.
/// </summary>
public class EverydayNamesTests
{
    // The names that courses and everyday code use; a different name of ours follows an equals sign.
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
    public void Everyday_name_of_NumPy_is_a_function_of_arrays_in_dot_net_casing(string name)
    {
        string[] parts = name.Split('=');
        // argmin may be ArgMin or Argmin; each word of floor_divide begins with a capital.
        string casing = string.Concat(
            parts[^1].Split('_').Select(word => char.ToUpperInvariant(word[0]) + $"(?i:{word[1..]})")
        );
        IEnumerable<MethodInfo> functions = new[] { typeof(ChunkedArray), typeof(Prelude), typeof(Rand) }
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
            .Where(m => Regex.IsMatch(m.Name, $"^{casing}$", RegexOptions.CultureInvariant));
        Assert.True(functions.Any(ConcernsArrays), $"NumPy's {parts[0]} has no counterpart");
    }

    // A method of an array, or a function that takes or returns one.
    private static bool ConcernsArrays(MethodInfo function) =>
        !function.IsStatic
        || function
            .GetParameters()
            .Select(p => p.ParameterType)
            .Append(function.ReturnType)
            .Any(t => t.ToString().Contains(nameof(ChunkedArray), StringComparison.Ordinal));
}
