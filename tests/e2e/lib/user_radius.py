"""A RADIUS server that lets users in by PAP and CHAP-MD5 (RFC 2865 sections 5.2 and 5.3): answers in a thread."""

import ipaddress
import socket
import struct

from lib.radius import proves
from lib.tunnel_radius import SILENT, USER_NAME, VENDOR_SPECIFIC, TunnelRadius, attribute

FRAMED_ADDRESS, FRAMED_NETMASK, FILTER_ID, FRAMED_MTU, REPLY_MESSAGE, FRAMED_ROUTE = 8, 9, 11, 12, 18, 22
CLASS, SESSION_TIMEOUT, IDLE_TIMEOUT, ACCT_SESSION_ID, PORT_LIMIT, FRAMED_POOL = 25, 27, 28, 44, 62, 88
ADDRESS_BY_USER, ADDRESS_BY_US = "255.255.255.255", "255.255.255.254"
SECRET = "what-lns-and-radius-share"


def number(kind, value):
    """An integer."""
    return attribute(kind, struct.pack("!I", value))


def address(kind, text):
    """An IPv4 address."""
    return attribute(kind, ipaddress.ip_address(text).packed)


def microsoft(kind, value):
    """A vendor's attribute of RFC 2548."""
    return attribute(VENDOR_SPECIFIC, struct.pack("!IBB", 311, kind, len(value) + 2) + value)


def radius_at(machine, users):
    """A UserRadius on the loopback of a machine with a network of its own."""
    bound = machine.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", 1812))
    return UserRadius(bound, users)


class UserRadius(TunnelRadius):
    """`users`: {name: (password, attributes of the accept)}, or {name: SILENT}; names and passwords are octets."""

    def __init__(self, bound, users):
        self.users = users
        super().__init__(bound, SECRET, {})

    def _find(self, request, authenticator):
        user = self.users.get(request[USER_NAME])
        if user in (None, SILENT):
            return user
        password, attributes = user
        return attributes if proves(request, password, self._secret, authenticator) else None
