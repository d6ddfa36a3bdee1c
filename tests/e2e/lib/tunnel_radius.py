"""A RADIUS server that tells a LAC where calls go (RFC 2865, 2868): answers by User-Name, in a thread."""

import hashlib
import hmac
import os
import struct

from lib.radius import attributes_of, serve

ACCESS_REQUEST, ACCESS_ACCEPT, ACCESS_REJECT = 1, 2, 3
USER_NAME, NAS_PORT, SERVICE_TYPE, VENDOR_SPECIFIC = 1, 5, 6, 26
CALLED_STATION_ID, CALLING_STATION_ID, NAS_IDENTIFIER, NAS_PORT_TYPE, MESSAGE_AUTHENTICATOR = 30, 31, 32, 61, 80
TUNNEL_TYPE, TUNNEL_MEDIUM, TUNNEL_SERVER, TUNNEL_PASSWORD, TUNNEL_ASSIGNMENT = 64, 65, 67, 69, 82
TUNNEL_PREFERENCE, TUNNEL_CLIENT_NAME, TUNNEL_SERVER_NAME = 83, 90, 91

SILENT = "silent"  # an answer that is none


def attribute(number, value):
    """One attribute."""
    return struct.pack("!BB", number, len(value) + 2) + value


def pair(text):
    """Cisco's AV pair."""
    return attribute(VENDOR_SPECIFIC, struct.pack("!IBB", 9, 1, len(text) + 2) + text.encode())


class Password:
    """A Tunnel-Password, hidden when the request is known (RFC 2868 section 3.5)."""

    def __init__(self, text, tag=0):
        self._text, self._tag = text.encode(), tag

    def hidden(self, secret, authenticator):
        """The attribute."""
        salt = bytes([0x80 | os.urandom(1)[0]]) + os.urandom(1)
        plain = bytes([len(self._text)]) + self._text
        plain += bytes(-len(plain) % 16)
        out, key = b"", authenticator + salt
        for begin in range(0, len(plain), 16):
            block = bytes(a ^ b for a, b in zip(plain[begin:begin + 16], hashlib.md5(secret + key).digest()))
            out, key = out + block, block
        return attribute(TUNNEL_PASSWORD, bytes([self._tag]) + salt + out)


def tunnel(lns, tag=0, password=None, preference=None, client=None, server=None, assignment=None):
    """A tunnel as RFC 2868 has it: a list of attributes."""
    number = struct.pack("!B3s", tag, (3).to_bytes(3, "big"))
    medium = struct.pack("!B3s", tag, (1).to_bytes(3, "big"))
    mark = bytes([tag]) if tag else b""
    out = [attribute(TUNNEL_TYPE, number), attribute(TUNNEL_MEDIUM, medium), attribute(TUNNEL_SERVER, mark + lns.encode())]
    if preference is not None:
        out.append(attribute(TUNNEL_PREFERENCE, struct.pack("!B3s", tag, preference.to_bytes(3, "big"))))
    for number, text in ((TUNNEL_CLIENT_NAME, client), (TUNNEL_SERVER_NAME, server), (TUNNEL_ASSIGNMENT, assignment)):
        if text is not None:
            out.append(attribute(number, mark + text.encode()))
    if password is not None:
        out.append(Password(password, tag))
    return out


class TunnelRadius:
    """`answers`: attributes of an accept by User-Name, or SILENT; any other name is rejected, with the attributes in `reject`. `requests`:
    dictionaries of attributes."""

    def __init__(self, bound, secret, answers):
        self.answers, self.requests, self.reject = answers, [], []
        self._secret = secret.encode()
        serve(bound, self._answer)

    @property
    def names(self):
        """The User-Names that were asked for."""
        return [request[USER_NAME].decode() for request in self.requests]

    def _answer(self, packet):
        identifier, authenticator = packet[1], packet[4:20]
        if not self._genuine(packet):
            return None
        request = attributes_of(packet[20:])
        self.requests.append(request)
        found = self._find(request, authenticator)
        if found == SILENT:
            return None
        attributes = b"".join(one.hidden(self._secret, authenticator) if isinstance(one, Password) else one
                              for one in (self.reject if found is None else found))
        return self._signed(ACCESS_ACCEPT if found is not None else ACCESS_REJECT, identifier, authenticator, attributes)

    def _find(self, request, _authenticator):
        """Attributes of the accept, SILENT, or None."""
        return self.answers.get(request[USER_NAME].decode())

    def _genuine(self, packet):
        """Message-Authenticator comes first, and is right."""
        if packet[0] != ACCESS_REQUEST or packet[20:22] != bytes([MESSAGE_AUTHENTICATOR, 18]):
            return False
        blank = packet[:22] + bytes(16) + packet[38:]
        return hmac.compare_digest(hmac.new(self._secret, blank, "md5").digest(), packet[22:38])

    def _signed(self, code, identifier, authenticator, attributes):
        blank = attribute(MESSAGE_AUTHENTICATOR, bytes(16))
        head = struct.pack("!BBH", code, identifier, 20 + len(blank) + len(attributes))
        signature = hmac.new(self._secret, head + authenticator + blank + attributes, "md5").digest()
        body = attribute(MESSAGE_AUTHENTICATOR, signature) + attributes
        return head + hashlib.md5(head + authenticator + body + self._secret).digest() + body
