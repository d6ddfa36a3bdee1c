#!/usr/bin/env python3
"""Writes ../captures/radius_packets.txt, vectors for the unit tests, and corpus/radius, the seeds of fuzz_radius.

The packets of RFC 2865 section 7 are as printed there; all others are made here, by an implementation of the RFCs' digests and
hidden values that shares nothing with lib/radius. Run it again after a change here; its files are kept in the repository.

A vector is a line: title | secret | request | answer | what its attributes print as, separated by "; ", or ! and the error.
"""
import hashlib
import hmac
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
SECRET = b"s3cr3t"
REQUEST_AUTHENTICATOR = bytes(range(0x10, 0x20))
ACCESS, ACCEPT, REJECT, ACCOUNTING, RESPONSE, CHALLENGE, COA, COA_NAK = 1, 2, 3, 4, 5, 11, 43, 45


def md5(*parts):
    return hashlib.md5(b"".join(parts)).digest()


def attribute(number, value, length=None):
    return bytes([number, len(value) + 2 if length is None else length]) + value


def vendor(enterprise, *attributes):
    return attribute(26, struct.pack(">I", enterprise) + b"".join(attributes))


def integer(number, value):
    return attribute(number, struct.pack(">I", value))


def chained(first, plain):
    """The mixing of RFC 2865 section 5.2 and RFC 2868 section 3.5."""
    out, pad = b"", md5(SECRET, first)
    while plain:
        part = bytes(a ^ b for a, b in zip(plain[:16], pad))
        out, plain, pad = out + part, plain[16:], md5(SECRET, part)
    return out


def padded(plain):
    return plain + bytes(-len(plain) % 16)


def salted(clear, salt=b"\x9a\xbc", inner=None, room=255):
    plain = padded(bytes([len(clear) if inner is None else inner]) + clear)[:room]
    return salt + chained(REQUEST_AUTHENTICATOR + salt, plain)


def packet(code, *attributes, identifier=7, authenticator=REQUEST_AUTHENTICATOR, length=None):
    body = b"".join(attributes)
    size = 20 + len(body) if length is None else length
    return struct.pack(">BBH", code, identifier, size) + authenticator + body


def answer(code, *attributes, signed=True, **more):
    body = b"".join(attributes)
    if signed:
        to_sign = packet(code, attribute(80, bytes(16)), body, **more)
        body = attribute(80, hmac.new(SECRET, to_sign, "md5").digest()) + body
    plain = packet(code, body, **more)
    return plain[:4] + md5(plain, SECRET) + plain[20:]


def access_request(*attributes):
    to_sign = packet(ACCESS, attribute(80, bytes(16)), *attributes)
    return packet(ACCESS, attribute(80, hmac.new(SECRET, to_sign, "md5").digest()), *attributes)


def digest_request(code, *attributes):
    plain = packet(code, *attributes, authenticator=bytes(16))
    return plain[:4] + md5(plain, SECRET) + plain[20:]


REQUEST = access_request(attribute(1, b"user"))


def tagged_answer():
    """Two tunnels, interleaved, the second one preferred."""
    sets = []
    for tag, preference, server in ((1, 20, b"192.0.2.1"), (2, 10, b"192.0.2.2")):
        one = bytes([tag])
        sets.append([attribute(64, one + b"\0\0\3"), attribute(65, one + b"\0\0\1"), attribute(67, one + server),
                     attribute(69, one + salted(b"tunnel%d" % tag, struct.pack(">H", 0x8000 + tag))),
                     attribute(82, one + b"a%d" % tag), attribute(83, one + struct.pack(">I", preference)[1:]),
                     attribute(90, one + b"lac"), attribute(91, one + b"lns%d" % tag)])
    return answer(ACCEPT, *(part for pair in zip(*sets) for part in pair))


