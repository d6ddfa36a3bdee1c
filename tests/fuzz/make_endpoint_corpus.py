#!/usr/bin/env python3
"""Writes the seeds of fuzz_endpoint: corpus/endpoint beside this file. Each is a program of that target.

state-X-Y: in state X of tunnel or session everything of kind Y in turn, with a restart before each. The others are
sequences that broke an L2TP implementation, and a real call. Run it again after a change here or of the target's format.
"""
import itertools
import struct

from make_corpus import (CDN, HELLO, HERE, ICCN, ICRQ, OCRQ, SCCCN, SCCRP, SCCRQ, SLI, STOPCCN, VECTOR, WEN, avp, hide, message,
                         real_call, write)

OCRP, OCCN, ICRP = 8, 9, 11
SESSION = 0x20  # the header names a live session
FORMER = 0x10   # the header is for a tunnel of before the restart

# Operation octets, in the order of the target's switch.
(WAIT, SLEEP, OPEN, INCOMING, OUTGOING, PREPARED, PREPARED_TOO, REFUSED, CONNECTED, CLOSE_SESSION, CLOSE_TUNNEL, SEND_HELLO,
 OTHER_PORT, SEND_WEN_SLI, RESTART, RELOAD, SHUTDOWN) = range(0xA0, 0xA0 + 17)


def operation(number, pick=0):
    return bytes((number, pick))


def raw(datagram):
    """A datagram as it is."""
    return struct.pack(">BBH", 0, 0, len(datagram)) + datagram


def fitting(body, pick=0):
    """A message behind a header that fits."""
    return struct.pack(">BBH", 0x20, pick, len(body)) + body


def body(kind, *avps):
    return message(kind, *avps)[12:]


def sccrq(tunnel=5, *more):
    return message(SCCRQ, avp(2, b"\1\0"), avp(3, b"\0\0\0\3"), avp(4, b"\0\0\0\3"), avp(7, b"peer"), avp(9, struct.pack(">H", tunnel)),
                   *more)


def call(kind, session=7, *more):
    return body(kind, avp(14, struct.pack(">H", session)), avp(15, b"\0\0\0\1"), *more)


SPEED, FRAMING = avp(24, b"\0\0\xfa\0"), avp(19, b"\0\0\0\1")
PROXIED = (avp(26, b"\1\4\5\x78", 0), avp(27, b"\3\5\xc2\x23\5\5\6\1\2\3\4", 0), avp(28, b"\1\4\5\x78", 0), avp(29, b"\0\2", 0),
           avp(30, b"user@cisco.com", 0), avp(31, bytes(16), 0), avp(32, b"\0\7", 0), avp(33, bytes(range(16)), 0))
OUTGOING_CALL = (avp(16, b"\0\0\x25\x80"), avp(17, b"\0\0\xfa\0"), avp(18, b"\0\0\0\1"), FRAMING, avp(21, b"6121"))
END = (avp(1, b"\0\2\0\6text"), avp(14, b"\0\7"))
MESSAGES = {
    "sccrp": (body(SCCRP, avp(2, b"\1\0"), avp(3, b"\0\0\0\3"), avp(4, b"\0\0\0\3"), avp(7, b"peer"), avp(9, b"\0\5")), 0),
    "scccn": (body(SCCCN), 0),
    "stopccn": (body(STOPCCN, avp(9, b"\0\5"), avp(1, b"\0\1")), 0),
    "hello": (body(HELLO), 0),
    "icrq": (call(ICRQ), 0),
    "icrp": (body(ICRP, avp(14, b"\0\7")), SESSION),
    "iccn": (body(ICCN, SPEED, FRAMING, *PROXIED), SESSION),
    "ocrq": (call(OCRQ, 8, *OUTGOING_CALL), 0),
    "ocrp": (body(OCRP, avp(14, b"\0\7"), avp(25, b"\0\0\0\1", 0)), SESSION),
    "occn": (body(OCCN, SPEED, FRAMING), SESSION),
    "cdn": (body(CDN, *END), SESSION),
    "wen": (body(WEN, avp(34, bytes(26))), SESSION),
    "sli": (body(SLI, avp(35, b"\0\0" + b"\xff" * 8)), SESSION),
    "unknown": (body(99), 0),
    "zlb": (b"", 0),
}


def say(*names):
    """Messages of the peer, one after the other."""
    return b"".join(fitting(*MESSAGES[name]) for name in names)


