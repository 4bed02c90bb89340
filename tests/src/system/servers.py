#!/usr/bin/python3 -IS
"""Small deterministic TCP servers: what one connection is answered depends only on the bytes it sent.

They share no code with Holdfast and know nothing of it. Usage: servers.py KIND [--bind ADDRESS] PORT, KIND one of

  hash     hashes its input to the end of the stream, answers its SHA-256 in hex and a newline, closes
  echo     per line: answers "COUNT CRC LINE", CRC running over all lines of the connection so far
  blast    first line "SEED LENGTH": answers LENGTH bytes of the stream that SEED stands for
  both     first line "SEED": answers every later byte b at offset n as b XOR stream(SEED)[n]; closes after the client
  endings  by line: "close", "reset" (SO_LINGER 0), "half TOKEN" (closes its sending side, counts what still comes),
           "seen TOKEN" (answers the count), "digest" (hashes on to the end of the stream)
  poison   as echo, but dies by abort() when a line is "poison"
"""
import hashlib
import os
import socket
import struct
import sys
import threading
import zlib

BLOCK = 1 << 20
READ = 1 << 18


def base_of(seed):
    """One block of pseudo-random bytes, twice, so that every rotation of it is a slice."""
    block = hashlib.shake_128(b"stream %d" % seed).digest(BLOCK)
    return memoryview(block + block)


def piece(base, offset, length):
    """The stream's bytes from offset on, at most length: block k is the base rotated by k * 4099."""
    block, within = divmod(offset, BLOCK)
    start = (block * 4099) % BLOCK
    return base[start + within:start + min(BLOCK, within + length)]


class Lines:
    """Reads lines, and what follows a line, from a blocking socket; a line has at most 64 KiB."""

    def __init__(self, connection):
        self.connection = connection
        self.held = b""

    def next(self):
        while b"\n" not in self.held:
            more = self.connection.recv(65536)
            if not more or len(self.held) > 65536:
                return None
            self.held += more
        line, self.held = self.held.split(b"\n", 1)
        return line

    def rest(self):
        held, self.held = self.held, b""
        return held


def serve_hash(connection, digest=None):
    digest = digest or hashlib.sha256()
    buffer = bytearray(READ)
    view = memoryview(buffer)
    while True:
        count = connection.recv_into(buffer)
        if count == 0:
            break
        digest.update(view[:count])
    connection.sendall(digest.hexdigest().encode() + b"\n")


def serve_echo(connection, deadly=None):
    lines = Lines(connection)
    count = crc = 0
    while (line := lines.next()) is not None:
        if line == deadly:
            os.abort()
        count += 1
        crc = zlib.crc32(line, crc)
        connection.sendall(b"%d %08x %s\n" % (count, crc, line))


def serve_blast(connection):
    lines = Lines(connection)
    first = lines.next()
    if first is None:
        return
    seed, length = (int(word) for word in first.split())
    base = base_of(seed)
    offset = 0
    while offset < length:
        part = piece(base, offset, min(READ, length - offset))
        connection.sendall(part)
        offset += len(part)
    while connection.recv(4096):
        pass


def serve_both(connection):
    lines = Lines(connection)
    first = lines.next()
    if first is None:
        return
    base = base_of(int(first))
    offset = 0
    data = lines.rest() or connection.recv(READ)
    while data:
        while data:
            key = piece(base, offset, len(data))
            head, data = data[:len(key)], data[len(key):]
            mixed = int.from_bytes(head, "little") ^ int.from_bytes(key, "little")
            connection.sendall(mixed.to_bytes(len(head), "little"))
            offset += len(head)
        data = connection.recv(65536)


seen = {}


def serve_endings(connection):
    lines = Lines(connection)
    while (line := lines.next()) is not None:
        verb, _, token = line.partition(b" ")
        if verb == b"close":
            connection.sendall(b"bye\n")
            return
        if verb == b"reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if verb == b"half":
            connection.sendall(b"half\n")
            connection.shutdown(socket.SHUT_WR)
            count = len(lines.rest())
            while data := connection.recv(65536):
                count += len(data)
            seen[token] = count
            return
        if verb == b"seen":
            connection.sendall(b"%d\n" % seen.get(token, -1))
        elif verb == b"digest":
            serve_hash(connection, hashlib.sha256(lines.rest()))
            return
        else:
            connection.sendall(b"what?\n")


KINDS = {
    "hash": serve_hash,
    "echo": serve_echo,
    "blast": serve_blast,
    "both": serve_both,
    "endings": serve_endings,
    "poison": lambda connection: serve_echo(connection, b"poison"),
}


def mixed(connection):
    """First line names the kind; the rest of the connection is served as that kind would."""
    word = bytearray()
    while not word.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte or len(word) > 16:
            return
        word += byte
    kind = KINDS.get(word.decode("ascii", "replace").strip())
    if kind:
        kind(connection)


KINDS["mixed"] = mixed


def attend(serve, connection):
    with connection:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            serve(connection)
        except OSError:
            pass


def main(arguments):
    if len(arguments) == 4 and arguments[1] == "--bind":
        kind, address, port = arguments[0], arguments[2], arguments[3]
    elif len(arguments) == 2:
        (kind, port), address = arguments, "0.0.0.0"
    else:
        sys.exit(__doc__)
    if kind not in KINDS:
        sys.exit(__doc__)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, int(port)))
    listener.listen(1024)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=attend, args=(KINDS[kind], connection), daemon=True).start()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        pass
