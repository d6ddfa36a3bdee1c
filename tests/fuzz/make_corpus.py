#!/usr/bin/env python3
"""Writes the seeds of fuzz_message and fuzz_hidden: corpus/message and corpus/hidden beside this file.

One file an input class that has crashed an L2TP implementation, and the messages of a real call. Run it again after
a change here; the files are kept in the repository so that `make check` replays them without Python. Sequences of messages
are in make_endpoint_corpus.py.
"""
import hashlib
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
SECRET = b"hello"
VECTOR = bytes(range(16))
SCCRQ, SCCRP, SCCCN, STOPCCN, HELLO, OCRQ, ICRQ, ICCN, CDN, WEN, SLI = 1, 2, 3, 4, 6, 7, 10, 12, 14, 15, 16


def avp(kind, value, flags=0x8000, vendor=0, length=None):
    size = 6 + len(value) if length is None else length
    return struct.pack(">HHH", flags | size, vendor, kind) + value


def hide(kind, value, inner=None, padding=b"", vector=VECTOR):
    plain = struct.pack(">H", len(value) if inner is None else inner) + value + padding
    block, out = hashlib.md5(struct.pack(">H", kind) + SECRET + vector).digest(), b""
    while plain:
        part = bytes(a ^ b for a, b in zip(plain[:16], block))
        out, plain, block = out + part, plain[16:], hashlib.md5(SECRET + part).digest()
    return avp(kind, out, 0xC000)


def message(kind, *avps, flags=0xC802, tunnel=0, session=0, ns=0, nr=0, length=None, type_flags=0x8000):
    body = avp(0, struct.pack(">H", kind), type_flags) + b"".join(avps)
    size = 12 + len(body) if length is None else length
    return struct.pack(">HHHHHH", flags, size, tunnel, session, ns, nr) + body


def sccrq(*more, version=b"\1\0", name=b"h"):
    return message(SCCRQ, avp(2, version), avp(3, b"\0\0\0\3"), avp(7, name), avp(9, b"\0\5"), *more)


def icrq(*more):
    return message(ICRQ, avp(14, b"\0\7"), avp(15, b"\0\0\0\1"), *more, tunnel=1, ns=2, nr=1)


def iccn(*more):
    return message(ICCN, avp(24, b"\0\0\xfa\0"), avp(19, b"\0\0\0\2"), *more, tunnel=1, session=7)


def stop(result):
    return message(STOPCCN, avp(9, b"\0\1"), avp(1, result), tunnel=1)


def real_call():
    for number, line in enumerate((HERE.parent / "captures/isdn_call.txt").read_text().splitlines()):
        words = line.split()
        if len(words) == 3 and words[0] in ("LAC>LNS", "LNS>LAC"):
            yield f"real-{number:02}-{words[1].lower()}", bytes.fromhex(words[2])


def header_seeds():
    zlb = struct.pack(">HHHH", 12, 1, 0, 1)
    yield "header-short", b"\xc8\x02\x00\x0c\x00"
    yield "header-offset-bit", message(HELLO, flags=0xCA02)
    yield "header-no-sequence", message(HELLO, flags=0xC002)
    yield "header-no-length", message(HELLO, flags=0x8802)
    yield "header-l2f", b"\xc8\x01" + zlb + b"\0\1"
    yield "header-l2tpv3", b"\xc8\x03" + zlb + b"\0\1"
    yield "header-reserved-bits", message(HELLO, flags=0xFDF2)
    yield "header-length-0", message(HELLO, length=0)
    yield "header-length-11", message(HELLO, length=11)
    yield "header-length-65535", message(HELLO, length=65535)
    yield "header-length-cuts-avp", icrq()[:3] + b"\x20" + icrq()[4:]
    yield "header-trailing-octets", message(HELLO) + b"trailing"
    yield "header-ns-wrap", message(HELLO, ns=65535, nr=0)
    yield "header-zlb", struct.pack(">HHHHHH", 0xC802, 12, 1, 0, 65535, 65535)
    yield "data-packet", b"\x00\x02\x00\x01\x00\x01\xff\x03\xc0\x21\x01"


def framing_seeds():
    for length in range(6):
        yield f"avp-length-{length}", icrq(avp(22, b"1", length=length))
    yield "avp-length-6", icrq(avp(22, b""))
    yield "avp-length-1023", icrq(avp(22, b"9" * 1017))
    yield "avp-length-beyond", icrq(avp(22, b"12", length=9))
    yield "avp-length-far-beyond", icrq(avp(22, b"12", length=1023))
    yield "avp-header-cut", icrq(b"\x80\x08\x00")
    for bit in (0x2000, 0x1000, 0x0800, 0x0400):
        yield f"avp-reserved-{bit:04x}", icrq(avp(22, b"1", 0x8000 | bit), avp(21, b"2", bit))
    yield "avp-unknown-mandatory", icrq(avp(99, b"x"))
    yield "avp-unknown-optional", icrq(avp(99, b"x", 0))
    yield "avp-unknown-vendor", icrq(avp(22, b"x", 0, vendor=311), avp(100, b"x", vendor=311))
    yield "avp-vendor-with-number-of-protocol-version", sccrq(avp(2, b"remote-id", vendor=3561))
    yield "avp-many-empty", icrq(avp(99, b"", 0) * 3000)
    yield "avp-repeated", icrq(avp(22, b"1"), avp(22, b"2"))
    yield "type-not-first", struct.pack(">HHHHHH", 0xC802, 29, 0, 0, 0, 0) + avp(7, b"lac") + avp(0, b"\0\1")
    yield "type-hidden", message(HELLO, type_flags=0xC000)
    yield "type-unknown-mandatory", message(99)
    yield "type-unknown-optional", message(99, b"\1\2", type_flags=0)


