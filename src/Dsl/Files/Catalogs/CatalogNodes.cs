using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gchunk.Dsl.Files.Catalogs;

/// <summary>Access to the YAML nodes of a catalogue.</summary>
internal static class CatalogNodes
{
    extension(YamlMappingNode map)
    {
        /// <summary>Returns a member, or null.</summary>
        public YamlNode? Find(string name) =>
            map.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? node) ? node : null;

        /// <summary>Returns a member that is a mapping, or null.</summary>
        public YamlMappingNode? Map(string name) => map.Find(name) as YamlMappingNode;

        /// <summary>Returns the text of a member, or null.</summary>
        public string? Text(string name) => (map.Find(name) as YamlScalarNode)?.Value;
    }

    /// <summary>
    /// Returns a scalar by YAML's core schema: null, bool, long, double or text. A quoted scalar is text.
    /// </summary>
    public static object? Value(YamlNode node)
    {
        if (node is not YamlScalarNode { Value: { } text } scalar)
            return null;
        if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
            return text;
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) =>
                whole,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    && char.IsAsciiDigit(text[^1]) => number,
            _ => text,
        };
    }

    /// <summary>Returns a value as text for a template.</summary>
    public static string Show(object value) =>
        value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value.ToString() ?? "";
}
