"""RFC 2661 on the wire, written from the RFC alone and independent of lib/l2tp: what the suite sends is judged by it.

Decoding is strict: whatever the RFC forbids a sender raises WireError. Encoding does as it is told, so that a test can also
send what is wrong.
"""

import hashlib
import os
import struct
from dataclasses import dataclass, field

(SCCRQ, SCCRP, SCCCN, STOPCCN, HELLO, OCRQ, OCRP, OCCN, ICRQ, ICRP, ICCN, CDN, WEN, SLI) = (
    1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16)
ZLB = 0

NAMES = {ZLB: "ZLB", SCCRQ: "SCCRQ", SCCRP: "SCCRP", SCCCN: "SCCCN", STOPCCN: "StopCCN", HELLO: "HELLO", OCRQ: "OCRQ", OCRP: "OCRP",
         OCCN: "OCCN", ICRQ: "ICRQ", ICRP: "ICRP", ICCN: "ICCN", CDN: "CDN", WEN: "WEN", SLI: "SLI"}

# RFC 2661 section 4.4: attribute numbers.
MESSAGE_TYPE, RESULT_CODE, PROTOCOL_VERSION, FRAMING_CAPABILITIES, BEARER_CAPABILITIES, TIE_BREAKER = 0, 1, 2, 3, 4, 5
FIRMWARE_REVISION, HOST_NAME, VENDOR_NAME, ASSIGNED_TUNNEL_ID, RECEIVE_WINDOW_SIZE, CHALLENGE = 6, 7, 8, 9, 10, 11
Q931_CAUSE_CODE, CHALLENGE_RESPONSE, ASSIGNED_SESSION_ID, CALL_SERIAL_NUMBER, MINIMUM_BPS, MAXIMUM_BPS = 12, 13, 14, 15, 16, 17
BEARER_TYPE, FRAMING_TYPE, CALLED_NUMBER, CALLING_NUMBER, SUB_ADDRESS, TX_CONNECT_SPEED = 18, 19, 21, 22, 23, 24
PHYSICAL_CHANNEL_ID, INITIAL_RECEIVED_LCP, LAST_SENT_LCP, LAST_RECEIVED_LCP = 25, 26, 27, 28
PROXY_AUTHEN_TYPE, PROXY_AUTHEN_NAME, PROXY_AUTHEN_CHALLENGE, PROXY_AUTHEN_ID, PROXY_AUTHEN_RESPONSE = 29, 30, 31, 32, 33
CALL_ERRORS, ACCM, RANDOM_VECTOR, PRIVATE_GROUP_ID, RX_CONNECT_SPEED, SEQUENCING_REQUIRED = 34, 35, 36, 37, 38, 39
PPP_DISCONNECT_CAUSE = 46  # RFC 3145

_NOT_MANDATORY = {5, 6, 8, 25, 26, 27, 28, 29, 30, 31, 32, 33, 37, 38, 46}
_NEVER_HIDDEN = {0, 1, 2, 5, 7, 10, 12, 36, 39}


class WireError(AssertionError):
    """A datagram that RFC 2661 does not allow a sender to make."""


def _require(condition, message):
    if not condition:
        raise WireError(message)


@dataclass
class Avp:
    """One attribute in clear text. `mandatory` None: as the RFC says for this attribute."""
    number: int
    value: bytes
    mandatory: bool | None = None
    vendor: int = 0
    hidden: bool = False

    def encode(self, secret=None, vector=None):
        """The bytes; a hidden one needs the tunnel's secret and the value of the random vector before it."""
        value = hide(self.number, self.value, secret, vector) if self.hidden else self.value
        mandatory = self.number not in _NOT_MANDATORY and self.vendor == 0 if self.mandatory is None else self.mandatory
        return struct.pack("!HHH", mandatory << 15 | self.hidden << 14 | (6 + len(value)), self.vendor, self.number) + value


def u16(number, value):
    """An attribute with a 16 bit value."""
    return Avp(number, struct.pack("!H", value))


