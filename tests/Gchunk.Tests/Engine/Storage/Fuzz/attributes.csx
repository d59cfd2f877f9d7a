// Attributes of times and packed values, with odd units, calendars and numbers.
using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

Dictionary<string, byte[]> Times()
{
    var values = new byte[32];
    BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(8), 700_000);
    BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(16), long.MaxValue);
    BinaryPrimitives.WriteInt64LittleEndian(values.AsSpan(24), -5);
    return new Dictionary<string, byte[]>
    {
        [".zgroup"] = "{\"zarr_format\":2}"u8.ToArray(),
        ["t/.zarray"] =
            """{"zarr_format":2,"shape":[4],"chunks":[4],"dtype":"<i8","compressor":null,"fill_value":0,"order":"C","filters":null}"""u8.ToArray(),
        ["t/0"] = values,
        ["t/.zattrs"] = [],
    };
}

string Attributes(string format, Random random)
{
    var all = new JsonObject { ["_ARRAY_DIMENSIONS"] = new JsonArray(random.Next(2) == 0 ? "t" : "n") };
    if (format == "times")
    {
        all["units"] = Encoding.UTF8.GetString(Pieced(Units[random.Next(Units.Length)], TextPieces, random));
        all["calendar"] =
            random.Next(3) == 0
                ? Encoding.UTF8.GetString(Pieced("standard", TextPieces, random))
                : Calendars[random.Next(Calendars.Length)];
        if (random.Next(4) > 0)
            return WithLone(all.ToJsonString());
    }
    foreach (
        string name in (string[])
            [
                "scale_factor",
                "add_offset",
                "_FillValue",
                "missing_value",
                "valid_range",
                "valid_min",
                "valid_max",
                "flag_values",
                "_Unsigned",
                "units",
                "dtype",
                "bounds",
                "coordinates",
            ]
    )
    {
        if (random.Next(3) == 0)
            all[name] =
                random.Next(2) == 0
                    ? JsonNode.Parse(OddJson[random.Next(OddJson.Length)])
                    : JsonValue.Create(Odd[random.Next(Odd.Length)]);
    }
    return WithLone(all.ToJsonString());
}

static readonly string[] Calendars =
[
    "standard",
    "gregorian",
    "proleptic_gregorian",
    "noleap",
    "365_day",
    "all_leap",
    "366_day",
    "360_day",
    "julian",
    "none",
    "",
];

static readonly string[] Units =
[
    "days since 2001-01-01",
    "hours since 1800-1-1 00:00:0.0",
    "seconds since 1970-01-01T00:00:00Z",
    "minutes since 2000-02-29 23:59:59.999999 -5:30",
    "months since 1-1-1",
    "years since 0000-01-01",
    "days since -4713-01-01 12:00",
    "nanoseconds since 1970-01-01",
    "microseconds since 1582-10-15",
    "weeks since 2000-W01",
];
