using System.Net;
using Gchunk.Dsl.Exploring;

namespace Gchunk.Dsl;

/// <summary>
/// A page that shows a lazy array: what <see cref="Explorers.Explore(DataArray, string?, string)"/> returns. The prompt
/// shows its link, and a notebook shows it in a frame.
/// </summary>
public sealed class Explorer
{
    internal Explorer(string address, IReadOnlyList<ExploredArray[]> panels) => (Address, Panels) = (address, panels);

    /// <summary>The program's web server; null in programs that have none.</summary>
    internal static IExplorerPages? Pages { get; set; }

    /// <summary>The address to open in a browser of this machine, with a secret token; or the path of the page's file.</summary>
    public string Address { get; }

    /// <summary>The arrays of each panel; none for a page in a file.</summary>
    internal IReadOnlyList<ExploredArray[]> Panels { get; }

    /// <summary>Whether a notebook shows a picture with sliders.</summary>
    internal bool HasSliders { get; private init; }

    /// <summary>
    /// Returns the explorer as a picture with a slider for each dimension that is not on it, made of the notebook's own
    /// widgets. They work where the browser cannot reach this machine, as with JupyterHub or over ssh, where a notebook
    /// shows them by itself. Two arrays side by side stay in their frame. The page, which pans and zooms, is at the same address.
    /// </summary>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Explore().WithSliders();
    /// </code></example>
    public Explorer WithSliders() => new(Address, Panels) { HasSliders = true };

    /// <summary>Returns the address.</summary>
    public override string ToString() => Address;

    /// <summary>Returns HTML that shows the page in a frame, for a notebook.</summary>
    public string ToHtml()
    {
        string address = WebUtility.HtmlEncode(Address);
        return $"<iframe src=\"{address}\" title=\"Explorer\" width=\"100%\" height=\"620\" style=\"border:1px solid #ccc\"></iframe>"
            + $"<p><a href=\"{address}\" target=\"_blank\" rel=\"noopener\">Open in a window of its own</a></p>";
    }
}
