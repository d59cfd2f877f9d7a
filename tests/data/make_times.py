"""Makes times/cftime.tsv. Run it with a Python that has cftime.

A row is calendar, units, number, and the date that cftime.num2date returns for it: year, month, day, hour, minute,
second, microsecond, dayofyr.
"""
import pathlib
import random

import cftime

random.seed(3)
rows = []


def row(calendar, units, value):
    d = cftime.num2date(value, units, calendar=calendar, only_use_cftime_datetimes=True)
    rows.append("\t".join(map(str, [calendar, units, repr(value), d.year, d.month, d.day, d.hour, d.minute, d.second, d.microsecond, d.dayofyr])))


CALENDARS = ["standard", "gregorian", "proleptic_gregorian", "julian", "noleap", "365_day", "all_leap", "366_day", "360_day"]
for calendar in CALENDARS:
    for value in (0, 1, -1, 59, 60, 365, 366, -365, 36524, 146097, -146097, 1000000, -700000):
        row(calendar, "days since 1970-01-01", value)
    for value in (0, 58, 59, 60, 365, 577735, 577736, 577737, 577738, 825000):
        row(calendar, "days since 0001-01-01 00:00:00", value)
    for value in (0.5, 0.25, -0.125, 33333.75, 1e5 + 1 / 3):
        row(calendar, "days since 1850-01-01T12:30", value)
    row(calendar, "hours since 1900-1-1 6:0:0.5", 1051896)
    row(calendar, "hours since 1900-01-01 00:00:00 +01:00", 12)
    row(calendar, "minutes since 2000-02-28 23:59:00 -05:30", 1)
    row(calendar, "seconds since 1970-01-01T00:00:00Z", 4102444800)
    row(calendar, "seconds since 1992-10-8 15:15:42.5 -06:00", 10)
    row(calendar, "milliseconds since 2000-01-01", 1234567)
    row(calendar, "microseconds since 2000-01-01", -1)
    row(calendar, "days since 2263-01-01", 1)
    row(calendar, "days since 1582-10-15", -1)
    row(calendar, "days since 1500-03-01", 0)
    row(calendar, "days since 1500-03-01", -1)
    for _ in range(6):
        row(calendar, f"days since {random.randint(1, 3000):04d}-{random.randint(1, 12):02d}-{random.randint(1, 4):02d}", random.randint(0, 900000))
    if calendar not in ("standard", "gregorian", "julian"):
        row(calendar, "days since 0000-01-01", 400)
        row(calendar, "days since 0001-01-01", -1)
        row(calendar, "days since -0044-03-15", 1)
    else:
        row(calendar, "days since 0001-01-01", -1)
        row(calendar, "days since -0044-03-15", 1)
        row(calendar, "days since -4712-01-01 12:00", 2451545)
path = pathlib.Path(__file__).parent / "times" / "cftime.tsv"
path.write_text(f"# cftime {cftime.__version__}\n" + "\n".join(rows) + "\n")
print(len(rows))
