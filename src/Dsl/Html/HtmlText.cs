using System.Net;
using Gchunk.Engine;

namespace Gchunk.Dsl.Html;

/// <summary>
/// Text from files and users within HTML. Everything that an HTML form shows goes through here, so that names and
/// attributes stay text.
/// </summary>
internal static class HtmlText
{
    private const int Longest = 2000;

    // Shared by all forms, small because it is in each of them. The colours follow those of the page.
    private const string Style =
        "<style>.gchunk{font-size:13px;line-height:1.5}.gchunk summary{cursor:pointer}.gchunk ul{list-style:none;margin:0;padding:0 0 0 1.2em}"
        + ".gchunk li summary{display:grid;grid-template-columns:1em 12em 13em 7em auto;column-gap:.6em}.gchunk li summary::before{content:'▸'}.gchunk li details[open]>summary::before{content:'▾'}.gchunk li summary span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}"
        + ".gchunk .drawn{display:flex;flex-wrap:wrap;align-items:flex-start;gap:1.5em;padding-left:1.2em}.gchunk table{border-collapse:collapse;font-size:inherit;margin:0}"
        + ".gchunk td,.gchunk th{text-align:left;padding:1px 10px 1px 0;vertical-align:top}</style>";

    /// <summary>Escapes a text; control characters show as numbers, and a very long text is cut.</summary>
    public static string Of(string text) =>
        WebUtility.HtmlEncode(VisibleText.Of(text.Length > Longest ? text[..Longest] + "…" : text));

    /// <summary>The frame of a form.</summary>
    public static string Framed(string html) => $"<div class=\"gchunk\">{Style}{html}</div>";
}
