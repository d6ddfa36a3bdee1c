"""Calls at our LNS whose pppd is lib/reporting-pppd: what it says of PPP is written by the test."""

import os

from lib import proxy
from lib.host_case import PASSWORD, USER, HostTest
from lib.waiting import poll

REPORTING_PPPD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reporting-pppd")
LCP_PROTOCOL, IPCP_PROTOCOL, IPV6CP_PROTOCOL = 0xC021, 0x8021, 0x8057


def lcp_up(**fields):
    """LCP was taken over, and the user with it."""
    return "LCP_UP", dict(injected=1, auth_injected=1, mtu=1500, mru=1500, send_accm=0, receive_accm=0) | fields


def ip_up(**fields):
    return "IP_UP", dict(interface="ppp0", unit=0, local_address=bytes((10, 10, 10, 10)), peer_address=bytes((10, 10, 10, 11)),
                         master=1) | fields


def quality(bucket, requests, replies, *round_trips):
    """Of one bucket; `round_trips`: the least, the most, and all together, in microseconds."""
    least, most, total = round_trips or (0, 0, 0)
    return "QUALITY", dict(bucket=bucket, echo_requests=requests, echo_replies=replies, echo_least=least, echo_most=most,
                           echo_total=total)


class ReportedPpp(HostTest):
    def call(self, reports, proxied=None, dialin=()):
        """(peer, call, "TUNNEL/SESSION") of a call that is up, and of which all has been said."""
        group = self.lns_group("no-session-timeout = 0", dialin=dialin)
        self.machine.write("lns.options.reports", repr([*reports, ip_up()]))
        self.start(group, pppd=REPORTING_PPPD)
        peer = self.peer()
        peer.open_tunnel()
        call = peer.call(proxied if proxied is not None else proxy.chap(USER, PASSWORD))
        name = f"{peer.remote_tunnel}/{call.remote}"
        poll("IP is up", lambda: self.shown(name)["ncp"] == "open")
        return peer, call, name

    def shown(self, name):
        return self.daemon.json("session", "show", name)
