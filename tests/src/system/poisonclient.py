"""Good connections and one whose line kills every server that reads it: only that one may be reset.

usage: poisonclient.py HOST PORT GOOD      talks to "servers.py poison"; prints one JSON document
"""

import json
import socket
import sys
import time

PATIENCE_SECONDS = 60


def connect(host, port):
    connection = socket.create_connection((host, port), PATIENCE_SECONDS)
    connection.settimeout(PATIENCE_SECONDS)
    return connection


def answer(connection, line):
    connection.sendall(line.encode() + b"\n")
    got = b""
    while not got.endswith(b"\n"):
        piece = connection.recv(4096)
        if not piece:
            raise EOFError("closed by the server")
        got += piece
    return got.decode().split()


def main(host, port, count):
    good = [connect(host, int(port)) for _ in range(int(count))]
    bad = connect(host, int(port))
    answered = [answer(connection, "first-%d" % i)[0] == "1" for i, connection in enumerate(good)]
    answer(bad, "harmless")
    began = time.monotonic()
    bad.sendall(b"poison\n")
    try:
        ending = "closed" if not bad.recv(1) else "answered"
    except ConnectionResetError:
        ending = "reset"
    except TimeoutError:
        ending = "silence"
    seconds = time.monotonic() - began
    # the count that each connection's server has kept says whether its earlier line was replayed
    again = [answer(connection, "second-%d" % i) for i, connection in enumerate(good)]
    answered += [words[0] == "2" and words[2] == "second-%d" % i for i, words in enumerate(again)]
    print(json.dumps({"ok": all(answered) and ending == "reset", "poisoned": ending, "seconds": round(seconds, 2)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
