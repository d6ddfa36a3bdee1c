"""Tests of our switch on this machine: LACs and LNSs in the hands of the test."""

import struct

from lib import l2tp_wire as wire
from lib import proxy
from lib.host_case import LNS_PORT, PASSWORD, SECRET, USER
from lib.lac_case import LacTest, Served
from peer import Peer

SWITCHES = (32473, 101)
CLIENT_PORT = (9, 100)
ACCESS_LINE = 3561
Q931_CAUSE, TX_SPEED_BPS = 12, 74
CIRCUIT, RATE = b"eth 1/1/1:100", struct.pack("!Q", 16000000)

# What a LAC may say of a call, with our key for it; None: the tunnels' own.
IN_ICRQ = {
    "bearer-type": [wire.u32(wire.BEARER_TYPE, 2)],
    "physical-channel": [wire.u32(wire.PHYSICAL_CHANNEL_ID, 0x01020304)],
    "calling-number": [wire.text(wire.CALLING_NUMBER, "2085730592")],
    "called-number": [wire.text(wire.CALLED_NUMBER, "614629")],
    "sub-address": [wire.text(wire.SUB_ADDRESS, "21")],
    "client-port": [wire.Avp(CLIENT_PORT[1], b"Serial0:0", vendor=CLIENT_PORT[0])],
    "access-line": [wire.Avp(1, CIRCUIT, vendor=ACCESS_LINE), wire.Avp(130, RATE, vendor=ACCESS_LINE)],
}
IN_ICCN = {
    "connect-speed": [wire.u32(wire.RX_CONNECT_SPEED, 33600)],
    "private-group": [wire.Avp(wire.PRIVATE_GROUP_ID, b"\x00blue\xff")],
    "proxy-lcp": [avp for avp in proxy.chap(USER, PASSWORD, challenge=b"c" * 16) if avp.number < wire.PROXY_AUTHEN_TYPE],
    "proxy-auth": [avp for avp in proxy.chap(USER, PASSWORD, challenge=b"c" * 16) if avp.number >= wire.PROXY_AUTHEN_TYPE],
}
LOCAL_AVPS = {(0, wire.MESSAGE_TYPE), (0, wire.RANDOM_VECTOR), (0, wire.ASSIGNED_SESSION_ID), SWITCHES}


def all_of(rows):
    return [avp for avps in rows.values() for avp in avps]


def told(message):
    """{(vendor, number): value} of what is of the call itself."""
    return {(avp.vendor, avp.number): avp.value for avp in message.avps if (avp.vendor, avp.number) not in LOCAL_AVPS}


class SwitchTest(LacTest):
    """The switch is self.daemon; LACs are self.lac(), LNSs are served in threads."""

    def start_switch(self, *onward, forward="matched", lns=(2,), group=(), avps=(), secret=SECRET, domains="cisco.com", dialin=()):
        """`group`: lines of the group that the LAC's tunnel is of; `onward`, `avps`: of request-dialin and its table."""
        text = self.lac_group(lns=lns, name="onward", secret=secret, domains=domains)
        text += "\n".join([*onward, "[group.request-dialin.avps]" if avps else "", *avps, ""])
        return self.start(self.lns_group(*group, dialin=[f'forward = "{forward}"', *dialin]), text)

    def lac(self, host=10, **options):
        self._tunnel += 1
        peer = Peer(self.machine.udp(host), (self.machine.address(1), LNS_PORT), secret=SECRET, host_name="LAC", tunnel=self._tunnel,
                    **options)
        peer.open_tunnel()
        return peer

    def serve(self, host=2, **options):
        """An LNS that takes one call: its result() is (Call, ICRQ, ICCN)."""
        return Served(self.lns(host, **options), lambda peer: (peer.accept_tunnel(), peer.accept_call())[1])

    def refuse(self, host, code, error=None, message=""):
        def script(peer):
            peer.accept_tunnel()
            request = peer.expect(wire.ICRQ)
            call = peer.new_call()
            call.remote = request.number(wire.ASSIGNED_SESSION_ID)
            call.hang_up(code, error, message)
            return request
        return Served(self.lns(host), script)

    def switched(self, **options):
        """(Call of the LAC, Call at the LNS) of a call that is up."""
        serving = self.serve(**options)
        call = self.lac().call(proxy.chap(USER, PASSWORD))
        return call, serving.result()[0]

    def request(self, lac, *avps):
        """An ICRQ, and nothing else yet."""
        call = lac.new_call()
        lac.send(wire.ICRQ, wire.u16(wire.ASSIGNED_SESSION_ID, call.local), wire.u32(wire.CALL_SERIAL_NUMBER, 7), *avps)
        return call
