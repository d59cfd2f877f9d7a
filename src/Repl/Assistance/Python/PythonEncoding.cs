namespace Gchunk.Repl.Assistance.Python;

/// <summary>Translates xarray's encodings, which are dictionaries of dictionaries.</summary>
internal static class PythonEncoding
{
    /// <summary>
    /// Returns <c>{'pr': {'zlib': True, 'complevel': 4}}</c> as
    /// <c>new() { ["pr"] = new() { Compression = 4 } }</c>.
    /// </summary>
    /// <param name="name">The name of the argument.</param>
    /// <param name="encodings">The dictionary, whose pairs stand as tuples.</param>
    public static List<PythonNode> Of(PythonToken name, PythonGroup encodings)
    {
        var entries = PythonMaking.Entries(encodings).Select(e => $"[{e.Name}] = new() {{ {Members(e.Value)} }}");
        return [new PythonToken(name.Space, PythonKind.Name, $"encoding: new() {{ {string.Join(", ", entries)} }}")];
    }

    private static string Members(List<PythonNode> value)
    {
        if (value is not [PythonGroup { Open: '{' } map])
            return PythonNode.Code(value);
        var settings = PythonMaking
            .Entries(map)
            .Select(e => (Name: e.Name.Trim('"'), Value: PythonNode.Code(e.Value)))
            .ToList();
        // The level of zlib stands alone here.
        bool level = settings.Exists(s => s.Name is "complevel" or "compression_opts");
        return string.Join(
            ", ",
            settings.Select(s => Member(s.Name, s.Value, level)).Where(member => member.Length > 0)
        );
    }

    /// <summary>Returns a setting with its name here: <c>Zlib = true</c> is <c>Compression = 4</c>.</summary>
    /// <param name="name">The name, with or without underscores and capitals.</param>
    /// <param name="value">The value.</param>
    /// <param name="all">All settings; the level of compression stands alone.</param>
    public static string Setting(string name, string value, string all)
    {
        string plain = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(),
            known = plain switch
            {
                "scalefactor" => "scale_factor",
                "addoffset" => "add_offset",
                "fillvalue" => "_FillValue",
                "zlib" or "complevel" or "compressionopts" or "shuffle" or "dtype" or "units" or "chunksizes" => plain,
                _ => name,
            };
        return Member(known, value, all.Contains("complevel", StringComparison.OrdinalIgnoreCase));
    }

    private static string Member(string name, string value, bool level) =>
        name switch
        {
            "zlib" or "compression" => level ? "" : $"Compression = {(value is "false" or "null" ? 0 : 4)}",
            "complevel" or "compression_opts" => $"Compression = {value}",
            "compressor" => value == "null" ? "Compression = 0" : $"Compression = {value}",
            "shuffle" => $"Shuffle = {value}",
            "dtype" => $"DType = {PythonNames.DType(value.Trim('"')) ?? value}",
            "_FillValue" => $"FillValue = {value}",
            "scale_factor" => $"ScaleFactor = {value}",
            "add_offset" => $"AddOffset = {value}",
            "units" => $"Units = {value}",
            "chunks" or "chunksizes" => $"Chunks = [{value.Trim('(', ')', '[', ']')}]",
            _ => $"{name} = {value}",
        };
}
