#!/usr/bin/python3 -IS
"""Someone who is no node of the cluster tries a port in every way it knows. It shares no code with Holdfast.

  stranger.py --attempts N --seed S [--patience S] [--keys NAME=FILE]... [--only KIND] HOST:PORT | /PATH

Kinds of attempts, in turn and 16 at once: garbage (random bytes), line (1 MiB without an end), http (a request), silent (connects
and says nothing), half (the beginning of a TLS handshake, and then nothing), and over TCP tls (a handshake without a certificate),
old (the same with TLS 1.2) and one of each NAME, with the certificate and key of the PEM in FILE. Silent and half ones stay until
all is done.

Prints one JSON document: by kind how many ended how: refused (no connection), closed (by the other side), kept (open still
after --patience seconds, or at the end), answered (with something that is no TLS alert or handshake); and the first answer, if any.
"""
import argparse
import collections
import concurrent.futures
import json
import random
import resource
import socket
import ssl

AT_ONCE = 16
PLAIN = ("garbage", "line", "http", "silent", "half")
WAITING = ("silent", "half")
CLIENT_HELLO_BEGINS = b"\x16\x03\x01\x01\x00\x01\x00\x00\xfc\x03\x03"
RECORD_HEADER = 5
HANDSHAKES = (20, 21, 22)  # RFC 8446 section 5.1: change_cipher_spec, alert, handshake


def connect(target, patience):
    if target.startswith("/"):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(patience)
        sock.connect(target)
        return sock
    host, port = target.rsplit(":", 1)
    return socket.create_connection((host.strip("[]"), int(port)), patience)


def listen(sock):
    """All that comes until the other side ends it: the bytes, and whether it did."""
    heard = b""
    try:
        while len(heard) < 1 << 16:
            data = sock.recv(1 << 14)
            if not data:
                return heard, True
            heard += data
    except TimeoutError:
        return heard, False
    except OSError:
        return heard, True
    return heard, True


def is_answer(heard):
    """Whether there is more in it than alerts and handshakes of TLS."""
    while len(heard) >= RECORD_HEADER and heard[0] in HANDSHAKES and heard[1] == 3:
        heard = heard[RECORD_HEADER + int.from_bytes(heard[3:RECORD_HEADER], "big"):]
    return bool(heard)


def spoken(sock, words):
    try:
        sock.sendall(words)
    except OSError:
        pass  # it has hung up already, and may have said why
    heard, closed = listen(sock)
    return (heard if is_answer(heard) else b""), closed


def greeted(sock, context):
    """What a stranger who shakes hands is told; whatever comes through TLS is an answer."""
    try:
        with context.wrap_socket(sock) as secure:
            secure.sendall(b"\0\0\0\4HFQJ" * 16)
            return listen(secure)
    except TimeoutError:
        return b"", False
    except OSError:
        return b"", True


def contexts(keys):
    made = {}
    for name, file in [("tls", None), ("old", None)] + keys:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if file:
            context.load_cert_chain(file)
        if name == "old":
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        made[name] = context
    return made


def words(kind, attempt, chance):
    """What is said; by one thread, so that a seed says the same each time."""
    if kind == "garbage":
        return chance.randbytes(chance.randrange(1, 4096))
    if kind == "line":
        return bytes([chance.randrange(32, 127)]) * (1 << 20)
    if kind == "http":
        return b"GET /%d HTTP/1.1\r\nHost: nobody\r\n\r\n" % attempt
    if kind == "half":
        return CLIENT_HELLO_BEGINS + chance.randbytes(chance.randrange(64))
    return b""


def attempt(options, kind, said, context, waiting):
    """How one ends, and what was answered."""
    try:
        sock = connect(options.target, options.patience)
    except OSError:
        return "refused", b""
    if kind in WAITING:
        try:
            sock.sendall(said)
        except OSError:
            pass  # it will be seen as closed
        waiting.append((kind, sock))
        return "", b""
    with sock:
        return ended(*(greeted(sock, context) if context else spoken(sock, said)))


def ended(heard, closed):
    return ("answered" if heard else "closed" if closed else "kept"), heard


def waited(sock):
    """What has become of a connection that said nothing, or half of something."""
    with sock:
        sock.settimeout(0.01)
        return ended(*spoken(sock, b""))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--attempts", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--patience", type=float, default=10)
    parser.add_argument("--keys", action="append", default=[], type=lambda text: tuple(text.split("=", 1)))
    parser.add_argument("--only")
    parser.add_argument("target")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    secure = {} if options.target.startswith("/") else contexts(options.keys)
    kinds = [options.only] if options.only else [*PLAIN, *secure]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    waiting, results = [], []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(options.attempts):
            kind = kinds[number % len(kinds)]
            results.append((kind, pool.submit(
                attempt, options, kind, words(kind, number, chance), secure.get(kind), waiting)))
    results = [(kind, result.result()) for kind, result in results]
    results += [(kind, waited(sock)) for kind, sock in waiting]
    ends = collections.defaultdict(collections.Counter)
    answer = b""
    for kind, (end, heard) in results:
        if end:
            ends[kind][end] += 1
        answer = answer or heard
    print(json.dumps({"ends": ends, "answer": answer[:200].decode("latin-1")}))


main()
