// Damages JSON: replaces, removes, repeats or nests some values.
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

// Replaces, removes, repeats or nests some values.
static byte[] DamagedJson(byte[] original, Random random)
{
    JsonNode root;
    try
    {
        root = JsonNode.Parse(original)!;
    }
    catch (JsonException)
    {
        return Damaged(original, random, false);
    }
    for (int strokes = 1 + random.Next(3); strokes > 0; strokes--)
    {
        var places = new List<(JsonNode Parent, object Key)>();
        Collect(root, places);
        if (places.Count == 0)
            break;
        (JsonNode parent, object key) = places[random.Next(places.Count)];
        JsonNode? value = random.Next(5) switch
        {
            0 when places[random.Next(places.Count)] is var other => (
                other.Parent is JsonObject o ? o[(string)other.Key] : other.Parent[(int)other.Key]
            )?.DeepClone(),
            1 => new JsonArray([
                .. Enumerable
                    .Range(0, random.Next(1, 40))
                    .Select(_ => (JsonNode?)JsonValue.Create(Odd[random.Next(Odd.Length)])),
            ]),
            2 => JsonValue.Create(Odd[random.Next(Odd.Length)]),
            _ => JsonNode.Parse(OddJson[random.Next(OddJson.Length)]),
        };
        if (parent is JsonObject members)
        {
            if (random.Next(10) == 0)
                members.Remove((string)key);
            else
                members[(string)key] = value;
        }
        else if (parent is JsonArray list)
        {
            if (random.Next(5) == 0)
                list.Add(value);
            else
                list[(int)key] = value;
        }
    }
    return Encoding.UTF8.GetBytes(WithLone(root.ToJsonString()));
}

// A surrogate without its other half cannot be in a node.
static string WithLone(string json) => json.Replace("LONE", "\\ud800");

static void Collect(JsonNode? node, List<(JsonNode, object)> places)
{
    if (node is JsonObject members)
    {
        foreach ((string name, JsonNode? value) in members)
        {
            places.Add((node, name));
            Collect(value, places);
        }
    }
    else if (node is JsonArray list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            places.Add((node, i));
            Collect(list[i], places);
        }
    }
}

static readonly long[] Odd =
[
    0,
    1,
    2,
    3,
    7,
    8,
    255,
    256,
    32767,
    65535,
    65536,
    1 << 20,
    1 << 24,
    int.MaxValue,
    uint.MaxValue,
    1L << 32,
    1L << 40,
    1L << 60,
    1L << 61,
    (1L << 61) + 2,
    1L << 62,
    long.MaxValue - 2,
    long.MinValue + 2,
    -1,
    -2,
    -128,
];

static readonly string[] OddJson =
[
    "null",
    "true",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[[]]",
    "[1,2,3]",
    "[-1]",
    "[0]",
    "1e400",
    "-1e400",
    "1e18",
    "1e19",
    "1.5",
    "-0.0",
    "123456789012345678901234567890",
    "\"NaN\"",
    "\"Infinity\"",
    "\"../../x\"",
    "\"/etc/passwd\"",
    "\"<f8\"",
    "\">f4\"",
    "\"|O\"",
    "\"|S99999999\"",
    "\"<U2147483647\"",
    "\"<M8[ns]\"",
    "\"<m8[25s]\"",
    "\"<M8[0s]\"",
    "\"|V8\"",
    "\"|b1\"",
    "\"<c16\"",
    "[[\"a\",\"<f8\"],[\"b\",\"<i4\"]]",
    "\"float64\"",
    "\"r8\"",
    "\"0x7fc00000\"",
    "\"AAAA\"",
    "\"%\"",
    "\"LONE\"",
    "\"\\u0000\"",
    "{\"id\":\"zlib\",\"level\":99}",
    "{\"id\":\"blosc\"}",
    "{\"id\":\"delta\",\"dtype\":\"<i8\",\"astype\":\"|u1\"}",
    "{\"id\":\"fixedscaleoffset\",\"scale\":0,\"offset\":1e300,\"dtype\":\"<f8\",\"astype\":\"<i2\"}",
    "{\"id\":\"quantize\",\"digits\":-400,\"dtype\":\"<f8\"}",
    "{\"id\":\"shuffle\",\"elementsize\":0}",
    "{\"id\":\"shuffle\",\"elementsize\":-1}",
    "{\"id\":\"vlen-utf8\"}",
    "{\"id\":\"crc32\"}",
    "{\"id\":\"packbits\"}",
    "{\"id\":\"astype\",\"encode_dtype\":\"<f4\",\"decode_dtype\":\"|b1\"}",
    "{\"id\":\"bitround\",\"keepbits\":99}",
    "{\"name\":\"bytes\",\"configuration\":{\"endian\":\"big\"}}",
    "{\"name\":\"transpose\",\"configuration\":{\"order\":[1,1]}}",
    "{\"name\":\"transpose\",\"configuration\":{\"order\":[0,5]}}",
    "{\"name\":\"sharding_indexed\",\"configuration\":{\"chunk_shape\":[0,0],\"codecs\":[{\"name\":\"bytes\"}],\"index_codecs\":[{\"name\":\"bytes\"}]}}",
    "{\"name\":\"gzip\",\"configuration\":{\"level\":-5}}",
    "{\"name\":\"crc32c\"}",
    "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":[0]}}",
    "{\"name\":\"default\",\"configuration\":{\"separator\":\"x\"}}",
];
