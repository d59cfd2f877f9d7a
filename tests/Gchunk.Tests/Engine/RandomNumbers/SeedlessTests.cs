using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Engine.RandomNumbers;

/// <summary>Random numbers without a seed: each call draws its own.</summary>
[Collection("whole process")]
public class SeedlessTests
{
    private static double[] Values(ChunkedArray array) => array.Compute().ToArray<double>();

    [Fact]
    public void Calls_without_a_seed_draw_different_numbers()
    {
        ChunkedArray x = Rand.Normal(100),
            y = Rand.Normal(100);
        Assert.NotEqual(Values(x), Values(y));
        Assert.NotEqual(Values(Rand.Permutation(100)), Values(Rand.Permutation(100)));
    }

    [Fact]
    public void An_array_without_a_seed_keeps_its_numbers()
    {
        ChunkedArray x = Rand.Uniform(100);
        Assert.Equal(Values(x), Values(x));
        Assert.Equal(Values(x)[20..40], Values(x.Rechunk(7)["20:40"]));
        Assert.Equal(0, (double)(x - x.Rechunk(30)).Abs().Max().Compute());
    }

    [Fact]
    public void A_session_that_is_seeded_repeats_its_numbers()
    {
        double[][] Session()
        {
            Rand.Seed(7);
            return [Values(Rand.Normal(10)), Values(Rand.Integers(10, 100)), Values(Rand.Normal(10))];
        }
        double[][] first = Session();
        Assert.Equal(first, Session());
        Assert.NotEqual(first[0], first[2]);
        Rand.Seed(8);
        Assert.NotEqual(first[0], Values(Rand.Normal(10)));
    }

    [Fact]
    public void A_call_with_a_seed_is_always_the_same() =>
        Assert.Equal(Values(Rand.Normal(10, seed: 0)), Values(Rand.Normal(10, seed: 0)));
}
