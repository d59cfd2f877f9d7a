"""Writes odd/filters.h5: the same numbers with filters that HDF5 itself does not have. numcodecs compresses the chunks.

Also odd/scale_offset.h5 and odd/n_bit.h5, with what HDF5 itself reads beside each variable.

Needs h5py and numcodecs (Debian: python3-h5py python3-numcodecs). Run it with the system's Python.
"""
import os

import h5py
import numcodecs
import numpy as np

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "odd", "filters.h5")


def shuffled(data, size=4):
    return np.frombuffer(data, "u1").reshape(-1, size).T.tobytes()


def fletcher32(data):
    a = b = 0
    words = np.frombuffer(data + b"\0" * (len(data) % 2), ">u2")
    for word in words:
        a = (a + int(word)) % 65535
        b = (b + a) % 65535
    # HDF5 computes the sums in one's complement, so a sum of 0 is stored as 65535, unless all words are 0.
    a, b = a or 65535, b or 65535
    return data + (b << 16 | a).to_bytes(4, "little")


def lz4(data):
    return bytes(numcodecs.LZ4().encode(data))[4:]  # without the length that numcodecs puts before it


def lz4_blocks(data, block=24):
    parts = [data[i:i + block] for i in range(0, len(data), block)]
    packed = [p if len(lz4(p)) >= len(p) else lz4(p) for p in parts]
    return len(data).to_bytes(8, "big") + block.to_bytes(4, "big") + b"".join(len(p).to_bytes(4, "big") + p for p in packed)


def bits_shuffled(data, size=4):
    bits = np.unpackbits(np.frombuffer(data, "u1").reshape(-1, size), axis=1, bitorder="little")
    return np.packbits(bits.T, axis=1, bitorder="little").tobytes()


def bitshuffle(data, pack=None, block=8, size=4):
    whole = len(data) // size // 8 * 8 * size
    parts = [bits_shuffled(data[i:min(whole, i + block * size)]) for i in range(0, whole, block * size)]
    if pack is None:
        return b"".join(parts) + data[whole:]
    packed = [len(pack(p)).to_bytes(4, "big") + pack(p) for p in parts]
    return len(data).to_bytes(8, "big") + (block * size).to_bytes(4, "big") + b"".join(packed) + data[whole:]


def put(file, name, values, chunk, filters, pack, parameters=(3,)):
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk(chunk)
    for number in filters:
        if number == 2:
            dcpl.set_shuffle()
        elif number == 3:
            dcpl.set_fletcher32()
        else:
            dcpl.set_filter(number, h5py.h5z.FLAG_OPTIONAL, parameters)
    dataset = h5py.h5d.create(file.id, name.encode(), h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple(values.shape), dcpl)
    for i in range(0, values.shape[0], chunk[0]):
        for j in range(0, values.shape[1], chunk[1]):
            block = np.zeros(chunk, "<f4")
            part = values[i:i + chunk[0], j:j + chunk[1]]
            block[:part.shape[0], :part.shape[1]] = part
            dataset.write_direct_chunk((i, j), pack(block.tobytes()), 0)


values = (np.arange(7 * 11).reshape(7, 11) * 0.5 - 10).astype("<f4")
zstd, blosc = numcodecs.Zstd(3), numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE)
with h5py.File(OUT, "w") as f:
    f.create_dataset("plain", data=values)
    put(f, "zstd", values, (3, 4), [32015], lambda b: bytes(zstd.encode(b)))
    put(f, "shuffle_zstd", values, (7, 11), [2, 32015], lambda b: bytes(zstd.encode(shuffled(b))))
    put(f, "zstd_fletcher", values, (3, 4), [32015, 3], lambda b: fletcher32(bytes(zstd.encode(b))))
    put(f, "blosc", values, (3, 4), [32001], lambda b: bytes(blosc.encode(np.frombuffer(b, "<f4"))))
    put(f, "damaged", values, (7, 11), [32015], lambda b: bytes(zstd.encode(b[:-4])))
    put(f, "nobody", values, (7, 11), [399], lambda b: b)
    put(f, "bzip2", values, (7, 11), [307], lambda b: bytes(numcodecs.BZ2(1).encode(b)))
    put(f, "lz4", values, (3, 4), [32004], lz4_blocks, (0,))
    put(f, "lz4_shuffle", values, (7, 11), [2, 32004], lambda b: lz4_blocks(shuffled(b), 1 << 20), (0,))
    put(f, "bitshuffle", values, (3, 4), [32008], bitshuffle, (0, 3, 4, 8, 0))
    put(f, "bitshuffle_lz4", values, (3, 4), [32008], lambda b: bitshuffle(b, lz4), (0, 3, 4, 8, 2))
    put(f, "bitshuffle_zstd", values, (7, 11), [32008], lambda b: bitshuffle(b, lambda p: bytes(zstd.encode(p)), 32), (0, 3, 4, 0, 3))
    for name, method, block, chunk in (("szip_nn", "nn", 8, (7, 11)), ("szip_ec", "ec", 4, (3, 11)), ("szip_odd", "nn", 10, (7, 4))):
        f.create_dataset(name, data=values, chunks=chunk, compression="szip", compression_opts=(method, block))
        for kind in ("i1", ">i2", "u4", ">f8", "i8"):
            f.create_dataset(f"{name}_{kind.strip('>')}", data=(values * 2).astype(kind), chunks=chunk, compression="szip", compression_opts=(method, block))
    f.create_dataset("lzf", data=values, chunks=(3, 4), compression="lzf")
    f.create_dataset("scale_offset", data=np.arange(77).reshape(7, 11), chunks=(7, 11), scaleoffset=0)
