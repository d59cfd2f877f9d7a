// Cases of texts where users type texts, and the pieces that damage texts.
using System.Text;

Func<Random, string> TextCases() =>
    random => Encoding.UTF8.GetString(Pieced(Texts[random.Next(Texts.Length)], TextPieces, random));

DataArray? labelled = null;

// A text where users type texts.
void Text(string text, Random random)
{
    labelled ??= OpenDataset(Path.Combine(data, "labelled/day_200101.nc")) is var ds ? ds[ds.Names.First()] : null;
    DataArray x = labelled!;
    string other = text.Length > 3 ? text[(text.Length / 2)..] : text;
    Guard(() => _ = x.Sel("time", text).ToString());
    Guard(() => _ = x.Sel("time", Slice(text, other)).ToString());
    Guard(() => _ = x.Isel("time", text).ToString());
    Guard(() => _ = x.GroupBy(text).Mean().ToString());
    Guard(() => _ = x.Resample("time", text).Mean().ToString());
    Guard(() => _ = Einsum(text, Ones((3, 3)), Ones((3, 3))).ToString());
    Guard(() => _ = Ones((10, 10))[text].ToString());
    Guard(() => _ = DateRange(text, periods: 5).ToString());
    Guard(() => _ = DateRange("2001-01-01", periods: 5, frequency: text).ToString());
}

// Cuts, repeats and replaces parts of a text.
static byte[] Pieced(string text, string[] pieces, Random random)
{
    var made = new StringBuilder(text);
    for (int strokes = 1 + random.Next(4); strokes > 0; strokes--)
    {
        int at = random.Next(made.Length + 1),
            length = random.Next(Math.Min(12, made.Length - at + 1));
        switch (random.Next(4))
        {
            case 0:
                made.Remove(at, length);
                break;
            case 1:
                made.Insert(at, pieces[random.Next(pieces.Length)]);
                break;
            case 2:
                made.Remove(at, length).Insert(at, pieces[random.Next(pieces.Length)]);
                break;
            default:
                made.Insert(at, text.AsSpan(random.Next(text.Length)));
                break;
        }
    }
    return Encoding.UTF8.GetBytes(made.ToString());
}

static readonly string[] Texts =
[
    "2001-01-05",
    "2001-01",
    "2001",
    "2001-01-05T12:30:00",
    "2001-01-05 12:30:00.123456789",
    "::-1",
    "1:10:2",
    "-3:",
    "time.month",
    "time.dayofyear",
    "time.season",
    "1D",
    "QS-DEC",
    "12h",
    "MS",
    "5D",
    "W-SUN",
    "ij,jk->ik",
    "ii->i",
    "...ij,jk",
    "3, :",
    "..., ::2",
    "0, -1",
];

static readonly string[] TextPieces =
[
    "0",
    "9",
    "-",
    ":",
    "T",
    "Z",
    ".",
    ",",
    " ",
    "since",
    "99999999999999999999",
    "-0",
    "00",
    "e9",
    "+",
    "\0",
    "\u001b[2J",
    "\u202e",
    "é",
    "𝟙",
    "LONE",
    "NaN",
    "inf",
    "1e308",
    "2147483648",
    "-9223372036854775808",
    "->",
    "...",
    "month",
    "h",
    "ns",
    "١",
    "--",
    "::",
    "60",
    "24:00",
    "13",
    "31",
    "feb",
    "%s",
    "{0}",
];
