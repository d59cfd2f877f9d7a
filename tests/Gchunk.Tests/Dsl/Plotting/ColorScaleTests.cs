using Gchunk.Dsl.Plotting;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

public class ColorScaleTests
{
    // Values of matplotlib 3.6: to_hex(colormaps[name](at)).
    [Theory]
    [InlineData("viridis", 0, 0x440154)]
    [InlineData("viridis", 1, 0xfde725)]
    [InlineData("viridis", 0.5, 0x21918c)]
    [InlineData("plasma", 0.25, 0x7e03a8)]
    [InlineData("inferno", 0.75, 0xf98e09)]
    [InlineData("cividis", 0.5, 0x7d7c78)]
    [InlineData("jet", 0, 0x000080)]
    [InlineData("jet", 0.5, 0x7dff7a)]
    [InlineData("jet", 1, 0x800000)]
    [InlineData("turbo", 0.3, 0x19d5cd)]
    [InlineData("RdBu_r", 0, 0x053061)]
    [InlineData("rdbu", 0, 0x67001f)]
    [InlineData("coolwarm", 0, 0x3b4cc0)]
    public void Named_maps_have_matplotlibs_colours(string name, double at, int expected)
    {
        int got = (int)ColorMap.Named(name).At(at);
        for (int shift = 0; shift <= 16; shift += 8)
            Assert.InRange(((got >> shift) & 255) - ((expected >> shift) & 255), -4, 4);
    }

    [Fact]
    public void Values_of_both_signs_get_a_scale_about_zero()
    {
        ColorScale scale = ColorScale.For([-1, 0, 4], null, null, false, "");
        Assert.Equal(0xFF67001Fu, scale.Color(4));
        Assert.Equal(0xFF053061u, scale.Color(-4));
        Assert.NotEqual(0xFF053061u, scale.Color(-1));
        Assert.True((scale.Color(0) & 0xFF) > 0xF0);
        Assert.Equal(0xFF440154u, ColorScale.For([1, 4], null, null, false, "").Color(1));
    }

    [Fact]
    public void Limits_cut_off_and_robust_limits_ignore_the_extremes()
    {
        ColorScale limited = ColorScale.For([0, 100], "viridis", (2, 5), false, "");
        Assert.Equal(limited.Color(5), limited.Color(100));
        Assert.Equal(0xFF440154u, limited.Color(2));
        double[] values = [.. Enumerable.Range(0, 101).Select(i => i == 100 ? 1e6 : i)];
        ColorScale robust = ColorScale.For(values, "viridis", null, true, "");
        Assert.Equal(robust.Color(1e6), robust.Color(98));
        Assert.NotEqual(robust.Color(50), robust.Color(2));
    }

    [Theory]
    [InlineData(new double[] { 7, 7 })]
    [InlineData(new double[] { 0, 0 })]
    [InlineData(new[] { -3.0, double.NaN })]
    public void A_constant_field_has_one_colour(double[] values) =>
        Assert.Equal(0xFFu, ColorScale.For(values, null, null, false, "").Color(values[0]) >> 24);

    [Fact]
    public void Small_categories_keep_their_colour_whatever_others_there_are()
    {
        ColorMap map = ColorMap.Named("Category10");
        Assert.Equal(map.Category(3), ColorScale.For([3, 5], "Category10", null, false, "").Color(3) & 0xFFFFFF);
        Assert.Equal(map.Category(1), ColorScale.For([100, 200], "Category10", null, false, "").Color(200) & 0xFFFFFF);
        Assert.Equal(ColorScale.Missing, ColorScale.For([3, 5], "Category10", null, false, "").Color(double.NaN));
    }
}