def value_seeds():
    for size in (0, 1, 2, 3, 4, 5, 1017):
        yield f"result-code-{size}", stop(b"\0\2\0\6text"[:size] if size < 8 else b"\0\2" + b"t" * 1015)
        yield f"host-name-{size}", sccrq(name=b"n" * size)
        yield f"q931-{size}", message(CDN, avp(1, b"\0\1"), avp(14, b"\0\7"), avp(12, b"c" * size), session=7)
        yield f"ppp-disconnect-{size}", message(CDN, avp(1, b"\0\1"), avp(14, b"\0\7"), avp(46, b"\0" * size, 0))
        yield f"lcp-confreq-{size}", iccn(*(avp(kind, b"\1" * size, 0) for kind in (26, 27, 28)))
    yield "lcp-option-length-0", iccn(avp(27, b"\1\0", 0), avp(28, b"\3\1\xc2", 0))
    yield "calling-number-255", icrq(avp(22, b"1" * 255), avp(21, b"2" * 255))
    for size in (254, 256, 1017):
        yield f"calling-number-{size}", icrq(avp(22, b"1" * size))
    yield "result-code-little-endian", stop(b"\1\0\6\0")
    yield "result-code-without-error-code", stop(b"\0\2")
    yield "proxy-avps-empty", iccn(*(avp(kind, b"", 0) for kind in range(26, 34)))
    yield "proxy-avps-1017", iccn(*(avp(kind, b"x" * 1017, 0) for kind in range(26, 34)))
    yield "protocol-version-2", sccrq(version=b"\2\0")
    yield "ids-zero", message(ICRQ, avp(14, b"\0\0"), avp(15, b"\0\0\0\1"))
    yield "window-zero", sccrq(avp(10, b"\0\0"))
    yield "challenge-empty", sccrq(avp(11, b""))
    yield "response-15", message(SCCCN, avp(13, b"r" * 15))
    yield "access-line", icrq(avp(1, b"circuit", 0, vendor=3561), avp(129, b"\0\0\1\0", 0, vendor=3561))
    yield "speeds", icrq(avp(74, b"\xff" * 8, 0), avp(75, b"\0" * 8, 0))
    yield "wen", message(WEN, avp(34, bytes(26)), tunnel=1, session=7)
    yield "sli", message(SLI, avp(35, b"\0\0" + b"\xff" * 8), tunnel=1, session=7)
    yield "ocrq", message(OCRQ, avp(14, b"\0\7"), avp(15, b"\0\0\0\1"), avp(16, b"\0\0\0\1"), avp(17, b"\0\0\0\2"),
                          avp(18, b"\0\0\0\1"), avp(19, b"\0\0\0\1"), avp(21, b"6121"), tunnel=1)


def hidden_seeds():
    vector = avp(36, VECTOR)
    yield "hidden-number", icrq(vector, hide(22, b"2085730592"))
    yield "hidden-padded", iccn(vector, hide(33, b"password", padding=b"p" * 15))
    yield "hidden-no-vector", icrq(hide(22, b"1"))
    yield "hidden-vector-after", icrq(hide(22, b"1"), vector)
    yield "hidden-vector-hidden", icrq(avp(36, VECTOR, 0xC000), hide(22, b"1"))
    for length in (6, 7, 8, 22, 23):
        yield f"hidden-length-{length}", icrq(vector, avp(22, b"\x5a" * (length - 6), 0xC000))
    for size in (0, 6, 14, 30):
        for inner in (0, size, size + 1, 0xFFFE, 0xFFFF):
            yield f"hidden-{size}-inner-{inner}", icrq(vector, hide(22, b"1" * size, inner))
    for size in (0, 1, 65, 1017):
        other = b"v" * size
        yield f"hidden-vector-{size}", icrq(avp(36, other), hide(22, b"1", vector=other))
    two = avp(36, b"second")
    yield "hidden-two-vectors", icrq(vector, hide(22, b"1"), two, hide(21, b"2", vector=b"second"))
    yield "hidden-sccrq", sccrq(vector, hide(11, b"challenge"))
    yield "hidden-sccrq-inner-65535", sccrq(vector, hide(11, b"challenge", 0xFFFF))


def hidden_list(*parts):
    return b"".join(struct.pack(">HH", kind, len(value)) + value for kind, value in parts)


def cipher_seeds():
    yield "empty", b""
    yield "cut", b"\x00\x16\x00\x05ab"
    for size in (0, 1, 2, 14, 15, 16, 17, 30, 1017):
        yield f"value-{size}", hidden_list((22, b"\x33" * size), (33, b"\x44" * size))
    yield "long-list", hidden_list(*((kind, bytes([kind] * kind)) for kind in range(48)))


def write(folder, seeds):
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds:
        (folder / name).write_bytes(octets)


def main():
    for seeds in (real_call, header_seeds, framing_seeds, value_seeds, hidden_seeds):
        write(HERE / "corpus/message", seeds())
    write(HERE / "corpus/hidden", cipher_seeds())


if __name__ == "__main__":
    main()
