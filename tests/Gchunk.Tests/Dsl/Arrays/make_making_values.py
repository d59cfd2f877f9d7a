"""Writes making_values.tsv: NumPy's results of the cases in MakingTests.cs, by name. Needs NumPy 1.24 or newer."""
import numpy as np
from numpy_inputs import arrays, write

a, b, i, f, v, c, u = arrays()
w = np.lib.stride_tricks.sliding_window_view
SORTED = np.array([-3.0, -1, -1, 0, 2.5, 4, 4, 4, 7])
mesh = np.meshgrid(v[:4], f[0, :3], np.arange(2))
mesh_ij = np.meshgrid(v[:4], f[0, :3], np.arange(2), indexing="ij")
sparse = np.meshgrid(v[:4], f[0, :3], sparse=True)
values, index, inverse, counts = np.unique(i % 9, return_index=True, return_inverse=True, return_counts=True)
nan_values, nan_index, nan_counts = np.unique(b, return_index=True, return_counts=True)
rows = np.array([[0, 3], [6, 3]])
CASES = {
    "zeros_like": np.zeros_like(i), "ones_like": np.ones_like(f), "full_like": np.full_like(i, 2.9), "full_like.dtype": np.full_like(i, 2.5, dtype=float),
    "mesh.0": mesh[0], "mesh.1": mesh[1], "mesh.2": mesh[2], "mesh.ij.0": mesh_ij[0], "mesh.ij.1": mesh_ij[1], "mesh.sparse.0": sparse[0], "mesh.sparse.1": sparse[1],
    "indices": np.indices((4, 5)), "indices.1": np.indices((3,)),
    "fromfunction": np.fromfunction(lambda x, y: 10 * x + y, (7, 12)), "fromfunction.1": np.fromfunction(lambda x: x * x, (9,), dtype=int),
    "fromfunction.3": np.fromfunction(lambda x, y, z: x * 100 + y * 10 + z, (3, 4, 5)),
    "block.row": np.block([v, v[:3]]), "block": np.block([[a, a[:, :2]], [np.ones((2, 14))]]), "block.ranks": np.block([[v[:3], np.array(5.0)], [np.arange(4.0)]]),
    "append": np.append(a, v), "append.0": np.append(a, a[:2], axis=0), "append.scalar": np.append(v, 3),
    "insert": np.insert(v, 3, 99), "insert.end": np.insert(v, 23, 99), "insert.negative": np.insert(v, -1, 99), "insert.flat": np.insert(a, 5, [1, 2]),
    "insert.row": np.insert(a, 1, np.arange(12), axis=0), "insert.column": np.insert(a, 2, np.arange(7), axis=1), "insert.scalar": np.insert(a, 2, 5, axis=1),
    "insert.rows": np.insert(a, 1, np.arange(24).reshape(2, 12), axis=0), "insert.several": np.insert(a, [5, 0, 5], np.arange(36).reshape(3, 12), axis=0),
    "insert.one.list": np.insert(a, [2], np.arange(14).reshape(7, 2), axis=1), "insert.cast": np.insert(i, [1, 1], 2.9, axis=1),
    "delete": np.delete(a, 2, axis=0), "delete.last": np.delete(a, -1, axis=1), "delete.flat": np.delete(a, 7), "delete.slice": np.delete(a, slice(1, 5), axis=1),
    "delete.step": np.delete(a, slice(None, None, 3), axis=1), "delete.list": np.delete(a, [5, 0, 0, -1], axis=0), "delete.mask": np.delete(a, a[0] > 0, axis=1), "delete.none": np.delete(a, slice(3, 3), axis=0),
    "delete.all": np.delete(a, slice(None), axis=0),
    "atleast": np.atleast_3d(a), "atleast.2": np.atleast_2d(v), "atleast.1": np.atleast_1d(3.0),
    "tril_indices.0": np.tril_indices(4, 1, 6)[0], "tril_indices.1": np.tril_indices(4, 1, 6)[1], "triu_indices": np.triu_indices(5, -1)[1],
    "tril_indices_from": np.tril_indices_from(a, 2)[1], "triu_indices_from": np.triu_indices_from(a)[0],
    "searchsorted": np.searchsorted(SORTED, a), "searchsorted.right": np.searchsorted(SORTED, a, side="right"), "searchsorted.nan": np.searchsorted(SORTED, b), "searchsorted.int": np.searchsorted(np.arange(9), i, side="right"),
    "isin": np.isin(a, SORTED), "isin.invert": np.isin(i, [3, 5, 100], invert=True), "isin.nan": np.isin(b, [np.nan, 1.0]), "isin.u8": np.isin(u, [1.5, 2, 300]),
    "unique.values": values, "unique.index": index, "unique.inverse": inverse.reshape(i.shape), "unique.counts": counts, "unique.nan": nan_values, "unique.nan.index": nan_index, "unique.nan.counts": nan_counts,
    "union": np.union1d(i, f), "intersect": np.intersect1d(i, f), "intersect.nan": np.intersect1d(b, b), "setdiff": np.setdiff1d(i, f), "setxor": np.setxor1d(i, [3, 100, -15]),
    "argtopk": np.argsort(-c, 2, kind="stable")[:, :, :3], "argtopk.0": np.argsort(-i, 0, kind="stable")[:2], "argtopk.least": np.argsort(u, 1, kind="stable")[:, :5], "argtopk.ties": np.argsort(-u.astype(int), 1, kind="stable")[:, :7],
    "vindex": a[[0, 2, 6], [1, 1, 11]], "vindex.parted": c[[0, 2], :, [1, 4]], "vindex.shape": a[rows, [[0], [11]]], "vindex.slice": np.moveaxis(c[1:, [0, 3], [1, 4]], 1, 0),
    "index.array": a[rows], "index.array.columns": a[:, rows], "index.array.mixed": c[1, np.array([[3], [0]]), [0, 2]], "index.lazy": a[np.argsort(a[:, 0])], "take.array": np.take(c, rows % 3, 1), "take.array.flat": np.take(c, rows), "index.new": a[:, None, [3, 1]], "index.new.parted": c[[0, 1], None, [2, 3]],
    "view": a.view(np.int64), "view.smaller": i.view(np.int16), "view.larger": u.view(np.uint32),
    "window": w(v, 5), "window.0": w(a, 3, axis=0), "window.two": w(a, (2, 4)), "window.axes": w(c, (2, 3), axis=(2, 0)),
    "choose": np.choose(u % 3, [a, a * 10, -a]), "choose.broadcast": np.choose(u % 2, [0.0, v[:12]]),
    "extract": np.extract(i % 3 == 0, a), "ravel_multi_index": np.ravel_multi_index((u % 3, u % 4), (3, 4)), "unravel_index": np.unravel_index(u.astype(int) * 5, (3, 4, 5))[1], "trim": np.trim_zeros(np.array([0, 0, 3, 0, 1, 0])), "trim.f": np.trim_zeros(np.array([0.0, 2, 0]), "f"),
    "fliplr": np.fliplr(a), "flipud": np.flipud(a), "rot90": np.rot90(a), "rot90.2": np.rot90(a, 2), "rot90.3": np.rot90(c, 3, (0, 2)), "rot90.-1": np.rot90(a, -1),
    "rollaxis": np.rollaxis(c, 2), "rollaxis.end": np.rollaxis(c, 0, 3), "rollaxis.1": np.rollaxis(c, 2, 1),
    "diagonal": np.diagonal(a), "diagonal.k": np.diagonal(i, 3), "diagonal.cube": np.diagonal(c, 1, 0, 2), "diagonal.last": np.diagonal(c, -2, 1, 2),
}

write(CASES, "making_values.tsv")