TAGGED = ("64 tag 1 3; 64 tag 2 3; 65 tag 1 1; 65 tag 2 1; 67 tag 1 192.0.2.1; 67 tag 2 192.0.2.2; 69 tag 1 tunnel1; "
          "69 tag 2 tunnel2; 82 tag 1 a1; 82 tag 2 a2; 83 tag 1 20; 83 tag 2 10; 90 tag 1 lac; 90 tag 2 lac; "
          "91 tag 1 lns1; 91 tag 2 lns2")

RFC2865 = (
    ("RFC 2865 7.1 telnet", "01000038 0f403f9473978057bd83d5cb98f4227a 01066e656d6f 02120dbe708d93d413ce3196e43f782a0aee "
     "0406c0a80110 050600000003", "02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103",
     "6 1; 15 0; 14 192.168.1.3"),
    ("RFC 2865 7.2 CHAP", "01010047 2aee86f08d0d55969ca5978e0d3367a2 0108666c6f707379 0313 16e97557c316185895f293ff634407727504"
     "06c0a80110 050600000014 060600000002 070600000001",
     "02010038 15efbc7dab26cfa3dc34d9c03c8601a4 060600000002 070600000001 0806fffffffe 0a0600000002 0d0600000001 0c06000005dc",
     "6 2; 7 1; 8 255.255.255.254; 10 2; 13 1; 12 1500"),
    ("RFC 2865 7.3 challenge", "01020039 f3a47a1f6a6d76710b947ab93041a039 01076d6f707379 0212336575737782 89b570885e15084825c5 "
     "0406c0a80110 050600000007", "0b02004e 36f3c8764ae8c71157403c0c71ff9c45 12304368616c6c656e67652033323736393433302e2020456e74657220"
     "726573706f6e73652061742070726f6d70742e 180a3332373639343330",
     "18 Challenge 32769430.  Enter response at prompt.; 24 x3332373639343330"),
    ("RFC 2865 7.3 reject", "01030043 b122556d428a13d0d6253807c457ecf0 01076d6f707379 0212692c1f205fc081b919b95195f561a581 "
     "0406c0a80110 050600000007 18103332373639343330", "03030014 a42f4fca45916c4e09c8340f9e746aa0", ""),
)


