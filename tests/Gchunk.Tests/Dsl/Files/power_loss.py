"""Checks what would be left of each kind of write after a loss of power. Needs strace.

Each write runs under strace. Content counts as lost until its file, or the whole file system, was synced:
- a file or a folder of files gets its final name only when nothing in it would be lost, so that the name stands for the
  old or for the new content, whole;
- the metadata of a Zarr store are replaced only when no chunk would be lost;
- when the write has returned, nothing of it would be lost, neither content nor names.

Usage: power_loss.py [COMMAND ...]     the program, by default ./gchunk
"""

import os
import re
import subprocess
import sys
import tempfile

RAIN = "new DataArray((Ones((40, 500), chunks: (4, 125)) * {0}).Expression, [\"t\", \"x\"], name: \"v\").ToDataset()"
WAYS = {
    "netcdf": (None, RAIN + ".ToNetCdf(\"{1}/a.nc\");"),
    "netcdf over another": (RAIN + ".ToNetCdf(\"{1}/a.nc\");", RAIN + ".ToNetCdf(\"{1}/a.nc\");"),
    "netcdf-append": (RAIN + ".ToNetCdf(\"{1}/a.nc\", unlimited: [\"t\"]);", RAIN + ".AppendToNetCdf(\"{1}/a.nc\", \"t\");"),
    "zarr": (None, RAIN + ".ToZarr(\"{1}/a.zarr\");"),
    "zarr over another": (RAIN + ".ToZarr(\"{1}/a.zarr\");", RAIN + ".ToZarr(\"{1}/a.zarr\");"),
    "zarr-append": (RAIN + ".ToZarr(\"{1}/a.zarr\");", RAIN + ".ToZarr(\"{1}/a.zarr\", appendDim: \"t\");"),
    "zarr-region": (
        RAIN + ".ToZarr(\"{1}/a.zarr\");",
        RAIN + ".ToZarr(\"{1}/a.zarr\", region: [(\"t\", 0..40)]);",
    ),
    "zip": (None, RAIN + ".ToZarr(\"{1}/a.zip\");"),
    "estimator": (None, "new KMeans(2, seed: 1).Fit(Rand.Normal((40, 3), seed: 1)).Save(\"{1}/a.model\");"),
}
CALLS = "write,pwrite64,pwritev,ftruncate,copy_file_range,sendfile,fsync,fdatasync,syncfs,rename,renameat,renameat2"
METADATA = {"zarr.json", ".zarray", ".zattrs", ".zgroup", ".zmetadata"}


def run(command, script, folder, number, trace=None):
    call = command + ["-e", script.format(number, folder)]
    if trace:
        call = ["strace", "-f", "-y", "-qq", "-s", "4096", "-o", trace, "-e", "trace=" + CALLS] + call
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)


def check(trace, folder):
    """Returns what is wrong, and the numbers of writes, names and syncs."""
    lost, names, wrong = set(), set(), []
    counts = {"writes": 0, "names": 0, "syncs": 0}
    pending = {}
    for line in open(trace, errors="replace"):
        thread, _, call = line.rstrip("\n").partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            pending[thread] = call[: -len("<unfinished ...>")]
            continue
        if call.startswith("<..."):
            call = pending.pop(thread, "") + call.split("resumed>", 1)[1]
        found = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", call)
        if not found or int(found[3]) < 0:
            continue
        what, arguments = found[1], found[2]
        if what.startswith("rename"):
            old, new = re.findall(r"\"((?:[^\"\\]|\\.)*)\"", arguments)[:2]
            if not new.startswith(folder):
                continue
            counts["names"] += 1
            inside = {p for p in lost if p == old or p.startswith(old + "/")}
            is_chunk = "/a.zarr/" in new and os.path.basename(new) not in METADATA
            # Nobody looks into a temporary folder.
            is_final = not re.search(r"/\.[^/]*\.tmp/", new)
            if inside and not is_chunk and is_final:
                wrong.append(f"{new} gets its name while the content of {sorted(inside)} would be lost")
            if "/a.zarr/" in new and os.path.basename(new) in METADATA and lost - inside:
                wrong.append(f"{new} is replaced while {len(lost - inside)} chunks would be lost")
            if "RENAME_EXCHANGE" in arguments:
                inside = set()
            for path in inside:
                lost.discard(path)
                lost.add(new + path[len(old) :])
            if is_final:
                names.add(os.path.dirname(new))
            continue
        descriptor = re.match(r"-?\d+<([^>]*)>", arguments)
        path = descriptor[1] if descriptor else ""
        if what in ("fsync", "fdatasync"):
            counts["syncs"] += 1
            lost.discard(path)
            names.discard(path)
        elif what == "syncfs":
            counts["syncs"] += 1
            lost.clear()
            names.clear()
        elif what in ("copy_file_range", "sendfile"):
            ends = re.findall(r"\d+<([^>]*)>", arguments)
            target = ends[1 if what == "copy_file_range" else 0]
            if target.startswith(folder):
                counts["writes"] += 1
                lost.add(target)
        elif path.startswith(folder) and "(deleted)" not in arguments:
            counts["writes"] += 1
            lost.add(path)
    # What has no name any more is not missed.
    lost = {p for p in lost if os.path.exists(p)}
    if lost:
        wrong.append(f"the content of {sorted(lost)} would be lost after the write has returned")
    # The names in a store are synced with its file system; those of a file with its folder.
    if names:
        wrong.append(f"the names in {sorted(names)} would be lost after the write has returned")
    return wrong, counts


def main():
    command = sys.argv[1:] or ["./gchunk"]
    bad = 0
    for way, (before, after) in WAYS.items():
        with tempfile.TemporaryDirectory(dir=os.environ.get("GCHUNK_TMP")) as folder:
            if before:
                run(command, before, folder, 1)
            trace = folder + ".trace"
            run(command, after, folder, 2, trace)
            wrong, counts = check(trace, folder)
            os.remove(trace)
            if counts["writes"] == 0 or counts["names"] == 0:
                wrong.append("nothing was seen")
            print(f"{way}: {counts['writes']} writes, {counts['names']} names, {counts['syncs']} syncs", *wrong[:5], sep="\n  ")
            bad += bool(wrong)
    print(f"{len(WAYS)} ways to write, {bad} lose something")
    sys.exit(bad > 0)


main()