def u32(number, value):
    """An attribute with a 32 bit value."""
    return Avp(number, struct.pack("!I", value))


def text(number, value):
    """An attribute with a text or bytes as its value."""
    return Avp(number, value.encode() if isinstance(value, str) else value)


def result(code, error=None, message=""):
    """The Result Code attribute (section 4.4.2)."""
    return Avp(RESULT_CODE, struct.pack("!H", code) + (b"" if error is None else struct.pack("!H", error) + message.encode()))


def challenge_response(message_type, secret, challenge):
    """Section 5.1.1: MD5 over the type of the message that carries the response, the secret and the challenge."""
    return hashlib.md5(bytes((message_type,)) + secret.encode() + challenge).digest()


def hide(number, value, secret, vector, padding=b""):
    """Section 4.3."""
    plain = struct.pack("!H", len(value)) + value + padding
    key, out = struct.pack("!H", number) + secret.encode() + vector, b""
    for begin in range(0, len(plain), 16):
        block = bytes(a ^ b for a, b in zip(plain[begin:begin + 16], hashlib.md5(key).digest()))
        out, key = out + block, secret.encode() + block
    return out


def reveal(number, value, secret, vector):
    """The original value of a hidden attribute."""
    key, plain = struct.pack("!H", number) + secret.encode() + vector, b""
    for begin in range(0, len(value), 16):
        block = value[begin:begin + 16]
        plain += bytes(a ^ b for a, b in zip(block, hashlib.md5(key).digest()))
        key = secret.encode() + block
    _require(len(plain) >= 2, f"hidden AVP {number} is too short")
    length = struct.unpack_from("!H", plain)[0]
    _require(length <= len(plain) - 2, f"hidden AVP {number}: original length {length} in {len(plain) - 2} octets (wrong secret?)")
    return plain[2:2 + length]


@dataclass
class Control:
    """A control message; without attributes a ZLB. `session` and `tunnel` are the receiver's ids."""
    tunnel: int
    session: int
    ns: int
    nr: int
    avps: list = field(default_factory=list)

    @property
    def type(self):
        """The message type, ZLB for an empty one."""
        return struct.unpack("!H", self.avps[0].value)[0] if self.avps else ZLB

    def find(self, number, vendor=0):
        """The value of the attribute, or None."""
        return next((avp.value for avp in self.avps if (avp.number, avp.vendor) == (number, vendor)), None)

    def number(self, number):
        """The value of a 16 or 32 bit attribute, or None."""
        value = self.find(number)
        return None if value is None else int.from_bytes(value, "big")

    def text(self, number):
        """The value of a text attribute, or None."""
        value = self.find(number)
        return None if value is None else value.decode("utf-8", "backslashreplace")

    def result(self):
        """(result code, error code or None, message) of a StopCCN or CDN."""
        value = self.find(RESULT_CODE)
        _require(value is not None and len(value) in (2, *range(4, 1018)), f"{self}: Result Code {value!r}")
        error = struct.unpack_from("!H", value, 2)[0] if len(value) >= 4 else None
        return struct.unpack_from("!H", value)[0], error, value[4:].decode("utf-8", "backslashreplace")

    def numbers(self):
        """The attribute numbers in their order."""
        return [avp.number for avp in self.avps]

    def encode(self, secret=None):
        """The datagram. A Random Vector is put before the first hidden attribute if the caller has none there."""
        body, vector = b"", None
        for avp in self.avps:
            if avp.number == RANDOM_VECTOR and avp.vendor == 0:
                vector = avp.value
            elif avp.hidden and vector is None:
                vector = os.urandom(16)
                body += Avp(RANDOM_VECTOR, vector).encode()
            body += avp.encode(secret, vector)
        return struct.pack("!HHHHHH", 0xC802, 12 + len(body), self.tunnel, self.session, self.ns, self.nr) + body

    def __str__(self):
        return f"{NAMES.get(self.type, self.type)} {self.tunnel}/{self.session} Ns {self.ns} Nr {self.nr} AVPs {self.numbers()}"


