namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>
/// Sets of elements that are joined: Tarjan (1975, "Efficiency of a good but not linear set union algorithm"), with
/// halved paths.
/// </summary>
internal sealed class Forest
{
    private readonly int[] parents;

    /// <summary>Makes a set of each element.</summary>
    public Forest(int count)
    {
        parents = new int[count];
        for (int i = 0; i < count; i++)
            parents[i] = i;
        Sets = count;
    }

    /// <summary>The number of sets.</summary>
    public int Sets { get; private set; }

    /// <summary>Returns the root of the set of an element.</summary>
    public int Root(int element)
    {
        while (parents[element] != element)
            element = parents[element] = parents[parents[element]];
        return element;
    }

    /// <summary>Joins the sets of two elements; the smaller root is the root.</summary>
    /// <returns>False if they are one already.</returns>
    public bool Join(int a, int b)
    {
        (int low, int high) = (Root(a), Root(b));
        if (low == high)
            return false;
        if (low > high)
            (low, high) = (high, low);
        parents[high] = low;
        Sets--;
        return true;
    }

    /// <summary>Makes one root the child of another.</summary>
    public void Hang(int root, int under)
    {
        parents[root] = under;
        Sets--;
    }

    /// <summary>Returns the root of the set of each element.</summary>
    public int[] Roots()
    {
        var roots = new int[parents.Length];
        for (int i = 0; i < roots.Length; i++)
            roots[i] = Root(i);
        return roots;
    }
}
