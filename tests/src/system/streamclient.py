#!/usr/bin/python3 -IS
"""A client that checks every byte of many connections at once, and says where it waited.

It shares no code with Holdfast nor with servers.py; that both make the same streams is part of the check.

  streamclient.py --host H --port P --mode MODE[,MODE...] [--connections N] [--bytes N] [--rate BYTES_PER_S]
                  [--seconds S] [--sessions N] [--seed S] [--mixed] [--lines N] [--interval MS] [--split]
                  [--pause between:N,inside:N] [--progress] [--give-up S]

SIGINT winds up: no new connections, and those that are open end well as soon as they can.

MODE: upload (to "hash"), blast (from "blast"), both (with "both"), lines (with "echo"), mirror (with any server that
sends back what it gets). Connection i of slot s takes the
modes in turn. --mixed sends the kind's name first (to the "mixed" server). A slot opens a new connection whenever one ends
well, until --seconds are over or --sessions are done. --progress tells counts on stderr as JSON lines, twenty a second.
--pause stops before line N, or in the middle of it, says so on stderr and goes on when a line comes on stdin.

Prints one JSON document: ok, bytes, sha256_equal, longest_stall_ms, errors[], resets, early_ends, connections[], stalls[].
A stall is a time in which something was owed to us (an acknowledgement, an answer, the next byte) and nothing came; of the stalls that
begin within the same tenth of a second stalls[] has the longest, and the longest of an opening: whose first SYN meets nobody tries again
after a second, whatever becomes of the server.
"""
import collections
import errno
import fcntl
import hashlib
import json
import select
import signal
import socket
import struct
import sys
import termios
import time
import zlib

BLOCK = 1 << 20
CHUNK = 1 << 17
STALL_FLOOR_S = 0.050
STALLS_A_SECOND = 10
PACE_STEP_S = 0.02
INFLIGHT_MAX = 1 << 22


class Stream:
    """Pseudo-random bytes by seed, addressed by offset: block k is a base block rotated left by k * 4099."""

    def __init__(self, seed):
        block = hashlib.shake_128(b"stream %d" % seed).digest(BLOCK)
        self.doubled = memoryview(block * 2)

    def at(self, offset, length):
        index, inside = offset // BLOCK, offset % BLOCK
        begin = index * 4099 % BLOCK + inside
        return self.doubled[begin:begin + min(length, BLOCK - inside)]


class Wrong(Exception):
    """The peer sent something that it must not have sent."""


