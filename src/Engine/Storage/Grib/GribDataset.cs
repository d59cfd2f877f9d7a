using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>Maps the messages of a file to variables and coordinates.</summary>
internal sealed class GribDataset(string path, string group, FileSignature signature, List<GribField> fields)
{
    private static readonly Dictionary<string, string[]> LevelAttributes = new()
    {
        ["isobaricInhPa"] = ["units", "hPa", "positive", "down", "standard_name", "air_pressure"],
        ["isobaricInPa"] = ["units", "Pa", "positive", "down", "standard_name", "air_pressure"],
        ["isobaricLayer"] = ["units", "Pa", "positive", "down", "standard_name", "air_pressure"],
        ["hybrid"] = ["units", "1", "positive", "down", "standard_name", "atmosphere_hybrid_sigma_pressure_coordinate"],
        ["heightAboveGround"] = ["units", "m", "positive", "up", "standard_name", "height"],
    };

    private readonly List<StoredVariable> variables = [];
    private readonly Dictionary<string, long> dimensions = [];

    // Coordinates by name, with their values.
    private readonly Dictionary<string, (string[] Dims, double[] Values)> coordinates = [];

    // The names of the dimensions and coordinates of each grid.
    private readonly Dictionary<string, (string[] Dims, long[] Lengths, string[] Coordinates)> grids = [];

    /// <summary>Makes the data set.</summary>
    /// <param name="levels">The kinds of levels in the file, which are its groups.</param>
    public StoredDataset Make(string[] levels)
    {
        foreach (IGrouping<(string, string, string, string), GribField> one in fields.GroupBy(f => f.Variable))
            Add([.. one]);
        GribField first = fields[0];
        return new StoredDataset
        {
            Path = path,
            Group = group,
            Groups = levels,
            Attributes = Attributes(
                ("GRIB_edition", first.Text("edition")),
                ("GRIB_centre", first.Text("centre")),
                ("GRIB_centreDescription", first.Text("centreDescription")),
                ("GRIB_subCentre", first.Text("subCentre")),
                ("Conventions", "CF-1.7"),
                ("institution", first.Text("centreDescription"))
            ),
            Dimensions = [.. dimensions.Select(d => new StoredDimension(d.Key, d.Value, false))],
            Variables = variables,
        };
    }