def good():
    yield "empty accept", REQUEST, answer(ACCEPT), ""
    yield "two tagged tunnels, interleaved", REQUEST, tagged_answer(), TAGGED
    yield "tag above 31 is part of a text", REQUEST, answer(ACCEPT, attribute(67, b"\x20host"), attribute(66, b"\0h"),
                                                           attribute(91, b"\x1fl")), "67  host; 66 h; 91 tag 31 l"
    yield "tag above 31 of a number is ignored", REQUEST, answer(ACCEPT, attribute(64, b"\x20\0\0\3"),
                                                                attribute(83, b"\xff\0\1\0")), "64 3; 83 256"
    yield "tag above 31 of a password is ignored", REQUEST, answer(ACCEPT, attribute(69, b"\x20" + salted(b"pw"))), "69 pw"
    for size in (0, 1, 14, 15, 16, 31, 239):
        yield f"tunnel password of {size}", REQUEST, answer(ACCEPT, attribute(69, b"\1" + salted(b"p" * size))), \
            f"69 tag 1 {'p' * size}"
    yield "tunnel password of 249, its last block cut", REQUEST, \
        answer(ACCEPT, attribute(69, b"\1" + salted(b"p" * 249, room=250))), f"69 tag 1 {'p' * 249}"
    yield "MPPE keys", REQUEST, answer(ACCEPT, vendor(311, attribute(16, salted(bytes(range(16)), b"\x80\0"))),
                                       vendor(311, attribute(17, salted(bytes(range(16, 32)), b"\x80\1")))), \
        "311:16 x000102030405060708090a0b0c0d0e0f; 311:17 x101112131415161718191a1b1c1d1e1f"
    yield "MPPE keys of MS-CHAPv1, with zeroes at the end", REQUEST, \
        answer(ACCEPT, vendor(311, attribute(12, chained(REQUEST_AUTHENTICATOR, bytes(range(1, 23)) + bytes(10))))), \
        "311:12 x" + (bytes(range(1, 23)) + bytes(10)).hex()
    yield "several in one VSA", REQUEST, answer(ACCEPT, vendor(311, integer(28, 0xC0000201), integer(30, 0xC0000202))), \
        "311:28 192.0.2.1; 311:30 192.0.2.2"
    yield "unknown vendor, laid out as proposed", REQUEST, answer(ACCEPT, vendor(4874, attribute(1, b"vr"))), "4874:1 x7672"
    yield "unknown vendor, laid out otherwise", REQUEST, answer(ACCEPT, vendor(429, b"\0\0\x90\x01abc")), "429:0 x00009001616263"
    yield "attribute of number 0 that holds nothing", REQUEST, answer(ACCEPT, attribute(0, b"")), "0 x"
    yield "unknown attribute", REQUEST, answer(ACCEPT, attribute(222, b"x"), attribute(222, b"")), "222 x78; 222 x"
    yield "IPv6", REQUEST, answer(ACCEPT, attribute(97, b"\0\x40\x20\x01\x0d\xb8" + bytes(4)),
                                  attribute(123, b"\0\x2c\x20\x01\x0d\xb8\0\x1f"), attribute(96, bytes(range(8)))), \
        "97 2001:db8::/64; 123 2001:db8:10::/44; 96 0001020304050607"
    yield "padding behind the packet", REQUEST, answer(REJECT, attribute(18, b"no")) + b"padding", "18 no"
    yield "unsigned", REQUEST, answer(ACCEPT, integer(27, 60), signed=False), "27 60"
    yield "accounting", digest_request(ACCOUNTING, attribute(44, b"1")), \
        answer(RESPONSE, signed=False, authenticator=digest_request(ACCOUNTING, attribute(44, b"1"))[4:20]), ""


def bad():
    yield "session timeout of two octets", REQUEST, answer(ACCEPT, attribute(27, b"\0\1")), \
        "!attribute 27 (Session-Timeout) at octet 38: 2 octets, where 4 are right"
    yield "a second session timeout", REQUEST, answer(ACCEPT, integer(27, 1), integer(27, 2)), \
        "!attribute 27 (Session-Timeout) at octet 44: occurs a second time"
    yield "an empty text", REQUEST, answer(ACCEPT, attribute(18, b"")), \
        "!attribute 18 (Reply-Message) at octet 38: 0 octets, where 1 to 253 are right"
    yield "a tag and nothing behind it", REQUEST, answer(ACCEPT, attribute(67, b"\1")), \
        "!attribute 67 (Tunnel-Server-Endpoint) at octet 38: 0 octets, where 1 to 252 are right"
    yield "password that does not decrypt", REQUEST, answer(ACCEPT, attribute(69, b"\1" + salted(b"pw", inner=200))), \
        "!attribute 69 (Tunnel-Password) at octet 38: cannot be decrypted"
    yield "password without salt", REQUEST, answer(ACCEPT, attribute(69, b"\1\x80")), \
        "!attribute 69 (Tunnel-Password) at octet 38: cannot be decrypted"
    yield "VSA without a vendor", REQUEST, answer(ACCEPT, attribute(26, b"\0\0\0")), \
        "!attribute 26 at octet 38: names no vendor, or holds nothing"
    yield "VSA cut", REQUEST, answer(ACCEPT, vendor(9, b"\1\x09ip:x")), \
        "!attribute 9:0 at octet 38: its attributes cannot be told apart"
    yield "prefix of 129 bits", REQUEST, answer(ACCEPT, attribute(97, b"\0\x81" + bytes(16))), \
        "!attribute 97 (Framed-IPv6-Prefix) at octet 38: its length in bits does not go with its octets"
    yield "attribute of length 1", REQUEST, answer(ACCEPT, attribute(27, b"", length=1)), \
        "!attribute 27 (Session-Timeout) at octet 38: has no length, or one below 2"
    yield "attribute beyond the packet", REQUEST, answer(ACCEPT, attribute(18, b"ab", length=5)), \
        "!attribute 18 (Reply-Message) at octet 38: is longer than the rest of the packet"
    yield "packet shorter than its length", REQUEST, packet(ACCEPT, length=30), "!shorter than its length says"
    yield "packet longer than any", REQUEST, packet(ACCEPT, b"\x12\xff" * 4000, length=8020), "!a length that no packet has"
    yield "packet cut in its header", REQUEST, packet(ACCEPT)[:19], "!shorter than a header"
    yield "two signatures", REQUEST, answer(ACCEPT, attribute(80, bytes(16))), \
        "!attribute 80 (Message-Authenticator) at octet 38: occurs a second time"
    yield "signature of 15 octets", REQUEST, answer(ACCEPT, attribute(80, bytes(15)), signed=False), \
        "!attribute 80 (Message-Authenticator) at octet 20: 15 octets, where 16 are right"
    yield "wrong signature", REQUEST, answer(ACCEPT, attribute(80, bytes(16)), signed=False), \
        "!the Message-Authenticator is wrong: another secret, or a forgery"
    yield "random authenticator", REQUEST, packet(ACCEPT, authenticator=b"\x5a" * 16), \
        "!the Response Authenticator is wrong: another secret, or a forgery"
    yield "another identifier", REQUEST, answer(ACCEPT, identifier=8), "!another identifier than the request's"
    yield "a request as answer", REQUEST, answer(ACCESS), "!not the code of an answer to this request"
    yield "an accounting answer to a login", REQUEST, answer(RESPONSE), "!not the code of an answer to this request"


