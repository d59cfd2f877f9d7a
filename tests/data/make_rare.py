"""Makes odd/rare_* and some of odd/refused_*, files with features of HDF5 and CF that hardly any program writes.

Needs netCDF4 and h5py (Debian: python3-netcdf4 python3-h5py). Run it with the system's Python. files.json, which
tests/Gchunk.Tests/Conformance/make_files.py writes, has the values that xarray reads from them. xarray cannot read the
files whose names begin with refused_.
"""
import ctypes
import os
import pathlib

import h5py
import netCDF4
import numpy as np

here = pathlib.Path(__file__).parent / "odd"
os.chdir(here)  # the paths of external files are relative to this folder

# Shared object header messages: types, shapes, fill values, filters and attributes, in the header and, for more than
# eight attributes, in heaps.
library = ctypes.CDLL("libhdf5_serial.so.103")
fcpl, fapl = h5py.h5p.create(h5py.h5p.FILE_CREATE), h5py.h5p.create(h5py.h5p.FILE_ACCESS)
fapl.set_libver_bounds(h5py.h5f.LIBVER_LATEST, h5py.h5f.LIBVER_LATEST)
assert library.H5Pset_shared_mesg_nindexes(ctypes.c_int64(fcpl.id), ctypes.c_uint(2)) >= 0
for index, kinds in enumerate((0x2 | 0x8 | 0x20 | 0x800, 0x1000)):
    assert library.H5Pset_shared_mesg_index(ctypes.c_int64(fcpl.id), ctypes.c_uint(index), ctypes.c_uint(kinds), ctypes.c_uint(10)) >= 0
with h5py.File(h5py.h5f.create(b"rare_shared.h5", h5py.h5f.ACC_TRUNC, fcpl, fapl)) as f:
    for i in range(3):
        d = f.create_dataset(f"d{i}", data=np.arange(30.0).reshape(5, 6), chunks=(2, 3), compression="gzip", fillvalue=5.0)
        d.attrs["text"] = "what several datasets say, word for word"
        d.attrs["numbers"] = np.arange(10)
        if i == 2:
            for j in range(12):
                d.attrs[f"a{j}"] = np.arange(8) + j
    f.create_dataset("never", (4,), "f8", fillvalue=5.0)

# A virtual dataset, whose sources are in the same file. Damaged ones crash the C library, so gchunk does not read them.
with h5py.File("refused_virtual.h5", "w", libver="latest") as f:
    f["a"] = np.arange(5.0)
    f["b"] = np.arange(5.0) + 10
    layout = h5py.VirtualLayout((3, 5), "f8")
    layout[0] = h5py.VirtualSource(".", "a", (5,))
    layout[1] = h5py.VirtualSource(".", "b", (5,))
    f.create_virtual_dataset("both", layout, fillvalue=-1)

# libnetcdf cannot read these: half-precision floats, LZF, external data files.
with h5py.File("refused_rare.h5", "w") as f:
    values = np.arange(300, dtype="i4").reshape(20, 15) // 7
    f["plain"] = values
    f.create_dataset("lzf", data=values, chunks=(6, 15), compression="lzf")
    f.create_dataset("lzf_shuffled", data=values, chunks=(6, 4), compression="lzf", shuffle=True, fletcher32=True)
    f.create_dataset("lzf_random", data=np.random.default_rng(1).integers(0, 2**31, (20, 15)).astype("i4"), chunks=(20, 15), compression="lzf")
    f["random"] = f["lzf_random"][:]
    f["half"] = np.array([0, 1.5, -2, 65504, 6e-8, np.inf, np.nan], "f2")
    f.create_dataset("half_big", data=np.arange(12, dtype=">f2").reshape(3, 4), chunks=(2, 2), compression="gzip")
    f["half"].attrs["half"] = np.float16(0.25)
    f["half"].attrs["halves"] = np.array([1.5, -2], ">f2")
    h5py.h5d.create(f.id, b"bits", h5py.h5t.STD_B8LE, h5py.h5s.create_simple((4,))).write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 255, 0], "u1"), mtype=h5py.h5t.NATIVE_B8)
    f.create_dataset("scale_offset", data=values, chunks=(6, 15), scaleoffset=0)
    f.create_dataset("elsewhere", (3,), "i4", external=[("absent.bin", 0, 12)])

# Labels beyond 2**53, character coordinates, text in other encodings, text as missing_value, dates in unusual forms.
with netCDF4.Dataset("rare_labels.nc", "w") as f:
    f.set_auto_maskandscale(False)
    for name, length in dict(cell=4, far=3, c=3, x=4, n=3).items():
        f.createDimension(name, length)
    f.createVariable("cell", "i8", ("cell",))[:] = np.array([2**53 + 1, 2**53, -(2**63), 2**63 - 1])
    f.createVariable("far", "u8", ("far",))[:] = np.array([2**64 - 1, 2**64 - 2, 2**53 + 1], "u8")
    f.createVariable("on_cells", "f4", ("cell",))[:] = [1, 2, 3, 4]
    f.createVariable("c", "S1", ("c",))[:] = np.array([b"a", b"b", b"c"])
    f.createVariable("on_c", "f4", ("c",))[:] = [1, 2, 3]
    v = f.createVariable("latin", "S1", ("x", "n")); v._Encoding = "latin-1"
    v[:] = np.array([[b"a", b"\xe9", b""], [b"", b"", b""], [b"\xe8", b"\xa9", b" "], [b"q", b" ", b" "]])
    v = f.createVariable("stars", "S1", ("x",), fill_value=b"*"); v[:] = np.array([b"a", b"*", b"c", b"*"])
    v = f.createVariable("worded", "i2", ("x",)); v.set_auto_maskandscale(False); v.setncattr("missing_value", "none"); v[:] = [1, 2, 3, 4]
    v = f.createVariable("rounded", "f4", ("x",)); v.least_significant_digit = 2; v[:] = [1, 2, 3, 4]
    for i, units in enumerate(("days since 20000101", "hours since 2000/1/1 06:00", "days since 2000/01/01")):
        v = f.createVariable(f"t{i}", "f8", ("x",)); v.units = units; v[:] = [0, 1.5, 400, 50000]
with netCDF4.Dataset("refused_factors.nc", "w") as f:
    f.set_auto_maskandscale(False)
    f.createDimension("x", 3)
    for name, factor in dict(two=[1.0, 2.0], none="", good=0.5).items():
        v = f.createVariable(name, "i2", ("x",)); v.set_auto_maskandscale(False); v.scale_factor = factor; v[:] = [1, 2, 3]
    v = f.createVariable("coded", "S1", ("x",)); v._Encoding = "nonsense"; v[:] = np.array([b"a", b"b", b"c"])