    private void Add(GribField[] all)
    {
        GribField first = all[0];
        var (gridDims, gridLengths, gridCoordinates) = GridOf(first);
        string level = first.TypeOfLevel;
        bool isPressure = level.StartsWith("isobaric", StringComparison.Ordinal);
        // As in cfgrib: ascending, but pressures descending.
        (string Name, double[] Values, Func<GribField, double> Of, string[] Attributes)[] axes =
        [
            .. all.All(f => f.Member is not null)
                ?
                [
                    (
                        "number",
                        Distinct(f => f.Member!.Value),
                        f => f.Member!.Value,
                        ["long_name", "ensemble member numerical id", "units", "1", "standard_name", "realization"]
                    ),
                ]
                : ((string, double[], Func<GribField, double>, string[])[])[],
            .. all.All(f => f.Time is not null)
                ?
                [
                    (
                        "time",
                        Distinct(f => f.Time!.Value),
                        f => f.Time!.Value,
                        [
                            "long_name",
                            "initial time of forecast",
                            "standard_name",
                            "forecast_reference_time",
                            "units",
                            "seconds since 1970-01-01T00:00:00",
                            "calendar",
                            "proleptic_gregorian",
                        ]
                    ),
                ]
                : ((string, double[], Func<GribField, double>, string[])[])[],
            (
                "step",
                Distinct(f => f.Step),
                f => f.Step,
                [
                    "long_name",
                    "time since forecast_reference_time",
                    "standard_name",
                    "forecast_period",
                    "units",
                    "hours",
                    "dtype",
                    "timedelta64[ns]",
                ]
            ),
            (
                level,
                isPressure ? [.. Distinct(f => f.Level).Reverse()] : Distinct(f => f.Level),
                f => f.Level,
                LevelAttributes.GetValueOrDefault(
                    level,
                    ["long_name", "original GRIB coordinate for key: level(" + level + ")", "units", "1"]
                )
            ),
        ];
        var dims = new List<string>();
        var outer = new List<long>();
        var names = new List<string>();
        var known = new Dictionary<string, string>();
        foreach (var (name, values, _, attributes) in axes)
        {
            string used = Coordinate(name, values.Length > 1 ? [name] : [], values, attributes);
            known[name] = used;
            if (values.Length > 1)
            {
                dims.Add(used);
                outer.Add(values.Length);
            }
            else
            {
                names.Add(used);
            }
        }

        if (known.TryGetValue("time", out string? time))
            names.Add(ValidTime(time, known["step"]));
        names.AddRange(gridCoordinates.Where(c => !gridDims.Contains(c)));
        var messages = new GribMessage?[outer.Aggregate(1L, (a, b) => checked(a * b))];
        foreach (GribField field in all)
        {
            long index = 0;
            foreach (var (_, values, of, _) in axes)
                index = index * values.Length + Array.IndexOf(values, of(field));
            messages[index] ??= field.Message;
        }

        string variable = first.Name;
        if (Has(variable))
            variable = $"{first.Name}_{level}";
        for (int n = 2; Has(variable); n++)
            variable = $"{first.Name}_{level}_{n}";
        long[] lengths = [.. outer, .. gridLengths],
            chunk = [.. outer.Select(_ => 1L), .. gridLengths];
        var shape = new Shape(lengths.AsSpan());
        string place = $"{path}: variable '{variable}'";
        long points = gridLengths.Aggregate(1L, (a, b) => a * b);
        variables.Add(
            new StoredVariable
            {
                Name = variable,
                Place = place,
                Dimensions = [.. dims, .. gridDims],
                Shape = shape,
                Attributes = Attributes(
                    ("GRIB_paramId", first.Text("paramId")),
                    ("GRIB_dataType", first.Text("dataType")),
                    ("GRIB_numberOfPoints", first.Text("numberOfPoints")),
                    ("GRIB_typeOfLevel", first.Text("typeOfLevel")),
                    ("GRIB_stepType", first.Text("stepType")),
                    ("GRIB_gridType", first.Text("gridType")),
                    ("GRIB_shortName", first.Text("shortName")),
                    ("GRIB_cfName", first.Text("cfName")),
                    ("long_name", first.Text("name")),
                    ("units", first.Text("units")),
                    ("standard_name", first.Text("cfName")),
                    ("coordinates", string.Join(' ', names))
                ),
                Array = new ReaderArray(place, new GribReader(path, signature, messages, [.. outer], chunk))
                {
                    Address = new GribAddress(path, variable, group),
                    Version = signature.Version,
                    Shape = shape,
                    DType = DType.Float32,
                    StoredChunk = chunk,
                    // The bytes of the answer, its doubles, and the floats.
                    Scratch = points * (2 * sizeof(double) + sizeof(float)),
                },
            }
        );

        double[] Distinct(Func<GribField, double> of) => [.. all.Select(of).Distinct().Order()];
    }

    private bool Has(string name) => variables.Exists(v => v.Name == name);