@dataclass
class Data:
    """A data message: a PPP frame (RFC 2661 section 5.4: with or without address and control octets)."""
    tunnel: int
    session: int
    payload: bytes
    ns: int | None = None
    nr: int | None = None

    def encode(self):
        """The datagram, with a length field, and sequence numbers where given."""
        sequence = b"" if self.ns is None else struct.pack("!HH", self.ns, self.nr or 0)
        length = 8 + len(sequence) + len(self.payload)
        flags = 0x4002 | (0x0800 if sequence else 0)
        return struct.pack("!HHHH", flags, length, self.tunnel, self.session) + sequence + self.payload


def tunnel_of(datagram):
    """The receiver's tunnel id, without a look at the rest; None where there is none."""
    at = 4 if datagram[:1] and datagram[0] & 0x40 else 2
    return struct.unpack_from("!H", datagram, at)[0] if len(datagram) >= at + 2 else None


def decode(datagram, secret=None):
    """Control or Data."""
    _require(len(datagram) >= 6, f"{len(datagram)} octets")
    flags = struct.unpack_from("!H", datagram)[0]
    _require(flags & 0x000F == 2, f"version {flags & 15}")
    _require(not flags & 0x34F0, f"reserved bits set in {flags:#06x}")
    return _decode_control(datagram, flags, secret) if flags & 0x8000 else _decode_data(datagram, flags)


def _decode_data(datagram, flags):
    offset, ns, nr = 2, None, None
    if flags & 0x4000:
        _require(struct.unpack_from("!H", datagram, offset)[0] == len(datagram), "length field of a data message")
        offset += 2
    tunnel, session = struct.unpack_from("!HH", datagram, offset)
    offset += 4
    if flags & 0x0800:
        ns, nr = struct.unpack_from("!HH", datagram, offset)
        offset += 4
    if flags & 0x0200:
        offset += 2 + struct.unpack_from("!H", datagram, offset)[0]
    return Data(tunnel, session, datagram[offset:], ns, nr)


def _decode_control(datagram, flags, secret):
    _require(flags == 0xC802, f"control message with flags {flags:#06x}: T, L and S must be set, O and P clear (section 3.1)")
    _require(len(datagram) >= 12, f"control message of {len(datagram)} octets")
    length, *numbers = struct.unpack_from("!HHHHH", datagram, 2)
    _require(length == len(datagram), f"length field {length} in a datagram of {len(datagram)}")
    message = Control(*numbers)
    offset, vector = 12, None
    while offset < length:
        _require(length - offset >= 6, f"{length - offset} octets after the last AVP")
        bits, vendor, number = struct.unpack_from("!HHH", datagram, offset)
        size = bits & 0x03FF
        _require(6 <= size <= length - offset, f"AVP {number}: length {size} with {length - offset} octets left")
        _require(not bits & 0x3C00, f"AVP {number}: reserved bits set")
        avp = Avp(number, datagram[offset + 6:offset + size], bool(bits & 0x8000), vendor, bool(bits & 0x4000))
        _check_bits(avp)
        if avp.hidden:
            _require(vector is not None and secret is not None, f"AVP {number} is hidden without random vector or secret")
            avp.value = reveal(number, avp.value, secret, vector)
        elif (vendor, number) == (0, RANDOM_VECTOR):
            vector = avp.value
        message.avps.append(avp)
        offset += size
    if message.avps:
        first = message.avps[0]
        _require((first.vendor, first.number) == (0, MESSAGE_TYPE), "the first AVP is not the Message Type")
        _require(message.type in NAMES, f"message type {message.type}")
    return message


def _check_bits(avp):
    if avp.vendor == 0 and avp.number <= PPP_DISCONNECT_CAUSE:
        _require(avp.mandatory == (avp.number not in _NOT_MANDATORY), f"AVP {avp.number}: M bit is {avp.mandatory}")
        _require(not (avp.hidden and avp.number in _NEVER_HIDDEN), f"AVP {avp.number} is hidden, which section 4.4 forbids")