def seeds():
    for code in (40, COA):
        yield f"request-{code}", digest_request(code, attribute(44, b"1"), integer(55, 1_000_000_000), attribute(33, b"proxy"))
        yield f"request-{code}-empty", digest_request(code)
    yield "coa-nak", answer(COA_NAK, integer(101, 401))
    yield "access-request", access_request(attribute(1, b"user"), attribute(2, chained(REQUEST_AUTHENTICATOR, padded(b"pw"))),
                                           vendor(9, attribute(1, b"vpdn:l2tp-tunnel-password=pw")))
    yield "full", answer(ACCEPT, *(attribute(25, b"c" * 253) for _ in range(15)))
    yield "empty-attributes", answer(ACCEPT, *(attribute(number, b"") for number in range(1, 256)), signed=False)
    for size in (1, 3, 4, 8, 16, 17, 252, 253):
        numbers = range(60, 60 + min(40, 4000 // (size + 2)))
        yield f"numbers-of-{size}", answer(ACCEPT, *(attribute(number, b"\1" * size) for number in numbers))
    for enterprise in (9, 311, 3561):
        yield f"vendor-{enterprise}", answer(ACCEPT, *(vendor(enterprise, attribute(n, b"\1\2\3\4")) for n in range(1, 256)), signed=False)


def main():
    lines = ["# Made by tests/fuzz/make_radius_corpus.py."]
    folder = HERE / "corpus/radius"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    vectors = [(title, "xyzzy5461", bytes.fromhex(request), bytes.fromhex(reply), shown) for title, request, reply, shown in RFC2865]
    vectors += [(title, SECRET.decode(), request, reply, shown) for title, request, reply, shown in [*good(), *bad()]]
    for title, secret, request, reply, shown in vectors:
        lines.append(f"{title} | {secret} | {request.hex()} | {reply.hex()} | {shown}".rstrip())
        (folder / title.lower().replace(" ", "-").replace(",", "")).write_bytes(reply)
    for title, octets in seeds():
        (folder / title).write_bytes(octets)
    (HERE.parent / "captures/radius_packets.txt").write_text("\n".join(lines) + "\n")


main()
