#!/usr/bin/env python3
"""Drives the prompt in a real terminal (tmux) at 40, 60, 100 and 200 columns, and checks what its screens show.

    tests/Gchunk.Tests/Repl/screens.py [--show] [PROGRAM...]

PROGRAM is the command that opens the prompt; by default ./gchunk of this checkout. --show prints each screen.
Needs tmux.
"""
import os
import re
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../../.."
WIDTHS = [int(w) for w in os.environ.get("WIDTHS", "40 60 100 200").split()]  # WIDTHS="60" for one of them
ROWS = 50
LONGEST = float(os.environ.get("LONGEST", "60"))  # seconds that a screen is waited for


class Terminal:
    """The prompt in a terminal of its own."""

    def __init__(self, program, width, folder):
        (self.program, self.folder) = (program, folder)
        self.socket = f"gchunk-screens-{os.getpid()}-{width}-{time.monotonic_ns()}"
        command = f"env XDG_STATE_HOME={folder} " + " ".join(program)
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(ROWS), "-c", folder, command)
        self.wait(lambda s: s.endswith("gchunk>"), "the first prompt")

    def run(self, *arguments):
        return subprocess.run(["tmux", "-L", self.socket, *arguments], capture_output=True, text=True).stdout

    def screen(self):
        return "\n".join(row.rstrip() for row in self.run("capture-pane", "-p").split("\n")).rstrip("\n")

    def wait(self, expected, what):
        started = time.monotonic()
        while True:
            screen = self.screen()
            if expected(screen):
                return screen
            if time.monotonic() - started > LONGEST:
                raise SystemExit(f"waited for {what}; the screen is\n{screen}")
            time.sleep(0.05)

    def type(self, text):
        self.run("send-keys", "-l", text[:-1] + "\\;" if text.endswith(";") else text)

    def press(self, *keys):
        self.run("send-keys", *keys)

    def clear(self):
        self.press("C-l")
        self.wait(lambda s: s == "gchunk>", "a cleared screen")

    def enter(self, code, shown):
        """Runs code on a cleared screen; returns the screen once it is over and shows a text."""
        self.clear()
        self.type(code)
        self.press("Enter")
        return self.wait(lambda s: s.endswith("gchunk>") and shown in s, f"{shown!r} of {code}")

    def close(self):
        self.run("kill-server")


def check(condition, what, screen):
    if not condition:
        raise SystemExit(f"{what}; the screen is\n{screen}")


def arrays(t, width):
    screen = t.enter("Linspace(0, 1, 90).Compute()", "(90,) float64")
    lines = screen[screen.index("(90,) float64") :].split("\n")[1:-1]
    numbers = re.findall(r"[0-9.]+", " ".join(lines))
    check(len(numbers) == 90, f"{len(numbers)} of 90 numbers are whole", screen)
    check(all(len(line) <= width for line in lines), "a row is longer than the window", screen)
    check(all(line.rstrip().endswith((",", "]")) for line in lines), "a row breaks within a number", screen)
    printed = t.enter("Print(Linspace(0, 1, 90).Compute())", "(90,) float64")
    check(printed[printed.index("(90,)") :] == screen[screen.index("(90,)") :], "Print shows something else", printed)
    return screen


def chunks(t, width):
    first = t.enter("Ones((40, 40), chunks: 10)", "ChunkedArray")
    second = t.enter("Print(Ones((40, 40), chunks: 10))", "ChunkedArray")
    check(first[first.index("Chunked") :] == second[second.index("Chunked") :], "Print shows something else", second)
    return second


def signature(t, width):
    t.clear()
    t.type("Rand.Normal(3, ")
    screen = t.wait(lambda s: " std" in s, "the signature")
    rows = screen.split("\n")[1:]
    check(all(len(row) < width for row in rows), "a row of the signature is as wide as the window", screen)
    check(width > 60 or len(rows) > 1, "the signature is not wrapped", screen)
    check("→ ChunkedArray" in screen, "a word of the signature is broken", screen)
    t.wait(
        lambda _: re.search(r"\x1b\[[0-9;]*1m(\x1b\[[0-9;]*m)*[^\x1b]*std", t.run("capture-pane", "-p", "-e")),
        "the mark of the current argument",
    )
    t.press("C-u")
    return screen


