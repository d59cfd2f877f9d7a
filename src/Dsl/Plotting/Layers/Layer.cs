using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// One kind of drawing of some values: a line, coloured cells, contours, arrows. Layers that are added to a
/// <see cref="Figure"/> share its axes, and later ones lie on top.
/// </summary>
public abstract record Layer
{
    /// <summary>The title of a panel whose first layer this is, drawn as plain text.</summary>
    public string Title { get; init; } = "";

    /// <summary>The name in the legend; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Width and height, in pixels, of a figure of this layer alone; null for the default.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Draws a figure of this layer alone into a file.</summary>
    /// <inheritdoc cref="Figure.Save" path="/param"/>
    /// <inheritdoc cref="Figure.Save" path="/exception"/>
    public void Save(string path, CancellationToken cancel = default) => ToFigure().Save(path, cancel);

    /// <summary>Returns a figure of this layer alone.</summary>
    public Figure ToFigure() => new Figure { Size = Size }.Add(this);

    /// <summary>Throws if there is nothing to draw.</summary>
    internal abstract void Check();

    /// <summary>The values without which the layer is empty; null if it always draws something.</summary>
    /// <remarks>A layer may be empty if another one of its figure, or of its film, is not.</remarks>
    internal virtual double[]? Content => null;

    /// <summary>Whether all values are missing.</summary>
    internal bool IsMissing => Content is { } values && Array.TrueForAll(values, v => !double.IsFinite(v));

    /// <summary>What the layer needs from left to right.</summary>
    internal abstract LayerSide Across { get; }

    /// <summary>What the layer needs from bottom to top.</summary>
    internal abstract LayerSide Up { get; }

    /// <summary>What the layer shows from south to north on a map.</summary>
    internal virtual Interval LatitudesOnMap => Up.Range;

    /// <summary>The range of the values from which the layer chooses its levels; null if it does not.</summary>
    internal virtual Interval? ChoosesLevels => null;

    /// <summary>Returns the layer with the levels that it would choose for values in a range.</summary>
    internal virtual Layer LeveledFor(Interval range) => this;

    /// <summary>The settings of the panel that this layer asks for.</summary>
    internal virtual PanelSettings Settings => new() { Title = Title, YIncrease = FallsByDefault ? false : null };

    /// <summary>Whether y increases downwards, such as depth, unless the user wants it otherwise.</summary>
    internal bool FallsByDefault { get; init; }

    /// <summary>The values that are drawn in colours; null if there are none.</summary>
    internal virtual ColorRequest? Colored => null;

    /// <summary>Whether the layer covers its area, so that a grid below it is not drawn.</summary>
    internal virtual bool Covers => false;

    /// <summary>Whether the layer does not widen the area that other layers of its panel show.</summary>
    internal virtual bool IsOverlay => false;

    /// <summary>Whether the layer lies below all others, whenever it was added.</summary>
    internal virtual bool IsBackground => false;

    /// <summary>Whether the layer takes a colour of its own from the panel's cycle of colours.</summary>
    internal virtual bool TakesColor => false;

    /// <summary>What stands beside the layer's name in the legend.</summary>
    internal virtual LegendMark Mark => LegendMark.Line;

    /// <summary>The text in the legend; empty for none.</summary>
    internal virtual string LegendName => Name;

    /// <summary>The colour in the legend (#rrggbb); null for the colour of the cycle.</summary>
    internal virtual string? LegendColor => null;

    /// <summary>Returns the elements, in the panel's coordinates.</summary>
    internal abstract IEnumerable<IPlotElement> Draw(LayerContext context);

    /// <summary>Returns the texts, in the panel's coordinates.</summary>
    internal virtual IEnumerable<PanelText> Texts(LayerContext context) => [];
}