print(os.path.getsize(OUT), "bytes")

# Beside each variable, what HDF5 itself reads of it.
OUT = os.path.join(os.path.dirname(OUT), "scale_offset.h5")
random = np.random.default_rng(1)
with h5py.File(OUT, "w") as f:
    made = {}

    def offset(name, values, digits, fill=None, **options):
        f.create_dataset(name, data=values, chunks=(3, 4), scaleoffset=digits, fillvalue=fill, **options)
        made[name] = values

    for kind in ("i1", "i2", ">i4", "i8", "u1", ">u2", "u4", "u8"):
        low, high = (0, 100) if kind.strip(">")[0] == "u" else (-50, 50)
        whole = random.integers(low, high, (7, 11)).astype(kind)
        offset(kind.strip(">"), whole, 0)
        offset(kind.strip(">") + "_fill", np.where(whole % 5 == 0, 7, whole).astype(kind), 0, fill=7)
        info = np.iinfo(kind)
        offset(kind.strip(">") + "_wide", np.resize(np.array([info.min, info.max, 0, 1, 7], kind), (7, 11)), 0)
    for kind in ("f4", ">f8", "f8"):
        name = kind.replace(">", "big_")
        floats = (random.normal(size=(7, 11)) * 100).astype(kind)
        for digits in (0, 1, 3):
            offset(f"{name}_{digits}", floats, digits)
        offset(f"{name}_fill", np.where(floats > 50, -999, floats).astype(kind), 2, fill=-999)
        offset(f"{name}_huge", floats * floats.dtype.type(1e30), 2)
    offset("constant", np.full((7, 11), 5, "i4"), 0)
    offset("nothing", np.zeros((7, 11), "f4"), 2)
    offset("three_bits", random.integers(0, 7, (7, 11)).astype("i4"), 3)
    offset("shuffle_deflate", random.integers(0, 1000, (7, 11)).astype("i4"), 0, shuffle=True, compression="gzip")
    offset("floats_deflate", (random.normal(size=(7, 11)) * 10).astype("f4"), 2, compression="gzip")
with h5py.File(OUT, "r+") as f:
    for name in made:
        f.create_dataset(f"{name}_plain", data=f[name][...])
print(os.path.getsize(OUT), "bytes")

OUT = os.path.join(os.path.dirname(OUT), "n_bit.h5")
with h5py.File(OUT, "w") as f:
    made = []

    def n_bit(name, kind, size, precision, offset, filters=(5,), chunk=(3, 4)):
        kind = kind.copy()
        signed = kind.get_sign() == h5py.h5t.SGN_2
        kind.set_precision(precision)
        kind.set_offset(offset)
        dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        if chunk:
            dcpl.set_chunk(chunk)
        for number in filters:
            dcpl.set_filter(number, h5py.h5z.FLAG_OPTIONAL, (4,) if number == 2 else (6,) if number == 1 else ())
        dataset = h5py.h5d.create(f.id, name.encode(), kind, h5py.h5s.create_simple((7, 11)), dcpl)
        low, high = (-(1 << precision - 1), (1 << precision - 1) - 1) if signed else (0, (1 << precision) - 1)
        values = random.integers(low, high, (7, 11), dtype="i8" if signed else "u8", endpoint=True)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, values.astype(f"{'i' if signed else 'u'}{size}"))
        made.append(name)

    t = h5py.h5t
    n_bit("i1", t.STD_I8LE, 1, 3, 2)
    n_bit("u1", t.STD_U8LE, 1, 7, 0)
    n_bit("i2", t.STD_I16LE, 2, 11, 3)
    n_bit("i2_big", t.STD_I16BE, 2, 11, 3)
    n_bit("u2_big", t.STD_U16BE, 2, 9, 7)
    n_bit("i4", t.STD_I32LE, 4, 12, 4)
    n_bit("i4_big", t.STD_I32BE, 4, 17, 8)
    n_bit("u4", t.STD_U32LE, 4, 31, 1)
    n_bit("i8", t.STD_I64LE, 8, 40, 5)
    n_bit("u8_big", t.STD_U64BE, 8, 63, 0)
    n_bit("whole", t.STD_I32LE, 4, 32, 0)
    n_bit("deflate", t.STD_I32LE, 4, 12, 0, (5, 1))
    n_bit("shuffle_deflate", t.STD_I32LE, 4, 12, 4, (2, 1))
    n_bit("one_chunk", t.STD_I32LE, 4, 12, 4, chunk=(7, 11))
    n_bit("narrow_contiguous", t.STD_I32BE, 4, 12, 4, (), None)
with h5py.File(OUT, "r+") as f:
    for name in made:
        f.create_dataset(f"{name}_plain", data=f[name][...])
print(os.path.getsize(OUT), "bytes")
