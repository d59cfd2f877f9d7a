// Cases of catalogues: bytes and pieces of one with everything that catalogues have.
using System.Text;

Func<Random, string> CatalogueCases(string folder)
{
    byte[] catalog = Encoding.UTF8.GetBytes(Catalogue);
    return random =>
    {
        string path = Path.Combine(folder, "x.yml");
        File.WriteAllBytes(
            path,
            random.Next(2) == 0 ? Damaged(catalog, random, false) : Pieced(Catalogue, YamlPieces, random)
        );
        return path;
    };
}

static readonly string[] YamlPieces =
[
    "&a ",
    "*a",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "? ",
    "| ",
    "> ",
    "!!int ",
    "!!binary ",
    "!x ",
    "{{ x }}",
    "{{ CATALOG_DIR }}",
    "{{",
    "}}",
    "{% for a in b %}",
    "\"",
    "'",
    "#",
    "---\n",
    "...\n",
    "%YAML 9.9\n",
    "<<: ",
    "null",
    "~",
    "1e999",
    "0x",
    "99999999999999999999",
    "http://127.0.0.1:1/x.zarr",
    "file:///etc/passwd",
    "../../..",
    "\t",
    "\u0085",
    "yaml_file",
];

const string Catalogue = """
    sources:
      rain:
        description: Daily rain
        driver: netcdf
        args:
          urlpath: "{{ CATALOG_DIR }}/{{ name }}_{{ n }}.nc"
          chunks: {time: 10}
          xarray_kwargs: {decode_times: false, mask_and_scale: true}
        parameters:
          name: {description: the file, type: str, default: rain, allowed: [rain, snow]}
          n: {description: number, type: int, default: 3, min: 1, max: 5}
          when: {description: day, type: datetime, default: 2001-01-01}
        metadata: &m {a: 1, b: [1, 2]}
      other: {driver: zarr, args: {urlpath: x.zarr}, metadata: *m}
      more: {driver: yaml_file, args: {path: x.yml}}
    """;