    // The names of the axes of a grid, in the order in which messages store it.
    private (string[] Dims, long[] Lengths, string[] Coordinates) GridOf(GribField field)
    {
        string key = field.Text("md5GridSection") ?? "";
        if (grids.TryGetValue(key, out var known))
            return known;
        long points = (long)(field.Number("numberOfPoints") ?? 0),
            columns = (long)(field.Number("Nx") ?? field.Number("Ni") ?? 0),
            rows = (long)(field.Number("Ny") ?? field.Number("Nj") ?? 0);
        if (points is < 1 or > GribChild.MaximumValues / 2)
            throw new GchunkException($"{path}: the message at byte {field.Message.Offset} claims {points} points");
        string type = field.Text("gridType") ?? "";
        bool isRegular = type is "regular_ll" or "regular_gg",
            isGrid =
                columns > 0 && rows > 0 && columns * rows == points && field.Text("alternativeRowScanning") is not "1";
        if (field.Text("jPointsAreConsecutive") == "1")
            isGrid = isRegular = false;
        double[] places = [];
        string? none = null;
        try
        {
            places = GribDecoder.Grid(path, signature.Version, field.Message);
        }
        catch (GchunkException e)
        {
            none = e.Message;
        }

        // Spherical harmonics, and grids that ecCodes does not place.
        bool isPlaced = none is null && places.Length == 2 * points;
        string[] suffixes = grids.Count == 0 ? [""] : [$"_{grids.Count + 1}"];
        string suffix = suffixes[0];
        (string[] Dims, long[] Lengths, string[] Coordinates) made;
        if (isRegular && isGrid && isPlaced)
        {
            double[] lat = [.. Enumerable.Range(0, (int)rows).Select(r => places[r * columns])],
                lon = places.AsSpan((int)points, (int)columns).ToArray();
            string y = Coordinate(
                    "latitude",
                    ["latitude"],
                    lat,
                    ["units", "degrees_north", "standard_name", "latitude", "long_name", "latitude"]
                ),
                x = Coordinate(
                    "longitude",
                    ["longitude"],
                    lon,
                    ["units", "degrees_east", "standard_name", "longitude", "long_name", "longitude"]
                );
            made = ([y, x], [rows, columns], [y, x]);
        }
        else
        {
            string[] dims = isGrid ? ["y" + suffix, "x" + suffix] : ["values" + suffix];
            long[] lengths = isGrid ? [rows, columns] : [points];
            for (int axis = 0; axis < dims.Length; axis++)
                dimensions.TryAdd(dims[axis], lengths[axis]);
            string[] names = !isPlaced
                ? []
                :
                [
                    Coordinate(
                        "latitude",
                        dims,
                        places[..(int)points],
                        ["units", "degrees_north", "standard_name", "latitude"],
                        lengths
                    ),
                    Coordinate(
                        "longitude",
                        dims,
                        places[(int)points..],
                        ["units", "degrees_east", "standard_name", "longitude"],
                        lengths
                    ),
                ];
            made = (dims, lengths, names);
        }

        return grids[key] = made;
    }

    private string ValidTime(string time, string step)
    {
        (string[] timeDims, double[] times) = coordinates[time];
        (string[] stepDims, double[] steps) = coordinates[step];
        double[] valid = [.. times.SelectMany(t => steps.Select(s => t + s * 3600))];
        return Coordinate(
            "valid_time",
            [.. timeDims, .. stepDims],
            valid,
            [
                "standard_name",
                "time",
                "long_name",
                "time",
                "units",
                "seconds since 1970-01-01T00:00:00",
                "calendar",
                "proleptic_gregorian",
            ],
            [.. timeDims.Select(_ => (long)times.Length), .. stepDims.Select(_ => (long)steps.Length)]
        );
    }

    // Adds a coordinate, under another name if the file has one of this name with other values.
    private string Coordinate(string name, string[] dims, double[] values, string[] attributes, long[]? lengths = null)
    {
        string used = name;
        for (int n = 2; ; n++)
        {
            // The coordinate of a dimension has its name.
            string[] own = dims is [var only] && only == name ? [used] : dims;
            if (!coordinates.TryGetValue(used, out var known))
            {
                coordinates[used] = (own, values);
                lengths ??= own.Length == 0 ? [] : [values.Length];
                for (int axis = 0; axis < own.Length; axis++)
                    dimensions.TryAdd(own[axis], lengths[axis]);
                string place = $"{path}: variable '{used}'";
                var shape = new Shape(lengths.AsSpan());
                variables.Add(
                    new StoredVariable
                    {
                        Name = used,
                        Place = place,
                        Dimensions = own,
                        Shape = shape,
                        Attributes = Attributes([.. attributes.Chunk(2).Select(a => (a[0], (string?)a[1]))]),
                        Array = name is "number" or "time" or "valid_time"
                            ? ReaderArray.Of(
                                place,
                                Address(used),
                                signature.Version,
                                Array.ConvertAll(values, v => (long)v),
                                shape
                            )
                            : ReaderArray.Of(place, Address(used), signature.Version, values, shape),
                    }
                );
                return used;
            }

            if (known.Dims.SequenceEqual(own) && known.Values.AsSpan().SequenceEqual(values))
                return used;
            used = $"{name}_{n}";
        }
    }

    private GribAddress Address(string name) => new(path, name, group);

    private static StoredAttributes Attributes(params ReadOnlySpan<(string Name, string? Value)> all)
    {
        var found = new List<StoredAttribute>();
        foreach (var (name, value) in all)
        {
            if (value is { Length: > 0 })
                found.Add(new StoredAttribute(name, value));
        }

        return new StoredAttributes(found);
    }
}
