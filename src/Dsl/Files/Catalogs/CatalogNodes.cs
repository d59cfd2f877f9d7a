using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gchunk.Dsl.Files.Catalogs;

/// <summary>What catalogues take from YAML.</summary>
internal static class CatalogNodes
{
    extension(YamlMappingNode map)
    {
        /// <summary>A member, or null.</summary>
        public YamlNode? Find(string name) =>
            map.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? node) ? node : null;

        /// <summary>A member that has members, or null.</summary>
        public YamlMappingNode? Map(string name) => map.Find(name) as YamlMappingNode;

        /// <summary>A member's text, or null.</summary>
        public string? Text(string name) => (map.Find(name) as YamlScalarNode)?.Value;
    }

    /// <summary>
    /// A scalar as YAML's core schema reads it: null, bool, long, double or text; quoted, it is text.
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

    /// <summary>A value as text that a template takes.</summary>
    public static string Show(object value) =>
        value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value.ToString() ?? "";
}