OPENED_BY_PEER = raw(sccrq()) + say("scccn")
OPENED_HERE = operation(OPEN) + say("sccrp")
READY = operation(PREPARED)
STATES = {
    "no-tunnel": b"",
    "wait-ctl-reply": operation(OPEN, 1),
    "wait-ctl-conn": raw(sccrq()),
    "established-by-peer": OPENED_BY_PEER,
    "established-here": OPENED_HERE,
    "no-sessions-left": OPENED_BY_PEER + say("icrq") + READY + say("iccn", "cdn"),
    "shutting-down": OPENED_BY_PEER + operation(CLOSE_TUNNEL),
    "stopped-by-peer": OPENED_BY_PEER + say("stopccn"),
    "silent-peer": OPENED_BY_PEER + say("icrq") + READY + say("iccn") + b"".join(operation(SLEEP, n) for n in (60, 1, 2, 4)),
    "lns-preparing": OPENED_BY_PEER + say("icrq"),
    "lns-wait-connect": OPENED_BY_PEER + say("icrq") + READY,
    "lns-established": OPENED_BY_PEER + say("icrq") + READY + say("iccn"),
    "lns-calls-wait-reply": OPENED_HERE + operation(OUTGOING),
    "lns-calls-preparing": OPENED_HERE + operation(OUTGOING) + say("ocrp"),
    "lns-calls-wait-connect": OPENED_HERE + operation(OUTGOING) + say("ocrp") + READY,
    "lns-calls-established": OPENED_HERE + operation(OUTGOING) + say("ocrp") + READY + say("occn"),
    "lac-wait-tunnel": operation(OPEN) + operation(INCOMING),
    "lac-wait-reply": OPENED_HERE + operation(INCOMING),
    "lac-preparing": OPENED_HERE + operation(INCOMING) + say("icrp"),
    "lac-established": OPENED_HERE + operation(INCOMING) + say("icrp") + READY,
    "lac-dials-preparing": OPENED_BY_PEER + say("ocrq"),
    "lac-dials-wait-cs-answer": OPENED_BY_PEER + say("ocrq") + READY,
    "lac-dials-established": OPENED_BY_PEER + say("ocrq") + READY + operation(CONNECTED),
}


REQUESTS = (
    raw(sccrq()),                                           # repeated, with the same id
    raw(sccrq(6)) + say("scccn"),                           # another tunnel from there
    raw(sccrq(6, avp(5, b"\0" * 8, 0))),                    # a tie breaker that wins
    raw(sccrq(6, avp(11, b"challenge"))) + say("scccn"),
    operation(RESTART) + b"".join(fitting(octets, pick | FORMER) for octets, pick in MESSAGES.values()),
    operation(SLEEP, 1) * 20)                               # retransmissions until it gives up

# What can happen in a state, each a program of its own. The second group has the session id where it does not belong, or
# none where it does.
STIMULI = {
    "messages": [fitting(octets, pick) for octets, pick in MESSAGES.values()],
    "wrong-scope": [fitting(octets, pick ^ SESSION) for octets, pick in MESSAGES.values() if octets],
    "operations": [operation(number, pick) for number in range(OPEN, SHUTDOWN + 1) if number != RESTART for pick in (0, 10, 255)],
    "requests": REQUESTS,
}


def state_seeds():
    for (state, prefix), (group, stimuli) in itertools.product(STATES.items(), STIMULI.items()):
        yield f"state-{state}-{group}", operation(RESTART).join(prefix + stimulus + operation(WAIT, 10) for stimulus in stimuli)


def crash_seeds():
    yield "zlb-storm", OPENED_BY_PEER + fitting(b"") * 100
    yield "cdn-without-its-session", OPENED_BY_PEER + say("icrq") + fitting(body(CDN, *END)) + fitting(body(CDN, avp(1, b"\0\1")), SESSION)
    yield "calls-never-connected", OPENED_BY_PEER + b"".join(fitting(call(ICRQ, session)) + READY for session in range(1, 200))
    yield "random-vector-of-an-earlier-message", (OPENED_BY_PEER + fitting(call(ICRQ, 7, avp(36, VECTOR), hide(22, b"1")))
                                                  + fitting(call(ICRQ, 8, hide(22, b"2"))))
    yield "hidden-length-65535-before-any-secret-is-proved", raw(sccrq(5, avp(36, VECTOR), hide(11, b"challenge", 0xFFFF)))
    yield "tunnel-for-every-invalid-packet", b"".join(
        raw(message(kind, avp(9, b"\0\5"), flags=flags)) for kind in range(17) for flags in (0xC802, 0xC803, 0xCA02, 0x8802))
    yield "data-behind-the-header", OPENED_BY_PEER + raw(sccrq() + b"trailing") + raw(b"\x02\x02\x00\x01\x00\x01\xff\xff")
    yield "many-avps", OPENED_BY_PEER + fitting(call(ICRQ, 7, avp(99, b"", 0) * 3000))
    yield "peer-restarts", OPENED_BY_PEER + say("icrq") + READY + say("iccn") + raw(sccrq(5, avp(6, b"\0\1", 0))) + say("scccn")
    yield "both-open-at-once", operation(RELOAD, 32) + operation(OPEN) + raw(sccrq(5, avp(5, b"\xff" * 8, 0))) + say("sccrp", "scccn")
    yield "peer-behind-another-port", (OPENED_BY_PEER + operation(OTHER_PORT, 1) + raw(sccrq(6)) + say("icrq", "hello")
                                       + operation(SLEEP, 60))
    steps = raw(sccrq()), say("scccn"), say("icrq"), READY, say("iccn"), say("cdn"), say("stopccn")
    picks = itertools.cycle((0x88, 0, 0xC8, 0x10))
    yield "reload-between-messages", b"".join(operation(RELOAD, pick) + step for pick, step in zip(picks, steps))


def real_call_seeds():
    """The LAC's side of the captured call: the endpoint is the LNS."""
    program = b""
    for _name, datagram in real_call():
        kind = struct.unpack_from(">H", datagram, 18)[0] if len(datagram) > 12 else None
        if kind == SCCRQ:
            program += raw(datagram)
        elif kind in (SCCCN, ICRQ):
            program += fitting(datagram[12:])
        elif kind in (ICCN, CDN):
            program += READY + fitting(datagram[12:], SESSION)
    yield "real-call", program


def main():
    for seeds in (state_seeds, crash_seeds, real_call_seeds):
        write(HERE / "corpus/endpoint", seeds())


if __name__ == "__main__":
    main()
