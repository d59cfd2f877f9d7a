"""Drives the kernel as a notebook does, with Jupyter's own client. Prints what it saw as one JSON object.

usage: kernel_client.py SCENARIO FOLDER PROGRAM...
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time

scenario, folder, program = sys.argv[1], sys.argv[2], sys.argv[3:]
os.environ["JUPYTER_DATA_DIR"] = os.path.join(folder, "jupyter")
os.environ["JUPYTER_RUNTIME_DIR"] = os.path.join(folder, "runtime")
os.chdir(folder)
subprocess.run([*program, "jupyter", "install"], check=True, stdout=subprocess.DEVNULL)

from jupyter_client.manager import start_new_kernel  # noqa: E402

LONGEST = 60


def gone(pid):
    """Waits until a process is gone; False if it stays."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(LONGEST * 1000))


def run(client, code, hook=None, **options):
    """Runs a cell and returns its reply and what it showed."""
    shown = []

    def keep(message):
        if message["msg_type"] != "status":
            shown.append({"type": message["msg_type"], **message["content"]})
        if hook:
            hook(message)

    reply = client.execute_interactive(code, timeout=LONGEST, output_hook=keep, **options)
    return {"reply": reply["content"], "shown": shown}


def cells():
    began = time.monotonic()
    manager, client = start_new_kernel(kernel_name="gchunk")
    answer = {"ready": time.monotonic() - began, "info": client.kernel_info(reply=True, timeout=LONGEST)["content"]}
    codes = json.load(open("cells.json"))
    answer["cells"] = [run(client, code) for code in codes]
    answer["expressions"] = run(client, "1", user_expressions={"sum": "1 + 1", "wrong": "nothing"})["reply"]
    answer["silent"] = run(client, "40 + 2", silent=True)
    answer["unstored"] = run(client, "40 + 2", store_history=False)
    answer["input"] = run_with_answer(client)
    answer["complete"] = client.complete('/* 🌍 */ Ones((2, 3)).Medi', reply=True, timeout=LONGEST)["content"]
    answer["inspect"] = client.inspect("Ones((2, 3)).Mean(", reply=True, timeout=LONGEST)["content"]
    answer["history"] = client.history(hist_access_type="tail", n=1, reply=True, timeout=LONGEST)["content"]
    answer["comms"] = client.comm_info(reply=True, timeout=LONGEST)["content"]
    for code in ("if (true) {", "1 + 1"):
        client.is_complete(code)
        answer[code] = client.get_shell_msg(timeout=LONGEST)["content"]["status"]
    answer["stop on error"] = statuses_after_error(client, stop=True)
    answer["go on"] = statuses_after_error(client, stop=False)
    pid = manager.provisioner.pid
    manager.shutdown_kernel()
    answer["ended"] = gone(pid)
    print(json.dumps(answer))


def statuses_after_error(client, stop):
    """Sends three cells at once, of which the first waits for an answer and then fails."""
    options = {"allow_stdin": True, "stop_on_error": stop}
    codes = ['Console.ReadLine(); throw new InvalidOperationException("first");', "1", "2"]
    sent = [client.execute(code, **options) for code in codes]
    client.get_stdin_msg(timeout=LONGEST)
    client.input("")
    replies = [client.get_shell_msg(timeout=LONGEST) for _ in sent]
    status = {reply["parent_header"]["msg_id"]: reply["content"]["status"] for reply in replies}
    return [status[id] for id in sent]


def run_with_answer(client):
    """Runs a cell that asks its user a line."""
    return run_asking(client, "Console.ReadLine()", "an answer")


def run_asking(client, code, text):
    shown = []
    client.execute_interactive(
        code,
        timeout=LONGEST,
        allow_stdin=True,
        stdin_hook=lambda message: client.input(text),
        output_hook=lambda message: shown.append(message["content"].get("data")),
    )
    return [data for data in shown if data]


