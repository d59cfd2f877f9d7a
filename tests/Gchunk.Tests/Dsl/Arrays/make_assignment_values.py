"""Writes assignment_values.tsv: NumPy's results of the cases in AssignmentTests.cs, by name. Needs NumPy 1.24 or newer."""
import numpy as np
from numpy_inputs import arrays, write

CASES = {}


def case(name, letter="a"):
    def run(change):
        x = dict(zip("abifvcu", arrays()))
        change(x[letter], x)
        CASES[name] = x[letter]

    return run


def put(name, index, value, letter="a"):
    def change(x, all):
        x[index] = value(all) if callable(value) else value

    case(name, letter)(change)


s = np.s_
rows = [6, 0, 3, 3, -1]
put("row", s[1], 5)
put("row.last", s[-1], 5.5)
put("element", s[3, -2], -7)
put("all", s[...], 9)
put("box", s[2:5, 3:9], 1)
put("box.values", s[2:5, 3:9], np.arange(18).reshape(3, 6))
put("box.row", s[2:5, 3:9], np.arange(6))
put("box.column", s[2:5, 3:9], np.arange(3).reshape(3, 1))
put("leading.ones", s[2:5, 3:9], np.arange(6).reshape(1, 1, 6))
put("stepped", s[::2, 1::3], np.arange(16).reshape(4, 4))
put("reversed", s[::-1, ::-2], np.arange(42).reshape(7, 6))
put("reversed.part", s[5:1:-2, 10:2:-3], np.arange(6).reshape(2, 3))
put("empty", s[3:3], 8)
put("column", s[:, 4], np.arange(7))
put("newaxis", s[:, None, 2:4], np.arange(14).reshape(7, 1, 2))
put("newaxis.int", s[None, 1, :, None], np.arange(12).reshape(1, 12, 1))
put("other.row", s[1], lambda x: x["a"][4])
put("self.shifted", s[1:], lambda x: x["a"][:-1].copy())
put("self.reversed", s[:], lambda x: x["a"][::-1, ::-1].copy())
put("cube.box", s[1, :, 2:4], np.arange(8).reshape(4, 2), "c")
put("cube.ellipsis", s[..., 0], 99, "c")
put("cube.middle", s[:, ::-1, 3], np.arange(12).reshape(3, 4), "c")
put("floats.to.integers", s[0], np.array([2.9, -2.9, 0.5] * 4), "i")
put("float.to.integers", s[0], 2.9, "i")
put("integers.to.floats", s[0], np.arange(12), "f")
put("u8", s[:, 1], np.arange(7), "u")
case("mask")(lambda x, all: x.__setitem__(x > 1, 0))
case("mask.nan", "b")(lambda x, all: x.__setitem__(np.isnan(x), -1))
case("mask.vector", "v")(lambda x, all: x.__setitem__(x > 9, 1.5))
case("mask.values")(lambda x, all: x.__setitem__(x > 1, np.arange((x > 1).sum())))
case("mask.values.vector", "v")(lambda x, all: x.__setitem__(x > 9, -np.arange(13.0)))
case("mask.of.itself")(lambda x, all: x.__setitem__(x > 1, x[x > 1] * 2))
case("mask.rows")(lambda x, all: x.__setitem__(x[:, 0] > 0, 7))
case("mask.rows.row")(lambda x, all: x.__setitem__(x[:, 0] > 0, np.arange(12)))
case("mask.rows.values")(lambda x, all: x.__setitem__(x[:, 0] > 0, np.arange((x[:, 0] > 0).sum() * 12).reshape(-1, 12)))
case("mask.columns")(lambda x, all: x.__setitem__((slice(None), x[0] > 0), 7))
case("mask.columns.values")(lambda x, all: x.__setitem__((slice(None), x[0] > 0), np.arange(7).reshape(7, 1)))
case("mask.first.axes", "c")(lambda x, all: x.__setitem__(x[:, :, 0] > 4, np.arange(5)))
case("mask.first.axes.values", "c")(lambda x, all: x.__setitem__(x[:, :, 0] > 4, np.arange((x[:, :, 0] > 4).sum() * 5).reshape(-1, 5)))
case("mask.none")(lambda x, all: x.__setitem__(x > 1000, np.zeros(0)))
case("mask.and.index")(lambda x, all: x.__setitem__((x[:, 0] > 0, 3), -5))
put("rows", s[rows], 4)
put("rows.values", s[rows], np.arange(60).reshape(5, 12))
put("columns.values", s[:, [11, 2, 2, 5]], np.arange(28).reshape(7, 4))
put("rows.part", s[[5, 1], 2:5], np.arange(6).reshape(2, 3))
put("columns.part", s[4:1:-1, [0, 7]], np.arange(6).reshape(3, 2))
put("pairs", s[[0, 2, 0], [1, 3, 1]], [7, 8, 9])
put("pairs.one", s[[0, 2, 5], [4]], [7, 8, 9])
put("pairs.grid", s[np.array([[0], [3]]), np.array([1, 5, 2])], np.arange(6).reshape(2, 3))
put("pairs.parted", s[[0, 1], :, [1, 3]], np.arange(8).reshape(2, 4), "c")
put("pairs.adjacent", s[:, [0, 2], [1, 3]], np.arange(6).reshape(3, 2), "c")
put("index.and.int", s[1, [3, 0, 1, 1]], np.arange(20).reshape(4, 5), "c")
put("index.array", s[np.array([[0, 3], [5, 3]])], np.arange(48).reshape(2, 2, 12))
put("many", s[np.arange(500) * 11 % 7, np.arange(500) * 5 % 12], np.arange(500))
put("many.rows", s[np.arange(400) * 3 % 7], np.arange(4800).reshape(400, 12))


@case("several")
def _(x, all):
    x[0] = 1
    x[:, 0] = x[:, 1]
    x[x > 3] = -1
    x[1:4] += 100
    x[[2, 5], 3:] = x[[5, 2], :-3].copy()


@case("alternating", "v")
def _(x, all):
    for n in range(8):
        x[1:] = x[:-1].copy()
        x[::2] = x[::-2].copy()


@case("loop", "v")
def _(x, all):
    for n in range(23):
        x[n] = x[n - 1] + n


write(CASES, "assignment_values.tsv")
