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
WIDTHS = [40, 60, 100, 200]
ROWS = 50
LONGEST = 60.0


class Terminal:
    """The prompt in a terminal of its own."""

    def __init__(self, program, width, folder):
        self.socket = f"gchunk-screens-{os.getpid()}-{width}"
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


def plot(t, width):
    screen = t.enter('Linspace(0, 6, 100).Sin().Plot("sine.png")', "sine.png")
    drawn = [row for row in screen.split("\n") if re.search("[▀▄█]", row)]
    check(len(drawn) > 3, "no picture is shown", screen)
    check(all(len(row) <= width for row in drawn), "the picture is wider than the window", screen)
    return screen


def main():
    arguments = sys.argv[1:]
    show = "--show" in arguments
    program = [a for a in arguments if a != "--show"] or [os.path.join(ROOT, "gchunk")]
    for width in WIDTHS:
        with tempfile.TemporaryDirectory() as folder:
            t = Terminal(program, width, folder)
            try:
                for test in (arrays, chunks, signature, completion, bar, plot):
                    screen = test(t, width)
                    print(f"{width} columns: {test.__name__} ok", flush=True)
                    if show:
                        print(screen, flush=True)
            finally:
                t.close()


main()
