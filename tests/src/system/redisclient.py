#!/usr/bin/python3 -IS
"""Checks a redis server with connections that each use keys of their own only, so that they do not depend on each other.

Usage: redisclient.py HOST PORT CONNECTIONS REQUESTS; prints one JSON document: ok, requests, errors[], longest_wait_ms.
Tells on stderr, as JSON lines, how many requests were answered.
"""
import json
import socket
import sys
import threading
import time


class Connection:
    """Speaks RESP, one request at a time, and knows what every answer must be."""

    def __init__(self, address, number):
        self.sock = socket.create_connection(address, timeout=60)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = number
        self.held = b""
        self.longest = 0.0
        self.requests = 0

    def ask(self, *words):
        parts = [b"*%d\r\n" % len(words)]
        for word in words:
            parts.append(b"$%d\r\n%s\r\n" % (len(word), word))
        began = time.monotonic()
        self.sock.sendall(b"".join(parts))
        answer = self.line()
        if answer[:1] == b"$" and answer != b"$-1":
            answer = self.exactly(int(answer[1:]) + 2)[:-2]
        self.longest = max(self.longest, time.monotonic() - began)
        self.requests += 1
        return answer

    def fill(self):
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("closed early")
        self.held += data

    def line(self):
        while b"\r\n" not in self.held:
            self.fill()
        line, self.held = self.held.split(b"\r\n", 1)
        return line

    def exactly(self, count):
        while len(self.held) < count:
            self.fill()
        data, self.held = self.held[:count], self.held[count:]
        return data

    def run(self, rounds):
        for count in range(1, rounds + 1):
            key = b"key:%d:%d" % (self.number, count % 50)
            value = b"value %d of %d " % (count, self.number) + b"x" * (count % 700)
            self.expect(b"+OK", self.ask(b"SET", key, value))
            self.expect(value, self.ask(b"GET", key))
            self.expect(b":%d" % count, self.ask(b"INCR", b"counter:%d" % self.number))
            time.sleep(0.002)

    @staticmethod
    def expect(wanted, got):
        if wanted != got:
            raise ValueError("wanted %r, got %r" % (wanted[:60], got[:60]))


def attend(connection, rounds, errors):
    try:
        connection.run(rounds)
    except (OSError, ValueError) as failure:
        errors.append("connection %d: %s" % (connection.number, failure))


def main(host, port, connections, requests):
    rounds = int(requests) // int(connections) // 3
    errors = []
    all_of_them = [Connection((host, int(port)), number) for number in range(int(connections))]
    threads = [threading.Thread(target=attend, args=(one, rounds, errors)) for one in all_of_them]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.02)
        sys.stderr.write('{"acknowledged": %d}\n' % sum(one.requests for one in all_of_them))
        sys.stderr.flush()
    print(json.dumps({"ok": not errors, "requests": sum(one.requests for one in all_of_them), "errors": errors,
                      "longest_wait_ms": round(max(one.longest for one in all_of_them) * 1000, 1)}))
    return 0 if not errors else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