class Talk:
    """One connection; subclasses say what is sent, what is expected, and when it is over."""

    kind = ""

    def __init__(self, options, seed):
        self.options = options
        self.seed = seed
        self.limit = options.bytes
        self.sent = self.received = self.acknowledged = 0
        self.outbox = collections.deque()
        self.sock = None
        self.over = self.wanted_end = self.shut = False
        self.connected = False
        self.opened_at = self.moved_at = time.time()
        self.paced_from = self.opened_at
        self.error = None
        self.longest = 0.0
        self.waiting_since = None

    # -- what subclasses fill in
    def feed(self, now):
        """Queue more to send, if the plan has more."""

    def take(self, data):
        """Check what came."""

    def wind_up(self):
        """End well as soon as possible; a talk that can not shorten itself goes on to its end."""

    def owed(self):
        """Whether the peer owes us something now."""
        return self.acknowledged < self.sent or not self.connected

    def ended(self):
        """The peer closed; Wrong if it must not have."""
        if not self.wanted_end:
            raise Wrong("closed early after %d bytes" % self.received)
        self.over = True

    # -- the machinery
    def forget(self):
        """Only the counts of a talk that is over are of interest."""
        self.stream = self.key = None
        self.outbox.clear()

    def open(self, address):
        self.sock = socket.socket(address[0], socket.SOCK_STREAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = self.sock.connect_ex(address[1])
        if code not in (0, errno.EINPROGRESS):
            raise OSError(code, errno.errorcode.get(code, "?"))
        if self.options.mixed:
            self.outbox.append(memoryview(self.kind.encode() + b"\n"))

    def budget(self, now):
        """How many bytes the pace allows by now; it grows by steps, or each turn would send a few bytes."""
        if not self.options.rate:
            return 1 << 62
        return int((now - self.paced_from) // PACE_STEP_S * PACE_STEP_S * self.options.rate) + 1

    def writable(self):
        if not self.connected:
            code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise OSError(code, errno.errorcode.get(code, "?"))
            self.moved()
            self.connected = True
        while self.outbox:
            head = self.outbox[0]
            try:
                count = self.sock.send(head)
            except BlockingIOError:
                return
            self.sent += count
            if count < len(head):
                self.outbox[0] = head[count:]
                return
            self.outbox.popleft()

    def readable(self):
        for _ in range(8):
            try:
                data = self.sock.recv(CHUNK)
            except BlockingIOError:
                return
            if not data:
                self.moved()
                self.ended()
                return
            self.received += len(data)
            self.moved()
            self.take(data)
            if self.over or len(data) < CHUNK:
                return

    def moved(self):
        now = time.time()
        self.note(now)
        self.moved_at = now
        self.waiting_since = None

    def note(self, now):
        """Close the stall that ends now, if one was open."""
        if self.waiting_since is None:
            return
        gap = now - max(self.waiting_since, self.moved_at)
        if gap > self.longest:
            self.longest = gap
        if gap >= STALL_FLOOR_S:
            begin = now - gap
            opening = not self.connected
            place = (int(begin * STALLS_A_SECOND), opening)
            known = self.options.stalls.get(place)
            if known is None or gap * 1000 > known["ms"]:
                self.options.stalls[place] = {
                    "at": round(begin, 3), "ms": round(gap * 1000, 1), "mode": self.kind, "opening": opening,
                    "port": self.sock.getsockname()[1]}

    def tick(self, now):
        if self.connected and self.acknowledged < self.sent:
            unacknowledged = struct.unpack("i", fcntl.ioctl(self.sock, termios.TIOCOUTQ, b"\0\0\0\0"))[0]
            confirmed = self.sent - unacknowledged
            if confirmed > self.acknowledged:
                self.acknowledged = confirmed
                self.moved()
        if not self.owed():
            self.waiting_since = None
        elif self.waiting_since is None:
            self.waiting_since = now
        elif now - max(self.waiting_since, self.moved_at) > self.options.give_up:
            raise Wrong("gave up after %d s without progress, %d sent, %d acknowledged, %d received"
                        % (self.options.give_up, self.sent, self.acknowledged, self.received))

    def shut_sending(self):
        if not self.shut and not self.outbox:
            self.sock.shutdown(socket.SHUT_WR)
            self.shut = True

    def wants_write(self):
        return not self.connected or bool(self.outbox)


class Upload(Talk):
    kind = "hash"

    def __init__(self, options, seed):
        super().__init__(options, seed)
        self.stream = Stream(seed)
        self.digest = hashlib.sha256()
        self.queued = 0
        self.answer = b""

    def feed(self, now):
        target = min(self.limit, self.budget(now))
        while self.queued < target and len(self.outbox) < 4:
            part = self.stream.at(self.queued, min(CHUNK, self.limit - self.queued, target - self.queued))
            self.digest.update(part)
            self.outbox.append(part)
            self.queued += len(part)
        if self.connected and self.queued >= self.limit:
            self.shut_sending()

    def wind_up(self):
        self.limit = self.queued

    def owed(self):
        return super().owed() or self.shut

    def take(self, data):
        self.answer += data
        if len(self.answer) > 65:
            raise Wrong("more than a digest came")
        if self.answer.endswith(b"\n"):
            if self.answer.strip().decode("ascii", "replace") != self.digest.hexdigest():
                raise Wrong("the digests differ after %d bytes" % self.queued)
            if not self.shut:
                raise Wrong("a digest came before the end of the upload")
            self.wanted_end = True


class Blast(Talk):
    kind = "blast"

    def __init__(self, options, seed):
        super().__init__(options, seed)
        self.stream = Stream(seed)
        self.outbox_made = False
        self.expected = 0

    def feed(self, now):
        if not self.outbox_made:
            self.outbox.append(memoryview(b"%d %d\n" % (self.seed, self.options.bytes)))
            self.outbox_made = True

    def owed(self):
        return super().owed() or not self.over

    def readable(self):
        if self.options.rate and self.expected >= self.budget(time.time()):
            self.waiting_since = None
            return
        super().readable()

    def paced_out(self, now):
        return bool(self.options.rate) and self.expected >= self.budget(now)

    def take(self, data):
        self.expected = check(self.stream, self.expected, data)
        if self.expected > self.options.bytes:
            raise Wrong("more came than was asked for")
        if self.expected == self.options.bytes:
            self.wanted_end = True
            self.shut_sending()


class Both(Talk):
    kind = "both"

    def __init__(self, options, seed):
        super().__init__(options, seed)
        self.stream = Stream(seed)
        self.key = Stream(seed + 1)
        self.outbox_made = False
        self.queued = self.expected = 0

    def feed(self, now):
        if not self.outbox_made:
            self.outbox.append(memoryview(b"%d\n" % (self.seed + 1)))
            self.outbox_made = True
        target = min(self.limit, self.budget(now), self.expected + INFLIGHT_MAX)
        while self.queued < target and len(self.outbox) < 4:
            part = self.stream.at(self.queued, min(CHUNK, target - self.queued))
            self.outbox.append(part)
            self.queued += len(part)
        if self.connected and self.queued >= self.limit:
            self.shut_sending()
            self.wanted_end = self.expected == self.limit

    def wind_up(self):
        self.limit = self.queued

    def owed(self):
        return super().owed() or self.expected < self.queued or self.shut

    def take(self, data):
        if self.expected + len(data) > self.queued:
            raise Wrong("more came than was sent")
        rest = memoryview(data)
        while rest:
            plain = self.stream.at(self.expected, len(rest))
            key = self.key.at(self.expected, len(plain))
            length = min(len(plain), len(key))
            number = int.from_bytes(plain[:length], "little") ^ int.from_bytes(key[:length], "little")
            if number.to_bytes(length, "little") != rest[:length]:
                raise Wrong("wrong bytes between offsets %d and %d" % (self.expected, self.expected + length))
            self.expected += length
            rest = rest[length:]
        self.wanted_end = self.expected == self.limit


class Mirror(Both):
    """Against a server that sends back what it gets."""

    kind = "mirror"

    def __init__(self, options, seed):
        super().__init__(options, seed)
        self.outbox_made = True
        self.key = Zeros()


class Zeros:
    """The stream that changes nothing."""

    nothing = memoryview(bytes(BLOCK))

    def at(self, _offset, length):
        return self.nothing[:length]


class Chat(Talk):
    kind = "echo"

    def __init__(self, options, seed):
        super().__init__(options, seed)
        self.lines = options.lines
        self.count = self.crc = 0
        self.asked_at = 0.0
        self.open_question = False
        self.second_half = None
        self.second_half_at = 0.0
        self.answer = b""
        self.expected = b""

    def feed(self, now):
        if self.second_half is not None:
            if not self.outbox and now >= self.second_half_at:
                self.outbox.append(memoryview(self.second_half))
                self.second_half = None
            return
        if self.open_question or self.outbox or now < self.asked_at + self.options.interval:
            return
        if self.count >= self.lines:
            self.wanted_end = True
            if self.connected:
                self.shut_sending()
            return
        if self.connected:
            self.ask(now)

    def ask(self, now):
        pause_here = self.options.pauses.get(self.count + 1)
        if pause_here == "between":
            self.options.pause(self, "between")
        line = b"line %d of connection %d" % (self.count + 1, self.seed)
        self.count += 1
        self.crc = zlib.crc32(line, self.crc)
        self.expected = b"%d %08x %s\n" % (self.count, self.crc, line)
        whole = line + b"\n"
        self.open_question = True
        self.asked_at = now
        half = len(whole) // 2
        if pause_here == "inside":
            self.outbox.append(memoryview(whole[:half]))
            self.writable()
            self.options.pause(self, "inside")
            self.outbox.append(memoryview(whole[half:]))
        elif self.options.split and self.count % 2:
            self.outbox.append(memoryview(whole[:half]))
            self.second_half, self.second_half_at = whole[half:], now + 0.01
        else:
            self.outbox.append(memoryview(whole))

    def wind_up(self):
        self.lines = self.count

    def owed(self):
        return super().owed() or self.shut or (self.open_question and self.second_half is None)

    def take(self, data):
        self.answer += data
        if not self.expected.startswith(self.answer):
            raise Wrong("line %d was answered %r" % (self.count, self.answer[:80]))
        if self.answer == self.expected:
            self.answer = b""
            self.open_question = False


TALKS = {"upload": Upload, "blast": Blast, "both": Both, "mirror": Mirror, "lines": Chat}


def check(stream, offset, data):
    """Compares data with the stream from offset on; gives the offset after it."""
    rest = memoryview(data)
    while rest:
        true = stream.at(offset, len(rest))
        if true != rest[:len(true)]:
            wrong = next(i for i in range(len(true)) if true[i] != rest[i])
            raise Wrong("a wrong byte at offset %d" % (offset + wrong))
        offset += len(true)
        rest = rest[len(true):]
    return offset


class Run:
    """All slots of one run, and what came of them."""

    def __init__(self, options):
        self.options = options
        self.slots = {}
        self.done = []
        self.sessions = [0] * options.connections
        self.started = time.time()
        family, _, _, _, self.address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0]
        self.target = (family, self.address)
        self.poll = select.poll()
        self.masks = {}
        self.told_at = 0.0

    def go(self):
        for slot in range(self.options.connections):
            self.launch(slot)
        while self.slots:
            if self.options.winding_up:
                self.wind_up()
            now = time.time()
            for slot in list(self.slots):
                self.guard(slot, lambda talk: (talk.feed(now), talk.tick(now)))
            self.register(now)
            for descriptor, event in self.poll.poll(4):
                slot = self.masks[descriptor][0]
                if slot in self.slots and self.slots[slot].sock.fileno() == descriptor:
                    self.guard(slot, lambda talk: self.handle(talk, event))
            if self.options.progress:
                self.tell(now)
        return self.report()

    def wind_up(self):
        self.options.winding_up = False
        self.options.seconds = self.options.sessions = 0
        for talk in self.slots.values():
            talk.wind_up()

    def launch(self, slot):
        session = self.sessions[slot]
        self.sessions[slot] += 1
        modes = self.options.modes
        talk = TALKS[modes[(slot + session * self.options.connections) % len(modes)]](
            self.options, self.options.seed + slot * 100003 + session)
        talk.slot = slot
        self.slots[slot] = talk
        self.guard(slot, lambda talk: talk.open(self.target))

    def register(self, now):
        wanted = {}
        for slot, talk in self.slots.items():
            paced_out = isinstance(talk, Blast) and talk.paced_out(now)
            if paced_out:
                talk.waiting_since = None
                talk.moved_at = now
            mask = (0 if paced_out else select.POLLIN) | (select.POLLOUT if talk.wants_write() else 0)
            wanted[talk.sock.fileno()] = (slot, mask)
        for descriptor in self.masks.keys() - wanted.keys():
            try:
                self.poll.unregister(descriptor)
            except (KeyError, ValueError, OSError):
                pass
        for descriptor, (slot, mask) in wanted.items():
            if self.masks.get(descriptor) != (slot, mask):
                self.poll.register(descriptor, mask)
        self.masks = wanted

    def handle(self, talk, event):
        if event & (select.POLLOUT | select.POLLERR | select.POLLHUP):
            talk.writable()
        if event & (select.POLLIN | select.POLLERR | select.POLLHUP) and not talk.over:
            talk.readable()

    def guard(self, slot, step):
        """Does one step of a talk; an error or an end of it closes the slot."""
        talk = self.slots.get(slot)
        if talk is None:
            return
        try:
            step(talk)
        except (OSError, Wrong) as failure:
            talk.error = ("reset" if isinstance(failure, ConnectionError) else
                          "wrong" if isinstance(failure, Wrong) else "error", str(failure))
            talk.over = True
        if talk.over:
            self.close(slot, talk)

    def close(self, slot, talk):
        talk.note(time.time())
        descriptor = talk.sock.fileno()
        if descriptor in self.masks:
            try:
                self.poll.unregister(descriptor)
            except (KeyError, ValueError, OSError):
                pass
            del self.masks[descriptor]
        talk.sock.close()
        talk.forget()
        del self.slots[slot]
        self.done.append(talk)
        again = time.time() - self.started < self.options.seconds or self.sessions[slot] < self.options.sessions
        if again and talk.error is None:
            self.launch(slot)

    def tell(self, now):
        if now - self.told_at < 0.05:
            return
        self.told_at = now
        talks = list(self.slots.values()) + self.done
        say({"acknowledged": sum(talk.acknowledged for talk in talks), "received": sum(talk.received for talk in talks),
             "open": len(self.slots)})

    def report(self):
        failed = [talk for talk in self.done if talk.error]
        longest = max((talk.longest for talk in self.done), default=0.0)
        return {
            "ok": not failed,
            "bytes": sum(talk.sent + talk.received for talk in self.done),
            "bytes_up": sum(talk.sent for talk in self.done),
            "bytes_down": sum(talk.received for talk in self.done),
            "sha256_equal": not any(talk.error[0] == "wrong" for talk in failed),
            "longest_stall_ms": round(longest * 1000, 1),
            "seconds": round(time.time() - self.started, 3),
            "errors": ["%s (slot %d, %s): %s" % (talk.error[0], talk.slot, talk.kind, talk.error[1])
                       for talk in failed][:50],
            "resets": sum(talk.error[0] == "reset" for talk in failed),
            "early_ends": sum("closed early" in talk.error[1] for talk in failed),
            "completed": len(self.done) - len(failed),
            "connections": [{"slot": talk.slot, "mode": talk.kind, "sent": talk.sent, "received": talk.received,
                             "longest_stall_ms": round(talk.longest * 1000, 1), "seed": talk.seed,
                             "ok": talk.error is None} for talk in self.done][:2000],
            "stalls": list(self.options.stalls.values()),
        }


def say(document):
    sys.stderr.write(json.dumps(document) + "\n")
    sys.stderr.flush()


def pause(talk, where):
    say({"paused": where, "line": talk.count + (where == "between")})
    sys.stdin.readline()
    now = time.time()
    talk.moved_at = now
    talk.waiting_since = None


class Options:
    """The command line; every option has a default."""

    def __init__(self, arguments):
        values = {"host": "127.0.0.1", "port": "9000", "mode": "upload", "connections": "1", "bytes": str(1 << 20),
                  "rate": "0", "seconds": "0", "sessions": "1", "seed": "1", "lines": "50", "interval": "20",
                  "pause": "", "give-up": "60"}
        flags = {"mixed": False, "split": False, "progress": False}
        rest = list(arguments)
        while rest:
            word = rest.pop(0)
            name = word[2:] if word.startswith("--") else None
            if name in flags:
                flags[name] = True
            elif name in values and rest:
                values[name] = rest.pop(0)
            else:
                sys.stderr.write(__doc__)
                sys.exit(2)
        self.host, self.modes = values["host"], values["mode"].split(",")
        self.port, self.connections = int(values["port"]), int(values["connections"])
        self.bytes, self.rate, self.seconds = int(values["bytes"]), float(values["rate"]), float(values["seconds"])
        self.sessions, self.seed, self.lines = int(values["sessions"]), int(values["seed"]), int(values["lines"])
        self.interval, self.give_up = float(values["interval"]) / 1000, float(values["give-up"])
        self.pauses = {}
        for item in filter(None, values["pause"].split(",")):
            where, line = item.split(":")
            self.pauses[int(line)] = where
        self.mixed, self.split, self.progress = flags["mixed"], flags["split"], flags["progress"]
        self.stalls = {}  # by the tenth of a second in which they began, the longest of each
        self.pause = pause
        self.winding_up = False

    def on_interrupt(self, _signal, _frame):
        self.winding_up = True


def main():
    options = Options(sys.argv[1:])
    signal.signal(signal.SIGINT, options.on_interrupt)
    outcome = Run(options).go()
    json.dump(outcome, sys.stdout)
    sys.stdout.write("\n")
    return 0 if outcome["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
