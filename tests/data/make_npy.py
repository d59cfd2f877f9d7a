"""Writes npy/*.npy and npy/expected.tsv, the values that NumPy reads from them. Needs NumPy."""
import io
import os
import numpy as np
from numpy.lib import format as npy

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy")
os.makedirs(FOLDER, exist_ok=True)
numbers = np.arange(24).reshape(2, 3, 4)
ARRAYS = {code.strip("<>|=").replace("?", "b1") + ("_big" if code[0] == ">" else ""): (numbers % 7 - 3 if "i" in code or "f" in code else numbers % 5).astype(code)
          for code in ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", ">i2", ">u4", ">i8", ">f2", ">f4", ">f8"]}
ARRAYS["c8"] = (numbers + 1j * (24 - numbers)).astype("<c8")
ARRAYS["c16_big"] = (numbers - 1j * numbers).astype(">c16")
ARRAYS["fortran"] = np.asfortranarray(numbers / 4)
ARRAYS["fortran_big"] = np.asfortranarray(numbers.astype(">i4"))
ARRAYS["scalar"] = np.array(2.5)
ARRAYS["empty"] = np.zeros((3, 0, 2))
ARRAYS["vector"] = np.arange(5.0)
with open(os.path.join(FOLDER, "expected.tsv"), "w") as out:
    for name, array in ARRAYS.items():
        np.save(os.path.join(FOLDER, name + ".npy"), array)
        out.write(f"{name}\t{','.join(map(str, array.shape))}\t{' '.join(repr(float(x)) for x in (array.view(array.real.dtype) if array.dtype.kind == 'c' else array).ravel())}\n")
for version in [(2, 0), (3, 0)]:
    with open(os.path.join(FOLDER, f"version{version[0]}.npy"), "wb") as file:
        npy.write_array(file, np.arange(5.0), version=version)
np.save(os.path.join(FOLDER, "refused_objects.npy"), np.array([1, None], dtype=object), allow_pickle=True)
np.save(os.path.join(FOLDER, "refused_records.npy"), np.zeros(2, dtype=[("a", "<i4"), ("b", "<f8")]))
np.save(os.path.join(FOLDER, "refused_texts.npy"), np.array(["a", "bc"]))
