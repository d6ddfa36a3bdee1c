"""A PPP user with several links (RFC 1990), behind scripted LACs: puts together what the LNS has fragmented, and sends whole
frames over the link that a test wants."""

import contextlib
import struct

from lib import proxy
from lib.ppp_user import CHAP, CHAP_SUCCESS, CONF_REQ, LCP, PppUser
from lib.waiting import DEFAULT_TIMEOUT, Deadline, Timeout

MULTILINK = 0x003D
_ENDPOINT = 19
_MOMENT = 0.02


class MultilinkUser:
    """`endpoint` is his own discriminator. Links are added by call()."""

    def __init__(self, user, password, endpoint=b"home"):
        self.user, self.password, self.endpoint = user, password, endpoint
        self.links = []

    def call(self, lac, told, plain=False):
        """A further link over this LAC (peer.Peer), which has told the user that its endpoint is `told`; plain: without multilink. The
        user is authenticated when this returns, and LCP was negotiated again if the LNS wanted it."""
        more = {} if plain else {"lacs_more": proxy.multilink(told), "users_more": proxy.multilink(self.endpoint)}
        words = proxy.chap(self.user, self.password, **more)
        link = Link(self, lac.call(words), told)
        self.links.append(link)
        link.first(CHAP, CHAP_SUCCESS)
        return link

    def receive(self, timeout):
        """Serve each link once."""
        deadline = Deadline(timeout)
        while True:
            for link in self.links:
                with contextlib.suppress(Timeout):
                    return link.take(link.call.receive_frame(_MOMENT))
            if deadline.over():
                raise Timeout("no frame of any link")


class Link(PppUser):
    """One link; the first one of a bundle is also the user of the network protocols on it."""

    def __init__(self, owner, call, told):
        super().__init__(call, owner.user, owner.password)
        self.owner = owner
        self.told = told      # the other side's endpoint, as this link knows it
        self.bundle = self    # the link whose bundle it is in
        self.fragments = 0
        self._waiting = {}    # of a bundle: fragments by sequence number

    def joins(self, other):
        """From now on it is a link of the other one's bundle."""
        assert self.told == other.told, "to the user they are two bundles"
        self.bundle = other

    def ping(self, target=None, timeout=DEFAULT_TIMEOUT):
        """An ICMP echo over this link; the answer comes over the links of its bundle."""
        bundle = self.bundle
        bundle._pings += 1
        target, content = target or bundle.peer_address, f"over a link {bundle._pings}".encode()
        deadline = Deadline(timeout)
        while not bundle.echo_replies(target, content):
            if deadline.over():
                raise Timeout(f"no echo reply from {target} within {timeout:g} s")
            self.call.send_frame(bundle.echo_frame(target, content))
            with contextlib.suppress(Timeout):
                bundle.wait_for_replies(1, target, content, min(0.5, deadline.left()))

    def request_lcp(self):
        """With multilink, as the LAC was asked."""
        self.send(LCP, CONF_REQ, 1, proxy.lcp_options(magic=self.magic, others=proxy.multilink(self.owner.endpoint)))

    def take(self, frame):
        """A frame of this link."""
        protocol = frame[0] if frame[0] & 1 else struct.unpack_from("!H", frame)[0]
        if protocol != MULTILINK:
            self._take(frame)
            return
        self.fragments += 1
        for whole in self.bundle._put_together(frame[1 if frame[0] & 1 else 2:]):
            self.bundle._take(whole)

    def _put_together(self, fragment):
        """The frames that this fragment completes: 0x80 begins one, 0x40 ends it."""
        flags, sequence = fragment[0], int.from_bytes(fragment[1:4], "big")
        self._waiting[sequence] = flags, fragment[4:]
        first = sequence
        while first in self._waiting and not self._waiting[first][0] & 0x80:
            first = (first - 1) & 0xFFFFFF
        last = sequence
        while last in self._waiting and not self._waiting[last][0] & 0x40:
            last = (last + 1) & 0xFFFFFF
        if first not in self._waiting or last not in self._waiting:
            return []
        count = ((last - first) & 0xFFFFFF) + 1
        return [b"".join(self._waiting.pop((first + each) & 0xFFFFFF)[1] for each in range(count))]

    def _receive(self, timeout):
        self.owner.receive(timeout)

    def _lcp(self, packet):
        super()._lcp(packet)
        if packet.code == CONF_REQ:
            self.told = _endpoint(packet.body)


def _endpoint(body):
    """The Endpoint Discriminator of a Configure-Request, with its class; of the local class without. None: it has none."""
    while body:
        if body[0] == _ENDPOINT:
            return body[3:body[1]] if body[2] == 1 else body[2:body[1]]
        body = body[body[1]:]
    return None
