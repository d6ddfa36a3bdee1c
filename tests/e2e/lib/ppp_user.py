"""A very small PPP user behind a scripted LAC: enough of LCP, PAP, CHAP-MD5 and IPCP to get an address and to ping.

It keeps every packet that it received, so that a test can say what the LNS must not have sent.
"""

import contextlib
import ipaddress
import struct
from dataclasses import dataclass

from lib import proxy
from lib.waiting import DEFAULT_TIMEOUT, Deadline, Timeout

LCP, PAP, CHAP, IPCP, IP = 0xC021, 0xC023, 0xC223, 0x8021, 0x0021
CONF_REQ, CONF_ACK, CONF_NAK, CONF_REJ, TERM_REQ, TERM_ACK, CODE_REJ, PROTO_REJ, ECHO_REQ, ECHO_REP = range(1, 11)
CHAP_CHALLENGE, CHAP_RESPONSE, CHAP_SUCCESS, CHAP_FAILURE = 1, 2, 3, 4
PAP_REQUEST, PAP_ACK, PAP_NAK = 1, 2, 3
_AUTH_PROTOCOL = 3
_IP_ADDRESS = 3


@dataclass
class Packet:
    """A control packet of PPP; `body` is what follows the four octets of the header."""
    protocol: int
    code: int
    identifier: int
    body: bytes


def _octets(text):
    return text if isinstance(text, bytes) else text.encode()


