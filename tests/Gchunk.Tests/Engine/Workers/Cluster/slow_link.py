"""A link of two network namespaces that is slow and loses packets, for kernels without netem: a tap device in each, and
this program between them.

Usage: slow_link.py NAMESPACE DEVICE MAC NAMESPACE DEVICE MILLISECONDS PERCENT SEED [MBIT]
MBIT is the rate of each direction in 10^6 bits a second; a frame that would wait for 0.3 s is dropped.
Prints "ready", and ends with its input. The devices are gone then.
"""
import ctypes
import fcntl
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections import deque

TUNSETIFF, TAP, NO_HEADER = 0x400454CA, 2, 0x1000
NEW_NETWORK = 0x40000000


def tap(namespace, device):
    """Returns the descriptor of a new tap device of a namespace."""
    with open(f"/run/netns/{namespace}") as place:
        if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", device.encode(), TAP | NO_HEADER))
    return descriptor


one, first, mac, other, second, delay, percent, seed, *rate = sys.argv[1:]
delay, percent, dice = float(delay) / 1000, float(percent), random.Random(int(seed))
seconds_a_byte = 8 / (float(rate[0]) * 1e6) if rate else 0
free = [0.0, 0.0]  # when what was sent to each end has left
ends = [tap(one, first), tap(other, second)]
subprocess.run(["ip", "-n", one, "link", "set", first, "address", mac], check=True)
print("ready", flush=True)
waiting = [deque(), deque()]  # what goes to each end, and when
while True:
    due = min((w[0][0] for w in waiting if w), default=None)
    patience = None if due is None else max(0, due - time.monotonic())
    readable, _, _ = select.select([*ends, sys.stdin], [], [], patience)
    if sys.stdin in readable and not sys.stdin.read(1):
        break
    now = time.monotonic()
    for i, end in enumerate(ends):
        try:
            while end in readable:
                frame = os.read(end, 65536)
                start = max(now, free[1 - i])
                if dice.random() * 100 >= percent and start < now + 0.3:
                    free[1 - i] = start + len(frame) * seconds_a_byte
                    waiting[1 - i].append((free[1 - i] + delay, frame))
        except (BlockingIOError, OSError):
            pass  # all was read, or the device is down
        while waiting[i] and waiting[i][0][0] <= now:
            try:
                os.write(end, waiting[i].popleft()[1])
            except OSError:
                pass  # full or down: lost
