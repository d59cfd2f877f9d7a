using System.Globalization;
using Gchunk.Dsl.Files.Catalogs;
using Gchunk.Engine;
using YamlDotNet.RepresentationModel;

namespace Gchunk.Dsl;

/// <summary>A parameter that can be set when an entry of a catalogue is opened.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type: str, int, float, bool or datetime.</param>
/// <param name="Description">The description, or null.</param>
/// <param name="Default">The default, or null if a value is required.</param>
/// <param name="Allowed">The allowed values, or null for any.</param>
public sealed record CatalogParameter(
    string Name,
    string Type,
    string? Description,
    object? Default,
    IReadOnlyList<object>? Allowed
)
{
    private static readonly string[] Types = ["str", "int", "float", "bool", "datetime", "unicode"];

    private double? Low { get; init; }

    private double? High { get; init; }

    internal static CatalogParameter Read(string place, string name, YamlNode node)
    {
        // A scalar in place of a mapping is the default.
        if (node is not YamlMappingNode map)
            return new CatalogParameter(name, "str", null, CatalogNodes.Value(node), null);
        string type = map.Text("type") ?? "str";
        if (!Types.Contains(type))
        {
            throw new GchunkException(
                $"{place}: the parameter '{name}' has the type '{type}'; known are {string.Join(", ", Types)}"
            );
        }

        object?[]? allowed = map.Find("allowed") is YamlSequenceNode list
            ? [.. list.Children.Select(CatalogNodes.Value)]
            : null;
        return new CatalogParameter(
            name,
            type,
            map.Text("description"),
            map.Find("default") is { } value ? CatalogNodes.Value(value) : null,
            allowed is null ? null : [.. allowed.OfType<object>()]
        )
        {
            Low = Bound(map, "min"),
            High = Bound(map, "max"),
        };
    }

    private static double? Bound(YamlMappingNode map, string name) =>
        map.Find(name) is { } node
            ? CatalogNodes.Value(node) switch
            {
                long whole => whole,
                double number => number,
                _ => null,
            }
            : null;

    /// <summary>Returns a value as text, and rejects one that is not allowed.</summary>
    internal string Format(object value, string place)
    {
        string text = value is DateTime time
            ? time.ToString(
                time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss",
                CultureInfo.InvariantCulture
            )
            : CatalogNodes.Show(value);
        bool fits = Type switch
        {
            "int" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            "bool" => text is "true" or "false" or "True" or "False",
            _ => true,
        };
        if (!fits)
        {
            throw new GchunkException(
                $"{place}: the parameter '{Name}' is {(Type == "int" ? "an integer" : Type == "bool" ? "true or false" : "a number")}, not '{text}'"
            );
        }

        if (Allowed is not null && !Allowed.Any(a => CatalogNodes.Show(a) == text))
        {
            throw new GchunkException(
                $"{place}: {Spelling.Unknown($"value for the parameter '{Name}'", text, Allowed.Select(CatalogNodes.Show))}"
            );
        }

        if (
            (Low is not null || High is not null)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double n)
            && (n < Low || n > High)
        )
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place}: the parameter '{Name}' goes from {Low} to {High}; got {text}"
                )
            );
        }

        return text;
    }

    /// <summary>Returns the name, type, default, choices and description.</summary>
    public override string ToString()
    {
        string standard = Default is null ? "" : $", default {CatalogNodes.Show(Default)}",
            choices = Allowed is null ? "" : $", one of {string.Join(", ", Allowed.Select(CatalogNodes.Show))}",
            bounds = (Low, High) switch
            {
                (null, null) => "",
                (null, { } high) => string.Create(CultureInfo.InvariantCulture, $", up to {high}"),
                ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $", from {low}"),
                ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $", {low} to {high}"),
            };
        return $"{Name} ({Type}{standard}{choices}{bounds}){(Description is null ? "" : $": {Description}")}";
    }
}