class PppUser:
    """Name and password are texts or octets. `call` is a peer.Call whose proxy data described this user. magic: ours, from the proxied
    LCP. wish: the address that is asked for first; the one of a Configure-Nak is taken instead."""

    def __init__(self, call, user, password, magic=0x6EE4E865, wish="0.0.0.0"):
        self.call, self.user, self.password, self.magic = call, user, password, magic
        self.wish = wish
        self.received = []
        self.address = self.peer_address = None
        self._asked = False
        self._pap = False  # what LCP has agreed on last
        self._requests = set()  # of LCP, that were answered
        self._pings = 0

    def count(self, protocol, code):
        """How many such packets have come."""
        return sum((packet.protocol, packet.code) == (protocol, code) for packet in self.received)

    def first(self, protocol, *codes, timeout=DEFAULT_TIMEOUT):
        """The first packet with one of the codes, received or still to come; everything else is answered meanwhile."""
        return self._serve_until(lambda: next((packet for packet in self.received
                                               if packet.protocol == protocol and packet.code in codes), None),
                                 timeout, f"PPP {protocol:#06x} code {codes}")

    def get_address(self, timeout=DEFAULT_TIMEOUT):
        """Run IPCP to its end; returns our address."""
        self._serve_until(lambda: self.address and self.peer_address, timeout, "IPCP")
        return self.address

    def ping(self, target=None, timeout=DEFAULT_TIMEOUT):
        """ICMP echoes to the LNS (or target), twice a second until one is answered: the LNS drops what comes between
        the end of IPCP and its interface being up."""
        target = target or self.peer_address
        self._pings += 1
        content = f"through the tunnel {self._pings}".encode()
        frame = self.echo_frame(target, content)
        deadline = Deadline(timeout)
        while not self.echo_replies(target, content):
            if deadline.over():
                raise Timeout(f"no echo reply from {target} within {timeout:g} s")
            self.call.send_frame(frame)
            with contextlib.suppress(Timeout):
                self.wait_for_replies(1, target, content, min(0.5, deadline.left()))

    def echo_frame(self, target, content):
        """The frame of an ICMP echo request of ours."""
        echo = _with_checksum(struct.pack("!BBHHH", 8, 0, 0, 77, 1) + content, 2)
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(echo), 1, 0, 64, 1, 0)
        header += ipaddress.ip_address(self.address).packed + ipaddress.ip_address(target).packed
        return struct.pack("!BBH", 0xFF, 3, IP) + _with_checksum(header, 10) + echo

    def wait_for_replies(self, count, source, content, timeout=DEFAULT_TIMEOUT):
        """Wait until so many echo replies with this content have come."""
        self._serve_until(lambda: len(self.echo_replies(source, content)) >= count, timeout, f"{count} echo replies")

    def echo_replies(self, source, content):
        """Those with this content that have come."""
        wanted = ipaddress.ip_address(source).packed
        return [packet for packet in self.received if packet.protocol == IP and packet.body[9] == 1 and packet.body[20] == 0
                and packet.body[12:16] == wanted and packet.body.endswith(content)]

    def send(self, protocol, code, identifier, body=b""):
        """Send a control packet."""
        self.call.send_frame(struct.pack("!BBHBBH", 0xFF, 3, protocol, code, identifier, 4 + len(body)) + body)

    def request_lcp(self):
        """Begin LCP as a fresh user does."""
        self.send(LCP, CONF_REQ, 1, proxy.lcp_options(magic=self.magic))

    def _serve_until(self, condition, timeout, what):
        deadline = Deadline(timeout)
        while True:
            found = condition()
            if found:
                return found
            if deadline.over():
                raise Timeout(f"{what}: not within {timeout:g} s; received: "
                              f"{[(hex(packet.protocol), packet.code) for packet in self.received]}")
            self._receive(deadline.left())

    def _receive(self, timeout):
        self._take(self.call.receive_frame(timeout))

    def _take(self, frame):
        compressed = frame[0] & 1
        protocol = frame[0] if compressed else struct.unpack_from("!H", frame)[0]
        content = frame[1:] if compressed else frame[2:]
        if protocol == IP:
            self.received.append(Packet(IP, 0, 0, content))
            return
        code, identifier, length = struct.unpack_from("!BBH", content)
        packet = Packet(protocol, code, identifier, content[4:length])
        self.received.append(packet)
        handler = {LCP: self._lcp, CHAP: self._chap, IPCP: self._ipcp}.get(protocol)
        if handler:
            handler(packet)
        elif protocol != PAP:
            self.send(LCP, PROTO_REJ, 99, struct.pack("!H", protocol) + content[:length])

    def _lcp(self, packet):
        if packet.code == CONF_REQ:
            self.send(LCP, CONF_ACK, packet.identifier, packet.body)
            self._pap = _options(packet.body).get(_AUTH_PROTOCOL) == proxy.PAP
            if (packet.identifier, packet.body) not in self._requests:  # a repetition must not begin LCP anew
                self._requests.add((packet.identifier, packet.body))
                self.request_lcp()
        elif packet.code == CONF_ACK and self._pap:
            user, password = _octets(self.user), _octets(self.password)
            self.send(PAP, PAP_REQUEST, 77, bytes((len(user),)) + user + bytes((len(password),)) + password)
        elif packet.code == ECHO_REQ:
            self.send(LCP, ECHO_REP, packet.identifier, struct.pack("!I", self.magic) + packet.body[4:])
        elif packet.code == TERM_REQ:
            self.send(LCP, TERM_ACK, packet.identifier)

    def _chap(self, packet):
        if packet.code == CHAP_CHALLENGE:
            challenge = packet.body[1:1 + packet.body[0]]
            value = proxy.chap_response(packet.identifier, self.password, challenge)
            self.send(CHAP, CHAP_RESPONSE, packet.identifier, bytes((len(value),)) + value + _octets(self.user))

    def _ipcp(self, packet):
        if packet.code == CONF_REQ:
            options = _options(packet.body)
            refused = [kind for kind in options if kind != _IP_ADDRESS]
            if refused:
                self.send(IPCP, CONF_REJ, packet.identifier, b"".join(_option(kind, options[kind]) for kind in refused))
            else:
                self.send(IPCP, CONF_ACK, packet.identifier, packet.body)
                self.peer_address = str(ipaddress.ip_address(options[_IP_ADDRESS]))
            if not self._asked:
                self._asked = True
                self.send(IPCP, CONF_REQ, 1, _option(_IP_ADDRESS, ipaddress.ip_address(self.wish).packed))
        elif packet.code == CONF_NAK:
            self.send(IPCP, CONF_REQ, packet.identifier + 1, packet.body)
        elif packet.code == CONF_ACK:
            self.address = str(ipaddress.ip_address(_options(packet.body)[_IP_ADDRESS]))


def _option(kind, value):
    return bytes((kind, 2 + len(value))) + value


def _options(body):
    found = {}
    while body:
        assert len(body) >= 2 and 2 <= body[1] <= len(body), body.hex()
        found[body[0]] = body[2:body[1]]
        body = body[body[1]:]
    return found


def _with_checksum(data, offset):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total > 0xFFFF:
        total = (total >> 16) + (total & 0xFFFF)
    return data[:offset] + struct.pack("!H", total ^ 0xFFFF) + data[offset + 2:]