def completion(t, width):
    t.clear()
    t.type('Arange(6).Reshape((2, 3)).Plot(colors: "virid')
    t.press("Tab")
    screen = t.wait(lambda s: 'colors: "viridis' in s.replace("\n", ""), "the colour map")
    t.press("C-u")
    t.clear()
    t.type("Linspace(0, 1).Arg")
    t.press("Tab")
    screen = t.wait(lambda s: "\n ArgMax" in s and "\n ArgMin" in s, "the list")
    t.press("Enter")
    screen = t.wait(lambda s: "\n ArgMin" not in s and "Linspace(0, 1).Arg" in s, "the accepted entry")
    check(not re.search(r"\nerror|\ngchunk>", screen), "Enter ran the line", screen)
    t.press("C-u")
    return screen


def bar(t, width):
    t.clear()
    t.type("Rand.Normal((2_000_000, 100_000), chunks: (1000, 1000), seed: 1).Mean().Compute()")
    t.press("Enter")
    screen = t.wait(lambda s: re.search(r"\d+ ?%|/2\d\d\d\d\d", s), "the bar")
    t.type("qqq")
    time.sleep(1)
    screen = t.screen()
    check("qqq" not in screen.split("Compute()")[-1], "what is typed stands in the bar", screen)
    after = screen.split("Compute()")[-1].strip("\n").split("\n")
    check(len(after) == 1, f"the bar takes {len(after)} lines", screen)
    t.press("C-c")
    screen = t.wait(lambda s: "\nstopped" in s and "gchunk>" in s.split("stopped")[-1], "the end")
    t.press("C-u")
    t.wait(lambda s: s.endswith("gchunk>"), "an empty line")
    return screen


def run_on_enter(t, width):
    """What no more lines complete needs no semicolon; what is typed meanwhile stands in the next prompt."""
    t.clear()
    t.type("using (new ProgressBar()) Print(Rand.Normal((300_000, 1000), chunks: (1000, 1000)).Mean().Size)")
    t.press("Enter")
    t.wait(lambda s: re.search(r"\n1\ngchunk>$", s), "the result")
    t.clear()
    t.type("%time var r = Ones(3).Sum().Compute()")
    t.press("Enter")
    screen = t.wait(lambda s: "CPU time" in s and s.endswith("gchunk>"), "the time")
    check("error" not in screen, "%time needs a semicolon", screen)
    t.clear()
    t.type("Rand.Normal((20_000, 20_000), chunks: (1000, 1000)).Std().Compute()")
    t.press("Enter")
    t.wait(lambda s: re.search(r"\d+ ?%", s), "the bar")
    t.type("r + 1")
    return t.wait(lambda s: re.search(r"gchunk> r \+ 1$", s), "the typed text in the next prompt")


