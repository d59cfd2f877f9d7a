using System.Net;
using System.Text.Json.Nodes;
using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Repl.Notebooks.Widgets;

/// <summary>
/// An explorer as widgets: a picture, and a slider for each dimension that is not on it. It speaks through the notebook's
/// own connection, so that it works where the browser cannot reach this machine.
/// </summary>
internal sealed class ExplorerSliders
{
    private const int Columns = 720;
    private const int Rows = 480;
    private const double Dpi = 100;
    private static readonly (double Width, double Height) Inches = (Columns / Dpi, Rows / Dpi);

    private readonly ExploredArray array;
    private readonly long[] indices;
    private readonly Widget picture;
    private readonly Widget text;

    private ExplorerSliders(ExploredArray array, CommTable comms)
    {
        this.array = array;
        indices = new long[array.Others.Length];
        // What cannot be drawn opens nothing.
        byte[] first = Draw();
        var layout = new Widget(comms, "Layout");
        Widget[] sliders =
        [
            .. array.Others.Select(
                (dim, i) =>
                    new Widget(
                        comms,
                        "IntSlider",
                        new JsonObject
                        {
                            ["layout"] = layout.Reference,
                            ["description"] = dim,
                            ["min"] = 0,
                            ["max"] = (int)array.Array.Sizes[dim] - 1,
                            ["value"] = 0,
                            ["step"] = 1,
                            ["orientation"] = "horizontal",
                            ["readout"] = true,
                            ["continuous_update"] = false,
                        }
                    )
                    {
                        Moved = value => Move(i, value),
                    }
            ),
        ];
        text = new Widget(comms, "HTML", new JsonObject { ["layout"] = layout.Reference, ["value"] = "" });
        picture = new Widget(comms, "Image", new JsonObject { ["layout"] = layout.Reference, ["format"] = "png" });
        Whole = new Widget(
            comms,
            "VBox",
            new JsonObject
            {
                ["layout"] = layout.Reference,
                ["children"] = new JsonArray([
                    .. sliders.Append(text).Append(picture).Select(w => (JsonNode)JsonValue.Create(w.Reference)),
                ]),
            }
        );
        picture.Set("value", first);
        Tell(Labels);
    }

    /// <summary>Whether the browser is probably on another machine, which cannot reach a page of this one.</summary>
    public static bool AreNeeded { get; } =
        Environment.GetEnvironmentVariable("SSH_CONNECTION") is not null
        || Environment.GetEnvironmentVariable("JUPYTERHUB_USER") is not null;

    private Widget Whole { get; }

    /// <summary>Opens the widgets of an array.</summary>
    /// <returns>The form of the cell's value that shows them.</returns>
    /// <exception cref="GchunkException">The first picture cannot be computed or drawn.</exception>
    public static (string Type, string Content) Open(ExploredArray array, CommTable comms) =>
        new ExplorerSliders(array, comms).Whole.View();

    private void Move(int dimension, int value)
    {
        indices[dimension] = Math.Clamp(value, 0, array.Array.Sizes[array.Others[dimension]] - 1);
        try
        {
            picture.Set("value", Draw());
            Tell(Labels);
        }
        catch (GchunkException e)
        {
            Tell(e.Message);
        }
    }

    private string Labels =>
        string.Join(", ", array.Others.Select((dim, i) => $"{dim} = {array.Label(dim, indices[i])}"));

    private byte[] Draw()
    {
        var request = new ViewRequest(
            indices,
            0,
            array.Array.Sizes[array.Y],
            0,
            array.Array.Sizes[array.X],
            Columns,
            Rows
        );
        ScreenView view = ScreenView.Compute(array, request, quick: true, CancellationToken.None);
        using var folder = new DrawingFolder();
        string path = Path.Combine(folder.Path, "view.png");
        DataArray plane = Plane(view);
        if (array.IsMap)
            plane.PlotMap(path, title: array.Name, figsize: Inches, dpi: Dpi);
        else
            plane.Plot(path, title: array.Name, figsize: Inches, dpi: Dpi);
        return File.ReadAllBytes(path);
    }

    // The widget takes HTML.
    private void Tell(string what) => text.Set("value", WebUtility.HtmlEncode(what));

    private DataArray Plane(ScreenView view)
    {
        NDArray values = NDArray.From(view.Values, new Shape(view.Rows, view.Columns));
        var plane = new DataArray(values, [array.Y, array.X], name: array.Name, attrs: array.Array.Attrs);
        return WithLabels(WithLabels(plane, array.Y, view.FactorY), array.X, view.FactorX);
    }

    // The labels in the middle of the blocks of cells.
    private DataArray WithLabels(DataArray plane, string dim, long factor)
    {
        if (array.Array.Coords.Find(dim) is null)
            return plane;
        long[] cells = ScreenView.Middles(0, array.Array.Sizes[dim], factor);
        return plane.AssignCoords(dim, array.Array[dim].Isel(dim, cells));
    }
}
