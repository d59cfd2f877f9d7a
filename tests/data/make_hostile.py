"""Writes the files of hostile/ that are whole but ask for much: run it with the system's Python (Debian: python3-h5py).

The damaged ones (szip.nc, lz4.h5) were found by mutation.
"""
import os

import h5py
import numpy as np

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hostile"))

# A variable that can grow, with a filter that libhdf5 must not run on a damaged file.
with h5py.File("growing_szip.nc", "w") as f:
    f.create_dataset("v", data=np.arange(77, dtype="f4").reshape(7, 11), chunks=(7, 11), maxshape=(None, 11), compression="szip", compression_opts=("nn", 8))

# Labels of 2**52 elements, of which none was written, and data of as many chunks.
with h5py.File("huge.h5", "w", libver="latest") as f:
    f.create_dataset("x", (2**52,), "f8", chunks=(2**20,))
    f["x"].make_scale("x")
    f.create_dataset("v", (2**52,), "f4", chunks=(1,))
    f["small"] = np.arange(3.0)

# A text of 30,000 bytes to which 2,000 elements refer, each with another length.
with h5py.File("echo.h5", "w", libver="latest") as f:
    texts = f.create_dataset("texts", (2000,), h5py.string_dtype())
    texts[...] = ["a" * 30000] + [""] * 1999
    at = texts.id.get_offset()
with open("echo.h5", "r+b") as f:
    f.seek(at)
    first = f.read(16)
    f.seek(at)
    for i in range(2000):
        f.write((30000 - i).to_bytes(4, "little") + first[4:])
