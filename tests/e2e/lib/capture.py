"""Frames of an interface: recorded by the test itself from the first one on, judged by tshark afterwards."""

import os
import select
import struct
import subprocess
import tempfile
import threading
import time
from xml.etree import ElementTree

from lib import kernel
from lib.waiting import DEFAULT_TIMEOUT, Deadline, Timeout

_PI_ERROR = 0x00800000  # tshark's severity of an error; a warning is below
_PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 0x40000, 1)  # nanoseconds, Ethernet


class Capture:
    """Records from construction to stop(). The socket is open before the constructor returns, so no frame is missed."""

    def __init__(self, machine, interface, path):
        self.path = path
        self._frames = []
        self._packets = None
        self._changed = threading.Condition()
        self._socket = kernel.in_network_namespace(machine.pid, lambda: kernel.packet_socket(interface))
        self._socket.setblocking(False)
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._record, daemon=True)
        self._thread.start()

    def wait_for(self, what, predicate, timeout=DEFAULT_TIMEOUT):
        """The first frame (bytes, from the Ethernet header on) that predicate(frame) is true for, recorded or still to come."""
        deadline = Deadline(timeout)
        seen = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: len(self._frames) > seen, deadline.left())
                fresh = self._frames[seen:]
            seen += len(fresh)
            for _when, frame in fresh:
                if predicate(frame):
                    return frame
            if not fresh:
                raise Timeout(f"{what}: no such frame within {timeout:g} s among {seen}")

    def stop(self):
        """Stop, write the file, and fail if the kernel dropped a frame. Returns the Packets to be judged."""
        if self._thread.is_alive():
            os.write(self._wake_write, b"x")
            self._thread.join()
            dropped = kernel.packet_drops(self._socket)
            self._socket.close()
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._write()
            if dropped:
                raise AssertionError(f"{self.path}: {dropped} frames were not recorded")
        self._packets = self._packets or Packets(self.path)
        return self._packets

    def decoded(self):
        """Whether tshark has read it already."""
        return self._packets is not None and self._packets.decoded()

    def _record(self):
        while True:
            ready = select.select([self._socket, self._wake_read], [], [])[0]
            fresh = []
            try:
                while True:
                    fresh.append((time.time_ns(), self._socket.recv(0x40000)))
            except BlockingIOError:
                pass
            with self._changed:
                self._frames += fresh
                self._changed.notify_all()
            if self._wake_read in ready:
                return

    def frames(self):
        """[(nanoseconds since 1970, frame)] so far."""
        with self._changed:
            return list(self._frames)

    def _write(self):
        _write_frames(self.path, self._frames)


def stop_together(*recordings):
    """Stop them and decode all by one tshark, as its start is what takes time; the Packets of each."""
    packets = [recording.stop() for recording in recordings]
    frames = sorted(((when, which, frame) for which, recording in enumerate(recordings) for when, frame in recording.frames()),
                    key=lambda each: each[0])  # frames of one moment keep the order of their recording
    path = recordings[0].path + ".all"
    _write_frames(path, [(when, frame) for when, _which, frame in frames])
    rows = Packets(path).rows()
    for number, one in enumerate(packets):
        one.use([row for (_when, which, _frame), row in zip(frames, rows) if which == number])
    return packets


