"""A PPP user whose every packet is in the hands of the test: frames through a /dev/ppp channel."""

import hashlib
import os
import select
import socket
import struct
import time

LCP, PAP, CHAP, IPCP = 0xC021, 0xC023, 0xC223, 0x8021
REQUEST, ACK, NAK, REJECT, TERMINATE, TERMINATE_ACK, CODE_REJECT, PROTOCOL_REJECT, ECHO, ECHO_REPLY = range(1, 11)
CHALLENGE, RESPONSE, SUCCESS, FAILURE = 1, 2, 3, 4
LIMIT = 25.0  # as in fake_daemon.py


def options(*pairs):
    return b"".join(bytes([kind, len(value) + 2]) + value for kind, value in pairs)


def parse_options(data):
    found, at = {}, 0
    while at < len(data):
        found[data[at]] = data[at + 2:at + data[at + 1]]
        at += data[at + 1]
    return found


MRU, ACCM, AUTH, MAGIC, MRRU, ENDPOINT = 1, 2, 3, 5, 17, 19
MULTILINK = 0x3D
AUTH_MD5 = struct.pack("!HB", CHAP, 5)
AUTH_PAP = struct.pack("!H", PAP)


def md5_response(identifier, secret, challenge):
    return hashlib.md5(bytes([identifier]) + secret + challenge).digest()


class Packet:
    def __init__(self, frame):
        self.protocol, self.code, self.id, length = struct.unpack_from("!HBBH", frame)
        self.data = frame[6:2 + length]

    def __repr__(self):
        return f"<{self.protocol:04x} code {self.code} id {self.id} {self.data.hex()}>"


class Peer:
    def __init__(self, channel):
        self.channel = channel
        self.seen = []
        self.magic = b"\x11\x22\x33\x44"
        self.acknowledged = None
        self.agreed = None

    def send(self, protocol, code, identifier, data=b""):
        os.write(self.channel, struct.pack("!HBBH", protocol, code, identifier, len(data) + 4) + data)

    def receive(self, limit=LIMIT):
        """The next packet, or None. On the way echoes and repeated Configure-Requests of LCP are answered, and repeated
        Configure-Acks ignored."""
        end = time.monotonic() + limit
        while True:
            ready, _, _ = select.select([self.channel], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return None
            frame = os.read(self.channel, 2000)
            if not frame:
                return None
            packet = Packet(frame)
            self.seen.append(packet)
            if packet.protocol == LCP and packet.code == ECHO:
                self.send(LCP, ECHO_REPLY, packet.id, self.magic)
                continue
            if packet.protocol == LCP and packet.code == REQUEST and self.acknowledged == (packet.id, packet.data):
                self.send(LCP, ACK, packet.id, packet.data)
                continue
            if packet.protocol == LCP and packet.code == ACK and self.agreed == (packet.id, packet.data):
                continue
            if packet.protocol == LCP and packet.code == TERMINATE:
                self.send(LCP, TERMINATE_ACK, packet.id)
            return packet

    def expect(self, protocol, code, skip=()):
        """The next packet; those of the protocols in `skip` do not count."""
        while True:
            packet = self.receive()
            assert packet is not None, f"expected {protocol:04x} code {code}, got nothing; before: {self.seen}"
            if (packet.protocol, packet.code) == (protocol, code):
                return packet
            assert packet.protocol in skip, f"expected {protocol:04x} code {code}, got {packet}; before: {self.seen}"

    def negotiate_lcp(self, mru=1400, more=(), rejects=()):
        """Agrees to whatever is asked, but for the options of the kinds `rejects`; `more`: further options of ours. Returns the other
        side's options."""
        wanted = options((MRU, struct.pack("!H", mru)), (MAGIC, self.magic), *more)
        self.agreed = None
        self.send(LCP, REQUEST, 1, wanted)
        theirs = None
        while theirs is None or self.agreed is None:
            packet = self.receive()
            assert packet is not None, f"LCP does not converge: {self.seen}"
            if packet.protocol != LCP:
                continue
            if packet.code == REQUEST:
                # Who asks listens; before that, our request may have come to nobody. Never again behind the Ack of theirs:
                # to a side that is done, it would begin anew.
                if self.agreed is None:
                    self.send(LCP, REQUEST, 1, wanted)
                refused = [(kind, value) for kind, value in parse_options(packet.data).items() if kind in rejects]
                if refused:
                    self.send(LCP, REJECT, packet.id, options(*refused))
                    continue
                self.send(LCP, ACK, packet.id, packet.data)
                self.acknowledged = packet.id, packet.data
                theirs = parse_options(packet.data)
            if packet.code == ACK:
                self.agreed = packet.id, packet.data
        return theirs

    def answer_chap(self, packet, name, secret):
        challenge = packet.data[1:1 + packet.data[0]]
        response = md5_response(packet.id, secret, challenge)
        self.send(CHAP, RESPONSE, packet.id, bytes([len(response)]) + response + name)

    def negotiate_ip(self, wanted="0.0.0.0"):
        """Returns (our address, theirs)."""
        mine, theirs, asked = socket.inet_aton(wanted), None, 1
        self.send(IPCP, REQUEST, asked, options((3, mine)))
        done = False
        while theirs is None or not done:
            packet = self.receive()
            assert packet is not None, f"IPCP does not converge: {self.seen}"
            if packet.protocol != IPCP:
                continue
            if packet.code == REQUEST:
                unknown = {k: v for k, v in parse_options(packet.data).items() if k != 3}
                if unknown:
                    self.send(IPCP, REJECT, packet.id, options(*unknown.items()))
                else:
                    self.send(IPCP, ACK, packet.id, packet.data)
                    theirs = parse_options(packet.data)[3]
            elif packet.id != asked:
                continue  # of a request before
            elif packet.code == NAK:
                mine, asked = parse_options(packet.data)[3], asked + 1
                self.send(IPCP, REQUEST, asked, options((3, mine)))
            elif packet.code == ACK:
                done = True
        return socket.inet_ntoa(mine), socket.inet_ntoa(theirs)

    def configure_requests(self):
        return [p for p in self.seen if p.protocol == LCP and p.code == REQUEST]
