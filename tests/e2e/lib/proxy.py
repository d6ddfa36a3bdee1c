"""What a LAC learned from its user and passes on in the ICCN: proxy LCP and proxy authentication (RFC 2661 section 4.4.5)."""

import hashlib
import os
import struct

from lib import l2tp_wire as wire

AUTHEN_TEXT, AUTHEN_CHAP, AUTHEN_PAP, AUTHEN_NONE, AUTHEN_MSCHAP1 = 1, 2, 3, 4, 5
CHAP_MD5, PAP = b"\xc2\x23\x05", b"\xc0\x23"


def lcp_options(mru=None, accm=None, auth=None, magic=None, others=b""):
    """LCP Configure-Request options (RFC 1661 section 6), in the order of their numbers, without the packet's header."""
    options = b""
    for kind, value in ((1, mru and struct.pack("!H", mru)), (2, accm is not None and struct.pack("!I", accm)), (3, auth),
                        (5, magic and struct.pack("!I", magic))):
        if value:
            options += bytes((kind, 2 + len(value))) + value
    return options + others


def chap_response(identifier, secret, challenge):
    """RFC 1994 section 4.1."""
    secret = secret if isinstance(secret, bytes) else secret.encode()
    return hashlib.md5(bytes((identifier,)) + secret + challenge).digest()


def multilink(endpoint, mrru=1500):
    """MRRU and Endpoint Discriminator, a local name (RFC 1990 sections 5.1.1 and 5.1.3)."""
    return struct.pack("!BBH", 17, 4, mrru) + bytes((19, 3 + len(endpoint), 1)) + endpoint


def lcp(auth, lac_magic=0x109D08F2, user_magic=0x6EE4E865, mru=None, lacs_more=b"", users_more=b""):
    """The three proxy LCP attributes: what the user asked first, what the LAC asked last, what the user asked last."""
    users = lcp_options(mru=mru, magic=user_magic, others=users_more)
    lacs = lcp_options(mru=mru, auth=auth, magic=lac_magic, others=lacs_more)
    return [wire.Avp(wire.INITIAL_RECEIVED_LCP, users), wire.Avp(wire.LAST_SENT_LCP, lacs), wire.Avp(wire.LAST_RECEIVED_LCP, users)]


def chap(user, password, identifier=7, challenge=None, **lcp_values):
    """Proxy LCP and CHAP-MD5 of a user with this password (a wrong password gives a response that does not verify)."""
    challenge = challenge or os.urandom(16)
    return [*lcp(CHAP_MD5, **lcp_values), wire.u16(wire.PROXY_AUTHEN_TYPE, AUTHEN_CHAP), wire.text(wire.PROXY_AUTHEN_NAME, user),
            wire.Avp(wire.PROXY_AUTHEN_CHALLENGE, challenge), wire.u16(wire.PROXY_AUTHEN_ID, identifier),
            wire.Avp(wire.PROXY_AUTHEN_RESPONSE, chap_response(identifier, password, challenge))]


def pap(user, password, identifier=7, **lcp_values):
    """Proxy LCP and PAP."""
    return [*lcp(PAP, **lcp_values), wire.u16(wire.PROXY_AUTHEN_TYPE, AUTHEN_PAP), wire.text(wire.PROXY_AUTHEN_NAME, user),
            wire.u16(wire.PROXY_AUTHEN_ID, identifier), wire.text(wire.PROXY_AUTHEN_RESPONSE, password)]
