#!/usr/bin/env python3
"""Lists the public names of Dask's array API and of the client of distributed in peer_names.txt, for CoverageTests.

usage: make_peer_names.py DASK DISTRIBUTED

The two folders are checkouts of dask/dask and dask/distributed. The names of the array API are those of
docs/source/array-api.rst; those of the client are the public members of its classes and the functions that
docs/source/api.rst names.
"""
import ast
import pathlib
import re
import sys

dask, distributed = map(pathlib.Path, sys.argv[1:])
CLASSES = [
    ("client", "Client"),
    ("client", "Future"),
    ("client", "as_completed"),
    ("event", "Event"),
    ("lock", "Lock"),
    ("multi_lock", "MultiLock"),
    ("semaphore", "Semaphore"),
    ("queues", "Queue"),
    ("variable", "Variable"),
    ("actor", "Actor"),
]
FUNCTIONS = (
    "worker_client get_worker get_client secede rejoin print warn Reschedule ReplayTaskClient.recreate_task_locally "
    "ReplayTaskClient.recreate_error_locally progress wait fire_and_forget futures_of get_task_stream get_task_metadata "
    "performance_report Log Logs memray_scheduler memray_workers LocalCluster SpecCluster Adaptive"
).split()

names = []
for line in (dask / "docs/source/array-api.rst").read_text().splitlines():
    if row := re.match(r"^   ~?([A-Za-z_0-9.]+)$", line):
        names.append(row.group(1))
for file, name in CLASSES:
    tree = ast.parse((distributed / f"distributed/{file}.py").read_text())
    (found,) = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name]
    members = [m.name for m in found.body if isinstance(m, (ast.FunctionDef, ast.AsyncFunctionDef))]
    names += [name] + [f"{name}.{m}" for m in members if not m.startswith("_")]
names += FUNCTIONS
(pathlib.Path(__file__).parent / "peer_names.txt").write_text("\n".join(dict.fromkeys(names)) + "\n")