def resizing(t, width):
    t.press("C-u")
    t.clear()
    t.type("Rand.Normal((2_000_000, 100_000), chunks: (1000, 1000)).Mean().Compute()")
    t.press("Enter")
    t.wait(lambda s: re.search(r"\d+ ?%|/2\d\d\d\d\d", s), "the bar")
    for columns in (width // 2, width + 20, width):
        t.run("resize-window", "-x", str(columns), "-y", str(ROWS))
        time.sleep(1)
        screen = t.screen()
        after = screen.split("Compute()")[-1].replace("\n", "")
        # The runtime may learn of the new width after a row was drawn; the next row mends it.
        if after.count("%") > 1:
            screen = t.wait(lambda s: s.split("Compute()")[-1].count("%") <= 1, "one row of the bar")
    t.press("C-c")
    screen = t.wait(lambda s: "stopped" in s and s.endswith("gchunk>"), "the end")
    return screen


def texts(t, width):
    """Texts of an argument's kind are completed in strings."""
    for code, entry in (
        ('DateRange("2000", periods: 3, frequency: "', "QS-DEC"),
        ('OpenDataset("a.nc")["pr"].Resample("time", "', "QS-DEC"),
        ('OpenDataset("a.nc")["pr"].PlotMap(projection: "Mo', "Mollweide"),
    ):
        t.clear()
        t.type(code)
        t.press("Tab")
        screen = t.wait(lambda s: "frequency" in s.split('"')[-1] or entry in s.replace("\n", ""), "the list")
        for _ in range(60):
            if entry in screen:
                break
            t.press("Down")
            time.sleep(0.05)
            screen = t.screen()
        check(entry in screen.replace("\n", ""), f"{entry} is not in the list", screen)
        t.press("C-c")
        t.wait(lambda s: s.endswith("gchunk>"), "an empty line")
    return screen


def commands(t, width):
    t.enter("var loaded = Ones((3, 4)).Compute(); var lazy = Ones((3, 4));", "gchunk>")
    screen = t.enter("%whos", "loaded")
    check("lazy" not in screen.split("loaded")[1].split("\n")[0], "an array in memory is called lazy", screen)
    t.enter("%memory", "limit")
    t.enter("%workers", "no client")
    return t.enter("Ones((3, 4)).Visualize()", "graph.png")


def histories(t, width):
    """A session sees what another one runs while both are open, after which its own inputs follow."""
    t.enter("1 + 1", "2")
    other = Terminal(t.program, width, t.folder)
    try:
        other.enter("40 + 2", "42")
        t.clear()
        t.press("Up")
        t.wait(lambda s: s == "gchunk> 40 + 2", "the input of the other session")
        t.press("Up")
        screen = t.wait(lambda s: s == "gchunk> 1 + 1", "the input before it")
        t.press("C-u")
    finally:
        other.close()
    return screen


def plot(t, width):
    screen = t.enter('Linspace(0, 6, 100).Sin().Plot("sine.png")', "sine.png")
    drawn = [row for row in screen.split("\n") if re.search("[▀▄█]", row)]
    check(len(drawn) > 3, "no picture is shown", screen)
    check(all(len(row) <= width for row in drawn), "the picture is wider than the window", screen)
    return screen


def course(t, width):
    """The cells of the clustering course, typed line by line: no errors, and no row of a bar is left unfinished."""
    if not os.path.exists(t.folder + "/scripts"):
        os.symlink(os.path.join(ROOT, "scripts"), t.folder + "/scripts")
    with open(os.path.join(ROOT, "scripts/courses/5_precipitation_clustering.csx")) as file:
        cells = re.split(r"^// %%", file.read(), flags=re.M)
    for cell in cells:
        lines = [line.strip() for line in cell.split("\n")[1:] if line.strip()]
        if cell.startswith(" [markdown]") or not lines:
            continue
        t.clear()
        for line in lines:
            t.type(line)
            t.wait(lambda s: line[-8:] in s.replace("\n", ""), f"the line {line}")
            t.press("Enter")
        screen = t.wait(lambda s: s.endswith("gchunk>") and s != "gchunk>", f"the end of {lines[0]}")
        check(not re.search(r"^error|: error|^<prompt", screen, flags=re.M), "a cell fails", screen)
        check("░" not in screen, "a row of a bar is left", screen)
    return screen


def main():
    arguments = sys.argv[1:]
    show = "--show" in arguments
    program = [a for a in arguments if a != "--show"] or [os.path.join(ROOT, "gchunk")]
    for width in WIDTHS:
        with tempfile.TemporaryDirectory() as folder:
            t = Terminal(program, width, folder)
            try:
                for test in (
                    arrays,
                    chunks,
                    signature,
                    completion,
                    bar,
                    run_on_enter,
                    resizing,
                    texts,
                    commands,
                    histories,
                    plot,
                    course,
                ):
                    screen = test(t, width)
                    print(f"{width} columns: {test.__name__} ok", flush=True)
                    if show:
                        print(screen, flush=True)
            finally:
                t.close()


main()
