namespace Gchunk.Engine;

/// <summary>Finds the name that a user probably meant, for error messages.</summary>
public static class Spelling
{
    // Longer names come from files, and nobody typed them; comparing them would take the product of their lengths.
    private const int Longest = 200;

    /// <summary>
    /// Returns a message such as "no dimension 'latitude'; did you mean 'lat'? (there are: time, lat, lon)".
    /// </summary>
    /// <param name="kind">The kind of name: "dimension", "variable".</param>
    /// <param name="given">The name that was given.</param>
    /// <param name="known">The names that exist.</param>
    public static string Unknown(string kind, string given, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string? nearest = Nearest(given, names);
        string meant = nearest is null ? "" : $"; did you mean '{nearest}'?";
        string list =
            names.Length == 0
                ? "there are none"
                : "there are: "
                    + string.Join(", ", names.Take(20).Select(VisibleText.Start))
                    + (names.Length > 20 ? ", …" : "");
        return $"no {kind} '{VisibleText.Start(given)}'{meant} ({list})";
    }

    /// <summary>Returns the known name nearest to the given one, or null if none is near.</summary>
    public static string? Nearest(string given, IEnumerable<string> known)
    {
        string? best = null;
        double bestScore = double.MaxValue;
        if (given.Length > Longest)
            return null;
        foreach (string name in known)
        {
            if (name.Length > Longest)
                continue;
            double score = Distance(given.ToLowerInvariant(), name.ToLowerInvariant());
            int shorter = Math.Min(given.Length, name.Length);
            // A shared beginning is a likelier slip than a shared part: 'cosinus' means cos, not sin. Two letters in the
            // middle say nothing.
            bool begins =
                (shorter >= 3 || shorter == 2 && Math.Max(given.Length, name.Length) <= 3)
                && (
                    given.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith(given, StringComparison.OrdinalIgnoreCase)
                );
            bool contained =
                begins
                || (
                    shorter >= 3
                    && (
                        given.Contains(name, StringComparison.OrdinalIgnoreCase)
                        || name.Contains(given, StringComparison.OrdinalIgnoreCase)
                    )
                );
            if (contained)
                score = Math.Min(score, (begins ? 0.3 : 0.5) + 0.01 * Math.Abs(given.Length - name.Length));
            // Two names of one letter have nothing in common.
            if (score <= (Math.Max(given.Length, name.Length) + 1) / 3 && score < bestScore)
                (best, bestScore) = (name, score);
        }
        return best;
    }

    // The Levenshtein distance, with a transposition of neighbours counted as one edit.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(substitute, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
