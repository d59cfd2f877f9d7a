namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>
/// The order in which the operands of an Einstein summation are multiplied, two at a time: that with the fewest
/// multiplications for up to ten operands, by dynamic programming over sets of operands; a greedy one for more.
/// </summary>
/// <remarks>
/// Pfeifer, Haegeman and Verstraete, "Faster identification of optimal contraction sequences for tensor networks",
/// Physical Review E 90 (2014); Smith and Gray, "opt_einsum", Journal of Open Source Software 3 (2018).
/// </remarks>
internal static class ContractionOrder
{
    private const int MostOptimal = 10;

    /// <summary>Returns the pairs to multiply; a product is appended to the list of operands, and its factors leave it.</summary>
    /// <param name="operands">The labels of each operand.</param>
    /// <param name="result">The labels of the result.</param>
    /// <param name="lengths">The length of each label.</param>
    /// <returns>Pairs of positions in the list as it is then, the lesser first.</returns>
    public static List<(int First, int Second)> Find(int[][] operands, int[] result, Dictionary<int, long> lengths) =>
        operands.Length <= MostOptimal ? Optimal(operands, result, lengths) : Greedy(operands, result, lengths);

    private static List<(int, int)> Optimal(int[][] operands, int[] result, Dictionary<int, long> lengths)
    {
        int n = operands.Length,
            all = (1 << n) - 1;
        var labels = new HashSet<int>[all + 1];
        for (int set = 1; set <= all; set++)
            labels[set] = Kept(operands, result, i => (set >> i & 1) != 0);
        var cost = new double[all + 1];
        var split = new int[all + 1];
        for (int set = 1; set <= all; set++)
        {
            if ((set & set - 1) == 0)
                continue;
            // Each pair of parts once: the first part holds the lowest operand.
            int lowest = set & -set;
            for (int part = (set - 1) & set; part > 0; part = (part - 1) & set)
            {
                if ((part & lowest) == 0)
                    continue;
                double total = cost[part] + cost[set ^ part] + Work(labels[part], labels[set ^ part], lengths);
                if (split[set] == 0 || total < cost[set])
                    (cost[set], split[set]) = (total, part);
            }
        }

        // The sets in the order in which they must be made: parts before wholes.
        var order = new List<int>();
        var open = new Stack<int>([all]);
        while (open.TryPop(out int set))
        {
            if ((set & set - 1) == 0)
                continue;
            order.Add(set);
            open.Push(split[set]);
            open.Push(set ^ split[set]);
        }
        order.Reverse();
        var list = new List<int>(Enumerable.Range(0, n).Select(i => 1 << i));
        var pairs = new List<(int, int)>();
        foreach (int set in order)
        {
            int a = list.IndexOf(split[set]),
                b = list.IndexOf(set ^ split[set]);
            Take(list, pairs, Math.Min(a, b), Math.Max(a, b), set);
        }

        return pairs;
    }

    // The pair whose product adds the fewest elements, and of those the one with the least work.
    private static List<(int, int)> Greedy(int[][] operands, int[] result, Dictionary<int, long> lengths)
    {
        var list = operands.ToList();
        var pairs = new List<(int, int)>();
        while (list.Count > 1)
        {
            (double Growth, double Work, int A, int B) best = (double.PositiveInfinity, 0, 0, 1);
            for (int a = 0; a < list.Count; a++)
            {
                for (int b = a + 1; b < list.Count; b++)
                {
                    (int x, int y) = (a, b);
                    double growth =
                        Size(Kept([.. list], result, i => i == x || i == y), lengths)
                        - Size(list[a], lengths)
                        - Size(list[b], lengths);
                    double work = Work(list[a], list[b], lengths);
                    if (growth < best.Growth || growth == best.Growth && work < best.Work)
                        best = (growth, work, a, b);
                }
            }

            int[] kept = [.. Kept([.. list], result, i => i == best.A || i == best.B)];
            Take(list, pairs, best.A, best.B, kept);
        }

        return pairs;
    }

    private static void Take<T>(List<T> list, List<(int, int)> pairs, int first, int second, T product)
    {
        pairs.Add((first, second));
        list.RemoveAt(second);
        list.RemoveAt(first);
        list.Add(product);
    }

    /// <summary>Returns the labels of the product of some operands that the result or another operand needs.</summary>
    private static HashSet<int> Kept(int[][] operands, int[] result, Func<int, bool> isIn)
    {
        var inside = new HashSet<int>();
        var needed = new HashSet<int>(result);
        for (int i = 0; i < operands.Length; i++)
            (isIn(i) ? inside : needed).UnionWith(operands[i]);
        inside.IntersectWith(needed);
        return inside;
    }

    private static double Work(IEnumerable<int> a, IEnumerable<int> b, Dictionary<int, long> lengths) =>
        Size(a.Union(b), lengths);

    private static double Size(IEnumerable<int> labels, Dictionary<int, long> lengths) =>
        labels.Aggregate(1.0, (size, label) => size * lengths[label]);
}
