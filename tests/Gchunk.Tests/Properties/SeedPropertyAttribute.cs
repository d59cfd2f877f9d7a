using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Gchunk.Tests.Properties;

/// <summary>The seed of a random test case: any number that is not negative, each as likely.</summary>
/// <remarks>Shrinking a seed is useless: the list of steps explains a failure.</remarks>
public readonly record struct Seed(int Value);

/// <summary>
/// A property that is tested with random seeds: 400, or the number in GCHUNK_PROPERTY_CASES (see CONTRIBUTING.md).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[SuppressMessage("Usage", "xUnit3003", Justification = "The attribute of FsCheck takes no place in the source.")]
internal sealed class SeedPropertyAttribute : PropertyAttribute
{
    private static readonly int? Asked = int.TryParse(
        Environment.GetEnvironmentVariable("GCHUNK_PROPERTY_CASES"),
        NumberStyles.Integer,
        CultureInfo.InvariantCulture,
        out int cases
    )
        ? cases
        : null;

    public SeedPropertyAttribute()
    {
        Arbitrary = [typeof(Seeds)];
        QuietOnSuccess = true;
        Default = 400;
    }

    /// <summary>The number of seeds if the environment does not set it.</summary>
    public int Default
    {
        get => field;
        set
        {
            field = value;
            SetMaxTest();
        }
    }

    /// <summary>
    /// The divisor of the number of seeds, for a property whose cases take long; at least 20 seeds are tried.
    /// </summary>
    public int Divisor
    {
        get => field;
        set
        {
            field = value;
            SetMaxTest();
        }
    } = 1;

    private void SetMaxTest() => MaxTest = Divisor == 1 ? Asked ?? Default : Math.Max(20, (Asked ?? Default) / Divisor);

    internal static class Seeds
    {
        public static Arbitrary<Seed> Seed() => Gen.Choose(0, int.MaxValue).Select(n => new Seed(n)).ToArbitrary();
    }
}