def interrupt():
    # A shell starts what runs in the background with SIGINT ignored, and a kernel would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    manager, client = start_new_kernel(kernel_name="gchunk")

    def stop(message):
        if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
            manager.interrupt_kernel()

    runaway = run(client, 'Console.WriteLine("begun"); while (true) { }', hook=stop)
    after = run(client, "6 * 7")

    def signal_it(message):
        if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
            os.kill(manager.provisioner.pid, signal.SIGINT)

    signalled = run(client, 'Console.WriteLine("begun"); while (true) Console.Write(1);', hook=signal_it)
    last = run(client, "6 * 7")
    manager.shutdown_kernel()
    signalled["shown"] = []  # many dots
    print(json.dumps({"runaway": runaway, "after": after, "signalled": signalled, "last": last}))


def hostile():
    import zmq

    manager, client = start_new_kernel(kernel_name="gchunk")
    connection = manager.get_connection_info()
    context = zmq.Context.instance()
    header = json.dumps({"msg_type": "execute_request", "msg_id": "1", "session": "s"}).encode()
    content = json.dumps({"code": 'File.WriteAllText("owned", "")', "silent": False}).encode()
    for port in (connection["shell_port"], connection["control_port"], connection["stdin_port"]):
        dealer = context.socket(zmq.DEALER)
        dealer.linger = 1000
        dealer.connect(f"tcp://{connection['ip']}:{port}")
        for frames in (
            [b""],
            [b"<IDS|MSG>"],
            [b"<IDS|MSG>", b"", header, b"{}", b"{}", content],
            [b"<IDS|MSG>", b"0" * 64, header, b"{}", b"{}", content],
            [b"<IDS|MSG>", b"\xff" * 64, b"{" * 5000, b"{}", b"{}", b"not json"],
            [b"x"] * 500,
            [b"<IDS|MSG>", b"0" * 64, header, b"{}", b"{}", b"x" * (8 << 20)],
        ):
            dealer.send_multipart(frames)
        dealer.close()
    hold = raw(connection)
    # A message that was signed once is not run again.
    client.session.send(client.shell_channel.socket, "execute_request", {"code": "var n = 0;"})
    count = client.session.msg("execute_request", {"code": "n++;", "silent": True, "allow_stdin": False})
    replayed = client.session.serialize(count)
    for _ in range(5):
        client.shell_channel.socket.send_multipart(replayed)
    # What is signed, but makes no sense.
    for body in ({}, {"code": 7}, {"code": None, "silent": "yes"}, {"code": "1", "user_expressions": [1]}):
        client.session.send(client.shell_channel.socket, "execute_request", body)
    client.session.send(client.shell_channel.socket, "complete_request", {"code": "a", "cursor_pos": -7})
    client.session.send(client.shell_channel.socket, "no_such_request", {"deep": [[[]]]})
    client.session.send(client.shell_channel.socket, "comm_open", {"comm_id": "c", "target_name": "nobody"})
    answer = {"after": run(client, "6 * 7"), "count": run(client, "n"), "owned": os.path.exists("owned"), "alive": manager.is_alive()}
    for link in hold:
        link.close()
    manager.shutdown_kernel()
    print(json.dumps(answer))


def raw(connection):
    """Sends what is no ZMTP, or only its beginning, to each port. Returns connections that stay open."""
    greeting = b"\xff" + bytes(8) + b"\x7f" + bytes([3, 0]) + b"NULL" + bytes(16) + b"\0" + bytes(31)
    ready = b"\x04\x26\x05READY\x0bSocket-Type\0\0\0\x06DEALER\x08Identity\0\0\0\0"
    hold = []
    for name in ("shell", "control", "stdin", "hb", "iopub"):
        for sent in (
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"\0" * 4096,
            b"\xff" * 4096,
            greeting[:9],
            greeting[:10] + b"\xff" * 100,
            greeting + b"\x02" + b"\x7f" + b"\xff" * 7,
            greeting + ready + b"\x02" + b"\xff" * 8,
            greeting + ready + b"\x02" + b"\x7f" + b"\xff" * 7 + b"x" * 1000,
            greeting + ready + b"\x02" + b"\0\0\0\x10" + bytes(4) + b"x" * 1000,
            greeting + ready + b"\x04\xff" + b"x" * 255,
            greeting + ready + b"\x06" + b"\0\0\0\0\xff\xff\xff\xff" + b"x" * 255,
            b"\x01\0" + b"\xff" * 64,
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" + b"\xff" * 64,
        ):
            link = socket.create_connection((connection["ip"], connection[name + "_port"]))
            try:
                link.sendall(sent)
            except OSError:
                pass  # it was closed at once
            hold.append(link)
    return hold


