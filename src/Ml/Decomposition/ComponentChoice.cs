using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Ml.Decomposition;

/// <summary>How many components are wanted, and how they are found.</summary>
/// <param name="Components">Their number; null for the share, or for all.</param>
/// <param name="Share">The share of the variance that they must explain; null for a number, or for all.</param>
/// <param name="Solver"><c>auto</c>, <c>exact</c> or <c>randomized</c>.</param>
/// <param name="Seed">The seed of the random projection.</param>
internal sealed record ComponentChoice(int? Components, double? Share, string Solver, long Seed)
{
    // scikit-learn's rule: a random projection pays for fewer components than this share of the axis.
    private const double Few = 0.8;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="GchunkException">One is out of range, or the solver is unknown.</exception>
    public ComponentChoice Checked()
    {
        if (Components < 1)
            throw new GchunkException($"there must be at least 1 component; got {Components}");
        if (Share is { } share && !(share > 0 && share <= 1))
        {
            throw new GchunkException(
                $"a share of the variance is above 0 and at most 1, such as 0.9; got {share.ToString(CultureInfo.InvariantCulture)}; a number of components is an integer"
            );
        }

        string[] solvers = ["auto", "exact", "randomized"];
        if (!solvers.Contains(Solver))
            throw new GchunkException(Spelling.Unknown("solver", Solver, solvers));
        if (Solver == "randomized" && Components is null)
        {
            throw new GchunkException(
                "the randomized solver needs a number of components; a share needs solver: \"exact\""
            );
        }

        return this;
    }

    /// <summary>Returns whether components are found by random projection.</summary>
    public bool IsRandomized(long shorter, long longAxis) =>
        Components is { } count
        && (Solver == "randomized" || (Solver == "auto" && shorter > longAxis && count < Few * shorter))
        && count <= shorter;

    /// <summary>Returns the number of components to keep of those with a variance above 0.</summary>
    public int Count(double[] variances, double total, int most)
    {
        if (Components > most)
        {
            throw new GchunkException(
                $"{Components} components were asked for, but samples and features allow at most {most}"
            );
        }

        if (variances.Length == 0)
            throw new GchunkException("all samples are equal, so that there are no components");
        if (Components is { } count)
            return Math.Min(count, variances.Length);
        if (Share is not { } share)
            return variances.Length;
        double sum = 0;
        for (int i = 0; i < variances.Length; i++)
        {
            sum += variances[i] / total;
            if (sum > share)
                return i + 1;
        }

        return variances.Length;
    }

    /// <summary>The parameters as they are typed.</summary>
    public string Text =>
        Components?.ToString(CultureInfo.InvariantCulture) ?? Share?.ToString(CultureInfo.InvariantCulture) ?? "";
}
