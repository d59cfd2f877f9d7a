"""Measures the waiting times of the prompt in a pseudo-terminal and writes bench/PROMPT.md.

    python3 bench/prompt.py             # prints the table
    python3 bench/prompt.py --write     # also writes it to bench/PROMPT.md
    python3 bench/prompt.py --quick     # fewer rounds, without the long session

Needs only Python's standard library. If xarray and Dask are installed, their import is measured for comparison.
"""
import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GCHUNK = os.path.join(ROOT, "gchunk")


class Terminal:
    """A program that runs in a terminal of 24 rows and 100 columns."""

    def __init__(self, arguments, environment):
        self.text = b""
        self.started = time.monotonic()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execvpe(arguments[0], arguments, {**os.environ, "TERM": "xterm-256color", **environment})
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait(self, text, longest=60.0):
        """Waits for a text and returns the seconds from the start of the program until it was shown."""
        wanted = text.encode()
        end = time.monotonic() + longest
        while wanted not in self.text:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.terminal], [], [], left)[0]:
                raise SystemExit(f"the program did not show {text!r} in time, but {self.text!r}")
            try:
                self.text += os.read(self.terminal, 65536)
            except OSError:
                raise SystemExit(f"the program ended before it showed {text!r}: {self.text!r}") from None
        at = time.monotonic() - self.started
        self.text = self.text[self.text.index(wanted) + len(wanted):]
        return at

    def close(self):
        os.close(self.terminal)
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)


def first_prompt(environment):
    terminal = Terminal([GCHUNK], environment)
    try:
        return terminal.wait("gchunk> ")
    finally:
        terminal.close()


def first_result(environment):
    """Types the input at once, before the prompt appears."""
    terminal = Terminal([GCHUNK], environment)
    try:
        terminal.type("Arange(40_000).Sum().Compute() + 7\r")
        return terminal.wait("799980007")
    finally:
        terminal.close()


def timed(arguments, environment, **options):
    started = time.monotonic()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment}, **options)
    return time.monotonic() - started


def line(what, times, target):
    best, median = min(times), statistics.median(times)
    return what, f"{best * 1000:.0f} ms", f"{median * 1000:.0f} ms", target


def session(environment, folder):
    """Returns the rows that a test measures inside the program: keys, and a session of a thousand inputs."""
    out = os.path.join(folder, "figures.tsv")
    subprocess.run(["dotnet", "test", os.path.join(ROOT, "tests/Gchunk.Tests"), "-c", "Release", "--nologo", "-v", "quiet", "--filter", "FullyQualifiedName~SessionCosts"],
                   check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment, "GCHUNK_INPUTS": "1000", "GCHUNK_FIGURES": out})
    with open(out, encoding="utf-8") as file:
        return [tuple(row.rstrip("\n").split("\t")) for row in file]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write bench/PROMPT.md")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, without the long session")
    chosen = parser.parse_args()
    rounds = 3 if chosen.quick else 9
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {"XDG_STATE_HOME": folder, "XDG_CACHE_HOME": folder}
        subprocess.run([GCHUNK, "--version"], check=True, stdout=subprocess.DEVNULL)  # builds, and fills the page cache
        script = os.path.join(folder, "sum.csx")
        with open(script, "w", encoding="utf-8") as file:
            file.write("Print(Arange(40_000).Sum().Compute());\n")

        def measure(what, target, run):
            run()
            rows.append(line(what, [run() for _ in range(rounds)], target))
            print("  ".join(rows[-1]), flush=True)

        measure("start to the first prompt", "300 ms", lambda: first_prompt(environment))
        measure("start to the first result, typed at once", "800 ms", lambda: first_result(environment))
        measure("`gchunk -e` of one computation", "", lambda: timed([GCHUNK, "-e", "Arange(40_000).Sum().Compute()"], environment))
        measure("a script's second run", "400 ms", lambda: timed([GCHUNK, script], environment))
        check = f'root={ROOT}; . "$root/build/setup.sh"; need_sdk; need_libraries; need_build'
        measure("the launcher's check of its build", "50 ms", lambda: timed(["sh", "-c", check], environment))
        if subprocess.run(["/usr/bin/python3", "-c", "import xarray, dask.array"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
            measure("for comparison: Python importing xarray and dask", "", lambda: timed(["/usr/bin/python3", "-c", "import xarray, dask.array"], environment))
        if not chosen.quick:
            for what, best, median, target in session(environment, folder):
                rows.append((what, best, median, target))
                print("  ".join(rows[-1]), flush=True)
    if chosen.write:
        with open(os.path.join(ROOT, "bench/PROMPT.md"), "w", encoding="utf-8") as file:
            file.write("# Waiting times of the prompt\n\n")
            file.write(f"Written by `python3 bench/prompt.py --write`: {rounds} rounds after one that is not counted, with a warm page cache, on {os.cpu_count()} cores, in a pseudo-terminal.\n\n")
            file.write("| case | best | median | target |\n|---|---|---|---|\n")
            file.writelines("| " + " | ".join(row) + " |\n" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