def judge_datagrams(datagrams):
    """Fails where tshark finds something wrong in L2TP datagrams, which are ours."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "datagrams.pcap")
        write_datagrams(path, datagrams)
        wrong = Packets(path).fields(f"_ws.malformed or _ws.expert.severity >= {_PI_ERROR}", "_ws.expert.message")
    if wrong:
        shown = [(datagrams[int(row["frame.number"][0]) - 1].hex(), row["_ws.expert.message"]) for row in wrong[:5]]
        raise AssertionError(f"tshark finds wrong what we sent, {len(wrong)} of {len(datagrams)} datagrams: {shown}")


def write_datagrams(path, datagrams):
    """A capture file of UDP datagrams, from 192.0.2.1 port 1701 to 192.0.2.2 port 1701."""
    frames = []
    for datagram in datagrams:
        udp = struct.pack("!HHHH", 1701, 1701, 8 + len(datagram), 0) + datagram
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x02")
        frames.append((0, bytes(12) + b"\x08\x00" + ip + udp))
    _write_frames(path, frames)


def _write_frames(path, frames):
    with open(path, "wb") as stream:
        stream.write(_PCAP_HEADER)
        for when, frame in frames:
            stream.write(struct.pack("<IIII", when // 10**9, when % 10**9, len(frame), len(frame)) + frame)


class Packets:
    """A capture file as tshark decodes it. `l2tp_ports`: UDP ports other than 1701 that carry L2TP.

    tshark is started once, when the first question is asked: its start takes seconds in an emulated kernel.
    str() gives a line a packet, for the message of an assertion."""

    def __init__(self, path, l2tp_ports=()):
        self.path = path
        self._decode_as = [word for port in l2tp_ports for word in ("-d", f"udp.port=={port},l2tp")]
        self._rows = None

    def rows(self):
        """A dictionary a packet: tshark's field name -> list of its values as text, in the order of the packet."""
        if self._rows is None:
            root = ElementTree.fromstring(self._tshark(["-T", "pdml"]))
            self._rows = [_row(packet) for packet in root.iter("packet")]
        return self._rows

    def decoded(self):
        """Whether rows() costs nothing."""
        return self._rows is not None

    def use(self, rows):
        """Take rows that another start of tshark has found."""
        self._rows = rows

    def having(self, *conditions):
        """The rows where each condition holds: "field" (is there), or ("field", value) (one of its values is this;
        numbers are compared as numbers, whatever base tshark shows)."""
        return [row for row in self.rows() if all(_holds(row, condition) for condition in conditions)]

    def count(self, *conditions):
        """How many packets having() finds."""
        return len(self.having(*conditions))

    def values(self, field, *conditions):
        """All values of a field, packet after packet, of the packets that having() finds."""
        return [value for row in self.having(field, *conditions) for value in row[field]]

    def errors(self):
        """What tshark finds malformed or wrong: (frame, explanation) a finding."""
        severe = [row for row in self.rows()
                  if any(int(level, 0) >= _PI_ERROR for level in row.get("_ws.expert.severity", ())) or "_ws.malformed" in row]
        return [(row["num"][0], row.get("_ws.expert.message", row.get("_ws.malformed"))) for row in severe]

    def judge(self, *senders):
        """Fails where tshark finds something wrong in the frames of these senders, which are ours: IP or Ethernet addresses;
        in all frames, without one."""
        senders = set(senders)
        ours = {row["num"][0] for row in self.rows()
                if not senders or senders & {address for field in ("eth.src", "ip.src", "ipv6.src") for address in row.get(field, ())}}
        wrong = [finding for finding in self.errors() if finding[0] in ours]
        if wrong:
            raise AssertionError(f"{self.path}: tshark finds wrong what we sent: {wrong}")

    def fields(self, display_filter, *names):
        """Rows with the given fields of the packets that fit a display filter, for questions that having() cannot ask."""
        argv = ["-Y", display_filter, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=\x1f"]
        for name in ("frame.number", *names):
            argv += ["-e", name]
        rows = [line.split("\t") for line in self._tshark(argv).splitlines()]
        return [{name: [value for value in text.split("\x1f") if value] for name, text in zip(("frame.number", *names), row)}
                for row in rows]

    def __str__(self):
        return "\n" + self._tshark(["-Y", "l2tp or pppoed or pppoes or ppp"])

    def _tshark(self, arguments):
        done = subprocess.run(["tshark", "-n", "-r", self.path, *self._decode_as, *arguments],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            message = done.stderr.partition("could be dangerous.\n")[2] or done.stderr
            raise AssertionError(f"tshark {' '.join(arguments)}: {message}")
        return done.stdout


def _row(packet):
    row = {}
    for field in packet.iter("field"):
        row.setdefault(field.get("name"), []).append(field.get("show"))
    for protocol in packet.iter("proto"):
        row.setdefault(protocol.get("name"), [])
    return row


def _holds(row, condition):
    if isinstance(condition, str):
        return condition in row
    name, wanted = condition
    return any(value == str(wanted) or (isinstance(wanted, int) and _number(value) == wanted) for value in row.get(name, ()))


def _number(text):
    try:
        return int(text, 0)
    except ValueError:
        return None
