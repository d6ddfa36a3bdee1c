#!/usr/bin/env python3
"""Writes corpus/pppoe, the seeds of fuzz_pppoe: programs of frames and operations (see there)."""
import pathlib
import struct

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus" / "pppoe"
RAW, PADI, PADR, PADT, OPERATION = 0x00, 0x20, 0x50, 0xa0, 0xb4  # the last one is a multiple of ten
OPENED, REFUSED, CLOSE, RELEASE_OVER, RELEASE_UP, TIME, SERVE, WITHDRAW, LOST, ADOPT = range(10)
SERVICE, AC_NAME, HOST_UNIQ, COOKIE, VENDOR, RELAY, MAX_PAYLOAD = 0x101, 0x102, 0x103, 0x104, 0x105, 0x110, 0x120


def tag(number, value=b"", length=None):
    return struct.pack(">HH", number, len(value) if length is None else length) + value


def frame(kind, octets, pick=0):
    return struct.pack(">BBH", kind, pick, len(octets)) + octets


def do(what, pick=0):
    return bytes([OPERATION + what, pick])


def ethernet(code, tags=b"", session=0, to=b"\xff" * 6, length=None):
    length = len(tags) if length is None else length
    return to + bytes([2, 0, 0, 0, 1, 0]) + struct.pack(">HBBHH", 0x8863, 0x11, code, session, length) + tags


ANY = tag(SERVICE)
LINE = tag(VENDOR, struct.pack(">I", 3561) + b"\x01\x02c1\x02\x02r1\x81\x04\x00\x00\x04\x00\x90\x03\x02\x01\x01")
ECHOED = tag(HOST_UNIQ, b"uniq") + tag(RELAY, b"relay")
LONG = tag(MAX_PAYLOAD, b"\x05\xdc")
UP = frame(PADR, ANY) + do(OPENED)

SEEDS = {
    "a-session": frame(PADI, ANY) + UP + bytes([PADT, 1]) + do(RELEASE_OVER),
    "a-session-that-we-end": UP + do(CLOSE) + do(RELEASE_UP),
    "refused": frame(PADR, ANY + ECHOED) + do(REFUSED),
    "repeated": frame(PADR, ANY + ECHOED) * 2 + do(OPENED) + frame(PADR, ANY + ECHOED) + do(TIME, 255) + frame(PADR, ANY + ECHOED),
    "several-hosts": b"".join(frame(PADR, ANY, host) for host in range(4)) + do(OPENED) * 4 + do(LOST),
    "limits": do(SERVE, 2) + UP + frame(PADR, ANY + tag(HOST_UNIQ, b"2")) + do(SERVE, 4) + frame(PADR, ANY, 1) + frame(PADR, ANY, 2),
    "services": do(SERVE, 1) + frame(PADI, tag(SERVICE, b"video")) + frame(PADR, tag(SERVICE, b"other")) + frame(PADI, ANY),
    "delayed": do(SERVE, 16) + frame(PADI, ANY) + do(TIME, 1),
    "paced": do(SERVE, 8) + frame(PADI, ANY) * 3,
    "max-payload": do(SERVE, 32) + frame(PADI, ANY + LONG) + frame(PADR, ANY + LONG) + do(OPENED),
    "another-mtu": UP + do(SERVE, 32) + do(RELEASE_OVER),
    "withdrawn": UP + do(WITHDRAW) + do(CLOSE) + do(RELEASE_UP),
    "taken-over": UP + frame(PADR, ANY, 1) + do(ADOPT) + do(OPENED) + frame(PADR, ANY, 2),
    "access-line": frame(PADR, ANY + LINE + ECHOED) + do(OPENED),
    "a-line-cut-off": frame(PADR, ANY + LINE[:-2]) + frame(PADR, ANY + tag(VENDOR, b"\x00\x00\x0d\xe9\x01\x09c")),
    "end-of-list": frame(PADI, ANY + tag(0) + b"rest"),
    "no-service": frame(PADI, ECHOED),
    "two-services": frame(PADI, ANY + ANY),
    "a-tag-beyond-the-end": frame(PADI, ANY + tag(HOST_UNIQ, b"x", 400)),
    "another-concentrator": frame(PADI, ANY + tag(AC_NAME, b"other")),
    "no-room": frame(PADI, ANY + tag(HOST_UNIQ, bytes(1470))),
    "raw-padi": frame(RAW, ethernet(0x09, ANY)),
    "raw-lengths": frame(RAW, ethernet(0x09, ANY, length=0xffff)) + frame(RAW, ethernet(0x09, ANY)[:18]),
    "raw-pads": frame(RAW, ethernet(0x65, ANY, 7)),
    "raw-padt": UP + frame(RAW, ethernet(0xa7, b"", 1, bytes([2, 0, 0, 0, 0, 1]))),
}

if __name__ == "__main__":
    CORPUS.mkdir(parents=True, exist_ok=True)
    for name, program in SEEDS.items():
        (CORPUS / name).write_bytes(program)