def killed():
    """Kills the kernel while its workers run, then a server whose kernel runs."""
    manager, client = start_new_kernel(kernel_name="gchunk")
    workers = run(client, 'var client = new Client(workers: 2); string.Join(" ", client.Workers.Select(w => w.Pid))')
    text = next(s["data"]["text/plain"] for s in workers["shown"] if s["type"] == "execute_result")
    pids = [int(pid) for pid in text.strip('"').split()]
    os.kill(manager.provisioner.pid, signal.SIGKILL)
    answer = {"workers": len(pids), "gone": [gone(pid) for pid in pids]}

    server = subprocess.Popen(
        [sys.executable, __file__, "serve", folder, *program], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    kernel = int(server.stdout.readline())
    server.kill()
    server.wait()
    answer["orphan gone"] = gone(kernel)
    print(json.dumps(answer))


def ready():
    """Prints how many seconds ten kernels took until they answered. Fails if half of them took over a second."""
    seconds = []
    for _ in range(10):
        began = time.monotonic()
        manager, client = start_new_kernel(kernel_name="gchunk")
        seconds.append(round(time.monotonic() - began, 2))
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(json.dumps(sorted(seconds)))
    sys.exit(sorted(seconds)[5] >= 1)


def serve():
    manager, client = start_new_kernel(kernel_name="gchunk")
    print(manager.provisioner.pid, flush=True)
    sys.stdin.read()


def notebook():
    """Runs a notebook with nbclient and prints its outputs."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code) for code in json.load(open("cells.json"))],
        metadata={"kernelspec": {"name": "gchunk", "display_name": "gchunk", "language": "C#"}},
    )
    error = None
    try:
        NotebookClient(book, timeout=LONGEST, kernel_name="gchunk").execute()
    except CellExecutionError as e:
        error = str(e)
    nbformat.validate(book)
    print(json.dumps({"error": error, "cells": [cell.get("outputs") for cell in book.cells]}))


def courses():
    """Runs notebook files as a user does, in their folder, whose files are also served at an address of this machine.

    Prints, for each file, its first error and the outputs of its cells of code.
    """
    import functools
    import http.server
    import threading

    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    book_folder = os.path.join(folder, "courses")
    serve_it = functools.partial(Quiet, directory=book_folder)
    answer = {}
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve_it) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        os.environ["SEA_ADDRESS"] = f"http://127.0.0.1:{server.server_port}/out/sea"
        for name in sorted(f for f in os.listdir(book_folder) if f.endswith(".ipynb")):
            book = nbformat.read(os.path.join(book_folder, name), as_version=4)
            nbformat.validate(book)
            error = None
            began = time.monotonic()
            try:
                NotebookClient(book, timeout=LONGEST, resources={"metadata": {"path": book_folder}}).execute()
            except CellExecutionError as e:
                error = str(e)
            nbformat.validate(book)
            outputs = [cell.outputs for cell in book.cells if cell.cell_type == "code"]
            answer[name] = {"error": error, "outputs": outputs, "seconds": time.monotonic() - began}
        server.shutdown()
    print(json.dumps(answer))


{"cells": cells, "courses": courses, "interrupt": interrupt, "hostile": hostile, "killed": killed, "ready": ready, "serve": serve, "notebook": notebook}[
    scenario
]()
