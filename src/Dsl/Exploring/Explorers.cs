using System.Runtime.CompilerServices;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>Shows lazy arrays and data sets in a browser.</summary>
public static class Explorers
{
    // A page with its values in it is a file that browsers and mail programs still open.
    private const long MostValues = 4_000_000;

    /// <summary>
    /// Shows an array in a browser: pan, zoom, read values, step through the other dimensions. Only the chunks on screen
    /// are computed, coarsened to its pixels.
    /// </summary>
    /// <param name="array">The array: two or more dimensions of real numbers. Latitude and longitude become a map.</param>
    /// <param name="path">
    /// A file ending in .html, to write a page that holds all values and needs no server; null for a page of this program.
    /// </param>
    /// <param name="expression">Filled in by the compiler: the code of the array, which the page shows.</param>
    /// <returns>The page. Its address is shown at the prompt.</returns>
    /// <exception cref="GchunkException">
    /// The array has fewer than two dimensions or no real numbers, or has too many values for a file.
    /// </exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// rain.Explore("rain.html");
    /// </code></example>
    public static Explorer Explore(
        this DataArray array,
        string? path = null,
        [CallerArgumentExpression(nameof(array))] string expression = "x"
    )
    {
        ExploredArray[] arrays = Of(array, expression);
        return path is null ? Show([arrays]) : Write(arrays, path);
    }

    /// <summary>
    /// Shows an array of which coarser copies are stored (a pyramid) in a browser. A picture of many cells is made of
    /// the coarsest copy that has a cell for each pixel, so that the whole of a very large array appears at once.
    /// </summary>
    /// <param name="array">The array: two or more dimensions of real numbers.</param>
    /// <param name="levels">
    /// Means of its cells over blocks, in any order: each is shorter along the dimensions on screen by a whole number,
    /// as <c>Coarsen</c> with "pad" makes it, and as long along the others. Where cells are missing, the mean of such
    /// means may differ a little from that of the cells.
    /// </param>
    /// <param name="expression">Left to the compiler: the code that gave the array.</param>
    /// <returns>The page. Its address is shown at the prompt.</returns>
    /// <exception cref="GchunkException">The array cannot be shown, or a copy does not fit it.</exception>
    public static Explorer Explore(
        this DataArray array,
        IReadOnlyList<DataArray> levels,
        [CallerArgumentExpression(nameof(array))] string expression = "x"
    )
    {
        ArgumentNullException.ThrowIfNull(levels);
        return Show([
            [new ExploredArray(array, array.Name ?? expression, Operand(expression), levels)],
        ]);
    }

    /// <summary>Shows the variables of a data set in a browser, one at a time.</summary>
    /// <param name="dataset">The data set. Variables of fewer than two dimensions or without real numbers are left out.</param>
    /// <param name="path">
    /// A file ending in .html, to write a page that holds all values and needs no server; null for a page of this program.
    /// </param>
    /// <param name="expression">Filled in by the compiler: the code of the data set, which the page shows.</param>
    /// <returns>The page. Its address is shown at the prompt.</returns>
    /// <exception cref="GchunkException">No variable can be shown, or there are too many values for a file.</exception>
    /// <example><code>
    /// OpenDataset("rain.nc").Explore("rain.html");
    /// </code></example>
    public static Explorer Explore(
        this Dataset dataset,
        string? path = null,
        [CallerArgumentExpression(nameof(dataset))] string expression = "ds"
    )
    {
        ExploredArray[] arrays =
        [
            .. dataset
                .Names.Where(name => ExploredArray.Fault(dataset[name]) is null)
                .Select(name => new ExploredArray(dataset[name], name, $"{expression}[{ViewCode.Literal(name)}]")),
        ];
        if (arrays.Length == 0)
        {
            throw new GchunkException(
                $"Explore shows variables of two or more dimensions of real numbers; this data set has {(dataset.Names.Count == 0 ? "none" : string.Join(", ", dataset.Names.Select(n => $"{n} ({dataset[n].Sizes})")))}"
            );
        }
        return path is null ? Show([arrays]) : Write(arrays, path);
    }

    /// <summary>Shows two arrays side by side, which pan, zoom and step together.</summary>
    /// <param name="array">The array at the left.</param>
    /// <param name="other">The array at the right, with the same dimensions on screen and the same sizes.</param>
    /// <param name="expression">Left to the compiler: the code that gave the array.</param>
    /// <param name="otherExpression">Left to the compiler: the code that gave the other array.</param>
    /// <returns>The page. Its address is shown at the prompt.</returns>
    /// <exception cref="GchunkException">An array cannot be shown, or their dimensions differ.</exception>
    public static Explorer Explore(
        this DataArray array,
        DataArray other,
        [CallerArgumentExpression(nameof(array))] string expression = "x",
        [CallerArgumentExpression(nameof(other))] string otherExpression = "y"
    )
    {
        ExploredArray[] left = Of(array, expression),
            right = Of(other, otherExpression);
        (ExploredArray a, ExploredArray b) = (left[0], right[0]);
        foreach (string dim in (string[])[a.Y, a.X])
        {
            if ((dim != b.Y && dim != b.X) || array.Sizes[dim] != other.Sizes[dim])
            {
                throw new GchunkException(
                    $"linked arrays need the same dimensions on screen: {a.Name} shows ({a.Y}: {array.Sizes[a.Y]}, {a.X}: {array.Sizes[a.X]}) and {b.Name} shows ({b.Y}: {other.Sizes[b.Y]}, {b.X}: {other.Sizes[b.X]}); interpolate one to the other, or explore each alone"
                );
            }
        }
        return Show([left, right]);
    }

    private static ExploredArray[] Of(DataArray array, string expression) =>
        [new ExploredArray(array, array.Name ?? expression, Operand(expression))];

    // The argument of an ordinary call may be any expression; only a simple one can be followed by a point as it is.
    private static string Operand(string expression) =>
        expression.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '@')
        || expression.EndsWith(')')
        || expression.EndsWith(']')
            ? expression
            : $"({expression})";

    private static Explorer Show(IReadOnlyList<ExploredArray[]> panels) => new(Pages.Open(panels), panels);

    private static Explorer Write(ExploredArray[] arrays, string path)
    {
        if (!path.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
            throw new GchunkException($"Explore writes a page to a file that ends in .html; got '{path}'");
        long values = arrays.Sum(a => a.Array.Shape.Size);
        if (values > MostValues)
        {
            throw new GchunkException(
                $"a page in a file holds all values, at most {MostValues:N0} ({MemoryBudget.Format(MostValues * sizeof(float))}); there are {values:N0}; select or coarsen first, or call Explore() for a page of this program, which computes what is on screen"
            );
        }
        string page = Pages.Whole(arrays);
        AtomicFile.WriteText(path, page);
        return new Explorer(Path.GetFullPath(path), []);
    }

    private static IExplorerPages Pages =>
        Explorer.Pages
        ?? throw new GchunkException(
            "Explore needs the program gchunk, whose web server shows the page; run the script with it"
        );
}
