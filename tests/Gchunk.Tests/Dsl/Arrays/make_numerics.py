"""Writes numerics.tsv: NumPy's results of the cases in NumericsCases.cs, which has the same names.

usage: python3 make_numerics.py > numerics.tsv

The inputs follow from a formula that is exact in every dtype, so only results are stored. A line is the name, then the
dtype, shape and values of each result.
"""

import numpy as np

CASES = {}


def case(name):
    def add(f):
        CASES[name] = f
        return f

    return add


def data(shape, seed=1, dtype="float64"):
    n = int(np.prod(shape))
    i = np.arange(n, dtype=np.int64)
    whole = (i * 7919 + seed * 104729 + (i // 13) * 31) % 1009
    if dtype == "bool":
        return (whole % 3 == 0).reshape(shape)
    if dtype.startswith("float"):
        return ((whole - 504) / 64).astype(dtype).reshape(shape)
    return (whole % 23 if dtype.startswith("u") else whole % 23 - 11).astype(dtype).reshape(shape)


def with_nan(shape, seed=1):
    x = data(shape, seed)
    x.reshape(-1)[::7] = np.nan
    return x


# Products.
for dtype in ["float64", "float32", "int64", "int32", "uint8", "int8", "bool"]:
    case(f"matmul.{dtype}")(lambda dtype=dtype: np.matmul(data((37, 53), 1, dtype), data((53, 29), 2, dtype)))
case("matmul.mixed")(lambda: np.matmul(data((5, 7), 1, "int32"), data((7, 3), 2, "float32")))
case("matmul.batch")(lambda: np.matmul(data((3, 1, 5, 7), 1), data((4, 7, 6), 2)))
case("matmul.vector")(lambda: np.matmul(data((5, 7), 1), data((7,), 2)))
case("matmul.rowvector")(lambda: np.matmul(data((7,), 1), data((2, 7, 5), 2)))
case("matmul.inner")(lambda: np.matmul(data((9,), 1), data((9,), 2)))
case("matmul.empty")(lambda: np.matmul(np.zeros((3, 0)), np.zeros((0, 4))))
case("matmul.norows")(lambda: np.matmul(np.zeros((0, 3)), np.zeros((3, 4))))
case("matmul.nan")(lambda: np.matmul(with_nan((6, 11)), data((11, 4), 2)))
case("matmul.transposed")(lambda: np.matmul(data((53, 37), 1).T, data((29, 53), 2).T))
case("dot.vectors")(lambda: np.dot(data((9,), 1), data((9,), 2)))
case("dot.nd")(lambda: np.dot(data((2, 3, 5), 1), data((4, 5, 6), 2)))
case("dot.ndvector")(lambda: np.dot(data((2, 3, 5), 1), data((5,), 2)))
case("tensordot.2")(lambda: np.tensordot(data((4, 5, 6), 1), data((5, 6, 3), 2)))
case("tensordot.axes")(lambda: np.tensordot(data((4, 5, 6), 1), data((6, 3, 4), 2), axes=([2, 0], [0, 2])))
case("tensordot.0")(lambda: np.tensordot(data((2, 3), 1), data((4,), 2), axes=0))
case("outer")(lambda: np.outer(data((2, 3), 1), data((4,), 2, "int32")))
for dtype in ["float64", "int32", "uint8"]:
    case(f"cross.{dtype}")(lambda dtype=dtype: np.cross(data((5, 3), 1, dtype), data((5, 3), 2, dtype)))
case("cross.vectors")(lambda: np.cross(data((3,), 1), data((3,), 2)))
case("cross.axis")(lambda: np.cross(data((4, 3, 5), 1), data((4, 3, 5), 2), axis=1))
case("cross.broadcast")(lambda: np.cross(data((4, 1, 3), 1), data((6, 3), 2)))
case("cross.two")(lambda: np.cross(data((5, 2), 1), data((5, 2), 2)))
case("cross.twothree")(lambda: np.cross(data((5, 2), 1), data((5, 3), 2)))
case("cross.threetwo")(lambda: np.cross(data((3, 5), 1), data((2, 5), 2), axis=0))

# Histograms.
case("histogram.even")(lambda: np.histogram(data((50, 41)), 17, (-5, 6)))
case("histogram.onedge")(lambda: np.histogram(data((500,), 1, "int32"), 22, (-11, 11)))
case("histogram.fine")(lambda: np.histogram(data((700,)), 1009, (-504 / 64, 505 / 64)))
case("histogram.nan")(lambda: np.histogram(with_nan((300,)), 10, (-3, 3)))
case("histogram.point")(lambda: np.histogram(data((300,), 1, "int32"), 4, (2, 2)))
case("histogram.edges")(lambda: np.histogram(data((50, 41)), np.array([-7, -3, -2.5, 0, 0, 0.015625, 4, 7.875])))
case("histogram.inf")(lambda: np.histogram(data((50, 41)), np.array([-np.inf, -1, 0, np.inf])))
case("histogram.density")(lambda: np.histogram(data((50, 41)), np.array([-7, -3, 0, 1, 6.0]), density=True))
case("histogram.weights")(lambda: np.histogram(data((50, 41)), 17, (-5, 6), weights=data((50, 41), 3)))
case("histogram.uint8")(lambda: np.histogram(data((500,), 1, "uint8"), 5, (0, 20)))
case("histogram.onebin")(lambda: np.histogram(data((500,)), 1, (0, 2)))
case("histogram.empty")(lambda: np.histogram(np.zeros(0), 3, (0, 2)))
def joint(x, y, bins, **options):
    return np.histogram2d(x.reshape(-1), y.reshape(-1), bins, **options)


def jointdd(sample, bins, **options):
    hist, edges = np.histogramdd(sample, bins, **options)
    return hist, *edges


case("histogram2d.even")(lambda: joint(data((50, 11)), data((50, 11), 2), (7, 5), range=((-5, 6), (-3, 7.5))))
case("histogram2d.edges")(lambda: joint(data((550,)), data((550,), 2), [np.array([-7, -2.5, 0, 0, 4, 7.875]), np.array([-np.inf, -1, 0.015625, np.inf])]))
case("histogram2d.onedge")(lambda: joint(data((300,), 1, "int32"), data((300,), 2, "uint8"), (11, 4), range=((-11, 11), (0, 20))))
case("histogram2d.nan")(lambda: joint(with_nan((300,)), data((300,), 2), (3, 4), range=((-3, 3), (-8, 8))))
case("histogram2d.point")(lambda: joint(data((300,), 1, "int32"), data((300,), 2), (3, 2), range=((2, 2), (-8, 8))))
case("histogram2d.weights")(lambda: joint(data((550,)), data((550,), 2), (7, 5), range=((-5, 6), (-3, 7.5)), weights=data((550,), 3)))
case("histogram2d.density")(lambda: joint(data((550,)), data((550,), 2), [np.array([-7, -3, 0, 1, 6.0]), np.array([-4, 0, 0.5])], density=True))
case("histogram2d.empty")(lambda: joint(np.zeros(0), np.zeros(0), (2, 3), range=((0, 1), (0, 1))))
case("histogramdd.3")(lambda: jointdd(data((200, 3)), (3, 2, 4), range=((-5, 6), (-3, 7.5), (-8, 8))))
case("histogramdd.1")(lambda: jointdd(data((200, 1)), (6,), range=((-5, 6),)))
case("histogramdd.density")(lambda: jointdd(data((200, 3)), [np.array([-7, 0, 1, 6.0]), np.array([-4, 0, 0.5]), np.array([-8, 8.0])], density=True))
case("histogramdd.weights")(lambda: jointdd(data((200, 2), 1, "float32"), (3, 2), range=((-5, 6), (-3, 7.5)), weights=data((200,), 3)))
case("bincount")(lambda: np.bincount(data((500,), 1, "uint8")))
case("bincount.length")(lambda: np.bincount(data((500,), 1, "uint8"), minlength=30))
case("bincount.weights")(lambda: np.bincount(data((500,), 1, "uint8"), weights=data((500,), 2)))

# Decompositions. Their signs are arbitrary, so they are fixed in the same way as in gchunk.
def square(n, seed=1):
    return data((n, n), seed) + 12 * np.eye(n)


def qr(x):
    q, r = np.linalg.qr(x)
    sign = np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return q * sign, r * sign[:, None]


def svd(x):
    if x.shape[0] < x.shape[1]:
        u, s, vt = svd(x.T)
        return vt.T, s, u.T
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    sign = np.where(np.take_along_axis(vt, np.abs(vt).argmax(1)[:, None], 1)[:, 0] < 0, -1.0, 1.0)
    return u * sign, s, vt * sign[:, None]


case("qr.tall")(lambda: qr(data((97, 5))))
case("qr.square")(lambda: qr(square(7)))
case("qr.wide")(lambda: qr(data((4, 9))))
# Computed in float64, as gchunk does.
case("qr.float32")(lambda: tuple(a.astype("float32") for a in qr(data((40, 3)))))
case("svd.tall")(lambda: svd(data((97, 5))))
case("svd.wide")(lambda: svd(data((4, 60))))
case("svd.ints")(lambda: svd(data((31, 4), 1, "int32")))
case("svd.values")(lambda: np.linalg.svd(data((12, 12)), compute_uv=False))
case("solve.vector")(lambda: np.linalg.solve(square(9), data((9,), 2)))
case("solve.matrix")(lambda: np.linalg.solve(square(9), data((9, 4), 2)))
case("inv")(lambda: np.linalg.inv(square(8)))
case("det")(lambda: np.linalg.det(square(6)))
case("det.singular")(lambda: np.array(0.0))
for o in [None, 1, 2, 3, 0, np.inf, -np.inf]:
    case(f"norm.vector.{o}")(lambda o=o: np.linalg.norm(data((37,)), o))
    case(f"norm.axis.{o}")(lambda o=o: np.linalg.norm(data((9, 8), 1, "int32"), o, axis=0))
for o in [None, 1, -1, 2, -2, np.inf, -np.inf]:
    case(f"norm.matrix.{o}")(lambda o=o: np.linalg.norm(data((19, 8)), o))
for o in ["fro", "nuc"]:
    case(f"norm.matrix.{o}")(lambda o=o: np.linalg.norm(data((19, 8)), o))
case("norm.nuc.wide")(lambda: np.linalg.norm(data((4, 9), 1, "int32"), "nuc"))
case("norm.nuc.keepdims")(lambda: np.linalg.norm(data((9, 4)), "nuc", keepdims=True))
case("norm.keepdims")(lambda: np.linalg.norm(data((9, 8)), 1, axis=1, keepdims=True))
case("norm.nan")(lambda: np.linalg.norm(with_nan((9, 8)), axis=1))
case("cov")(lambda: np.cov(data((5, 40))))
case("cov.columns")(lambda: np.cov(data((40, 5)), rowvar=False, ddof=0))
case("cov.vector")(lambda: np.cov(data((40,))))
case("corr")(lambda: np.corrcoef(data((5, 40))))
case("eye")(lambda: np.eye(7, 9, -2))
case("eye.ints")(lambda: np.eye(6, dtype="int32"))
case("tri")(lambda: np.tri(7, 9, 1))
case("tril")(lambda: np.tril(data((2, 7, 9)), -1))
case("triu")(lambda: np.triu(data((9, 7), 1, "int16"), 2))
case("diag.matrix")(lambda: np.diag(data((7,)), 2))
case("diag.matrix.below")(lambda: np.diag(data((7,), 1, "int32"), -1))
case("diag.of")(lambda: np.diag(data((17, 11)), -3))
case("diag.of.above")(lambda: np.diag(data((5, 11), 1, "uint8"), 2))
case("diag.of.beyond")(lambda: np.diag(data((5, 11)), 12))

# Series.
case("diff")(lambda: np.diff(data((5, 31))))
case("diff.twice")(lambda: np.diff(data((31, 5), 1, "int32"), 2, axis=0))
case("diff.bool")(lambda: np.diff(data((31,), 1, "bool")))
case("diff.all")(lambda: np.diff(data((3,)), 5))
case("gradient")(lambda: np.gradient(data((5, 31)), 0.25, axis=1))
case("gradient.order2")(lambda: np.gradient(data((31, 5), 1, "int32"), 2.0, axis=0, edge_order=2))
case("gradient.float32")(lambda: np.gradient(data((31,), 1, "float32")))
case("gradient.coordinates")(lambda: np.gradient(data((4, 9)), np.array([0, 1, 1.5, 3, 4, 7, 7.25, 8, 10]), axis=1))
case("gradient.coordinates2")(lambda: np.gradient(data((9, 4)), np.array([0, 1, 1.5, 3, 4, 7, 7.25, 8, 10]), axis=0, edge_order=2))
case("gradient.nan")(lambda: np.gradient(with_nan((31,))))
case("trapezoid")(lambda: np.trapezoid(data((5, 31)), dx=0.5) if hasattr(np, "trapezoid") else np.trapz(data((5, 31)), dx=0.5))
case("trapezoid.coordinates")(lambda: (np.trapezoid if hasattr(np, "trapezoid") else np.trapz)(data((9, 4)), np.array([0, 1, 1.5, 3, 4, 7, 7.25, 8, 10]), axis=0))
for mode in ["full", "same", "valid"]:
    case(f"convolve.{mode}")(lambda mode=mode: np.convolve(data((53,)), data((6,), 2), mode))
    case(f"convolve.long.{mode}")(lambda mode=mode: np.convolve(data((5,), 1, "int32"), data((53,), 2, "int64"), mode))
case("convolve.uint8")(lambda: np.convolve(data((53,), 1, "uint8"), data((5,), 2, "uint8")))
case("convolve.nan")(lambda: np.convolve(with_nan((53,)), data((3,), 2), "same"))
case("digitize")(lambda: np.digitize(data((9, 31)), np.array([-5, -1, -1, 0, 2.5])))
case("digitize.right")(lambda: np.digitize(data((90,), 1, "int32"), np.array([-5, -1, 0, 2.0]), right=True))
case("digitize.descending")(lambda: np.digitize(data((90,), 1, "int32"), np.array([5, 1, 0, -2.0])))
case("digitize.descending.right")(lambda: np.digitize(data((90,), 1, "int32"), np.array([5, 1, 0, -2.0]), right=True))
case("digitize.nan")(lambda: np.digitize(with_nan((30,)), np.array([-5, 0, 2.5])))
for dtype in ["float64", "float32", "int32", "uint64", "bool"]:
    case(f"unique.{dtype}")(lambda dtype=dtype: np.unique(data((9, 31), 1, dtype), return_counts=True))
case("unique.nan")(lambda: np.unique(with_nan((60,)), return_counts=True))

# Fourier transforms: the real and imaginary parts of complex results.
def parts(z):
    return z.real.copy(), z.imag.copy()


for n in [1, 2, 8, 12, 30, 77, 17, 64, 101]:
    case(f"fft.{n}")(lambda n=n: parts(np.fft.fft(data((n,)))))
case("fft.axis")(lambda: parts(np.fft.fft(data((6, 5, 4)), axis=1)))
case("fft.cut")(lambda: parts(np.fft.fft(data((5, 9)), 6)))
case("fft.padded")(lambda: parts(np.fft.fft(data((5, 9), 1, "int32"), 16, axis=0)))
case("fft.complex")(lambda: parts(np.fft.fft(data((5, 9)) + 1j * data((5, 9), 2))))
case("ifft")(lambda: parts(np.fft.ifft(data((5, 9)) + 1j * data((5, 9), 2), axis=0)))
case("rfft")(lambda: parts(np.fft.rfft(data((3, 10)))))
case("rfft.odd")(lambda: parts(np.fft.rfft(data((3, 11)))))
case("irfft")(lambda: np.fft.irfft(data((3, 6)) + 1j * data((3, 6), 2)))
case("irfft.odd")(lambda: np.fft.irfft(data((3, 6)) + 1j * data((3, 6), 2), 11))
case("irfft.padded")(lambda: np.fft.irfft(data((3, 6)) + 1j * data((3, 6), 2), 16))
both = lambda shape: data(shape) + 1j * data(shape, 2)
for norm in ["backward", "ortho", "forward"]:
    case(f"fft.{norm}")(lambda norm=norm: parts(np.fft.fft(data((5, 9)), norm=norm)))
    case(f"ifft.{norm}")(lambda norm=norm: parts(np.fft.ifft(both((5, 9)), norm=norm)))
    case(f"hfft.{norm}")(lambda norm=norm: np.fft.hfft(both((3, 6)), norm=norm))
    case(f"ihfft.{norm}")(lambda norm=norm: parts(np.fft.ihfft(data((3, 10)), norm=norm)))
    case(f"fft2.{norm}")(lambda norm=norm: parts(np.fft.fft2(data((2, 5, 6)), norm=norm)))
    case(f"irfft2.{norm}")(lambda norm=norm: np.fft.irfft2(both((5, 6)), norm=norm))
case("fft2.sizes")(lambda: parts(np.fft.fft2(data((5, 9)), (4, 12))))
case("ifft2")(lambda: parts(np.fft.ifft2(both((5, 9)), axes=(1, 0))))
case("fftn")(lambda: parts(np.fft.fftn(both((3, 4, 5)))))
case("fftn.sizes")(lambda: parts(np.fft.fftn(data((3, 4, 5)), (6, 3))))
case("ifftn")(lambda: parts(np.fft.ifftn(both((3, 4, 5)), axes=(0, 2))))
case("rfft2")(lambda: parts(np.fft.rfft2(data((5, 9)))))
case("rfftn")(lambda: parts(np.fft.rfftn(data((3, 4, 5)), (4, 4, 6))))
case("irfftn")(lambda: np.fft.irfftn(both((3, 4, 5))))
case("fftshift")(lambda: np.fft.fftshift(data((5, 6))))
case("fftshift.axis")(lambda: np.fft.fftshift(data((5, 6)), 1))
case("ifftshift")(lambda: np.fft.ifftshift(data((5, 6))))
case("fftfreq")(lambda: (np.fft.fftfreq(8, 0.5), np.fft.fftfreq(9, 0.5), np.fft.rfftfreq(8, 0.5), np.fft.rfftfreq(9, 0.5)))


def text(value):
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    return repr(value.item()) if isinstance(value, np.generic) else repr(value)


def write(cases):
    for name, f in cases.items():
        with np.errstate(all="ignore"):
            results = f()
        if not isinstance(results, tuple):
            results = (results,)
        cells = [name]
        for r in results:
            r = np.asarray(r)
            cells += [r.dtype.name, ",".join(map(str, r.shape)), " ".join(text(v) for v in r.reshape(-1))]
        print("\t".join(cells))


if __name__ == "__main__":
    write(CASES)
