#!/usr/bin/python3 -IS
"""Asks the "endings" server for every kind of ending and checks that it arrives as what it is.

Usage: endings.py HOST PORT; prints one JSON document: ok, bytes, sha256_equal, longest_wait_ms, and per ending what was seen.
"""
import hashlib
import json
import socket
import sys
import time

PATIENCE_S = 20


class Client:
    """One connection that knows how long it ever waited for a byte or an end."""

    longest = 0.0
    bytes = 0

    def __init__(self, address):
        self.sock = socket.create_connection(address, timeout=PATIENCE_S)

    def say(self, text):
        self.sock.sendall(text)
        Client.bytes += len(text)

    def hear(self):
        """Everything until the peer's end; and how it ended."""
        heard = b""
        while True:
            began = time.monotonic()
            try:
                data = self.sock.recv(65536)
            except ConnectionResetError:
                return heard, "reset"
            except TimeoutError:
                return heard, "nothing"
            finally:
                Client.longest = max(Client.longest, time.monotonic() - began)
            if not data:
                return heard, "end"
            heard += data
            Client.bytes += len(data)


def orderly(address):
    """The server closes; we see the end of the stream after its last word."""
    client = Client(address)
    client.say(b"close\n")
    return client.hear() == (b"bye\n", "end")


def half_by_server(address):
    """The server closes its sending side; what we send after that still arrives."""
    client = Client(address)
    client.say(b"half token\n")
    if client.hear() != (b"half\n", "end"):
        return False
    client.say(b"x" * 100000)
    client.sock.close()
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        asker = Client(address)
        asker.say(b"seen token\n")
        asker.sock.shutdown(socket.SHUT_WR)
        if asker.hear() == (b"100000\n", "end"):
            return True
        time.sleep(0.02)
    return False


def half_by_client(address):
    """We close our sending side; the answer, which the server can give only then, still arrives."""
    client = Client(address)
    body = bytes(range(256)) * 400
    client.say(b"digest\n" + body)
    client.sock.shutdown(socket.SHUT_WR)
    return client.hear() == (hashlib.sha256(body).hexdigest().encode() + b"\n", "end")


def reset(address):
    """The living server resets the connection; we see a reset."""
    client = Client(address)
    client.say(b"reset\n")
    return client.hear() == (b"", "reset")


def main(host, port):
    endings = [orderly, half_by_server, half_by_client, reset]
    seen = {ending.__name__: ending((host, int(port))) for ending in endings}
    print(json.dumps({"ok": all(seen.values()), "bytes": Client.bytes, "sha256_equal": seen["half_by_client"],
                      "longest_wait_ms": round(Client.longest * 1000, 1), **seen}))
    return 0 if all(seen.values()) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
