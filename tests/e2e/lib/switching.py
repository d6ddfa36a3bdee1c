"""A switch between LAC and LNS: a machine that takes calls from tunnels and forwards them through others.

    client --access-- lac --out0  in0-- switch --out0  in0-- lns
                         198.51.100.0/24       203.0.113.0/24        (and 2001:db8:1::/64, 2001:db8:2::/64; .1 on the left)
"""

import array
import fcntl
import socket
import struct

from lib import dialin, namespace
from lib.scenario import ScenarioTest
from lib.vpdnd import Vpdnd, daemon_section, plugin

LAC_SIDE, SWITCH_NEAR, SWITCH_FAR, LNS_SIDE, LNS_OTHER = "198.51.100.1", "198.51.100.2", "203.0.113.1", "203.0.113.2", "203.0.113.3"
LAC_SIDE_6, SWITCH_NEAR_6, SWITCH_FAR_6, LNS_SIDE_6 = "2001:db8:1::1", "2001:db8:1::2", "2001:db8:2::1", "2001:db8:2::2"
FAR_SECRET = "secret-of-the-lns"


class SwitchTest(ScenarioTest):
    """self.switch is the daemon; self.near and self.far are the captures of its two links."""

    def setUp(self):
        super().setUp()
        net = self.net
        self.machine = net.add("SWITCH")
        namespace.connect(net.lac, "out0", self.machine, "in0", LAC_SIDE + "/24", SWITCH_NEAR + "/24")
        namespace.connect(self.machine, "out0", net.lns, "in0", SWITCH_FAR + "/24", LNS_SIDE + "/24")
        net.lns.run("ip", "addr", "add", LNS_OTHER + "/24", "dev", "in0")
        for machine, device, address in ((net.lac, "out0", LAC_SIDE_6), (self.machine, "in0", SWITCH_NEAR_6),
                                         (self.machine, "out0", SWITCH_FAR_6), (net.lns, "in0", LNS_SIDE_6)):
            machine.run("ip", "addr", "add", address + "/64", "dev", device, "nodad")

    def record(self):
        """Record both links from now on."""
        self.near = self.net.capture(self.machine, "in0", "near")
        self.far = self.net.capture(self.machine, "out0", "far")

    def start_switch(self, matched=('domains = ["cisco.com"]',), targets=(LNS_SIDE,), forward="always", secret=FAR_SECRET, onward=(),
                     accepting=(), group=(), daemon=None, more="", source=None):
        """`matched`: lines of request-dialin; `onward`, `group`: of the group that forwards, and of that which accepts."""
        keys = {"hostname": "SWITCH", "plugin": plugin(), "debug": ["events", "packets", "errors", "ppp"], **(daemon or {})}
        served = f'secret = "{secret}"' if secret else "authentication = false"
        places = ", ".join(f'{{ address = "{target}", priority = {place} }}' for place, target in enumerate(targets, 1))
        lines = ["", "[[group]]", 'name = "from-lacs"', 'terminate-from = ["LAC"]', f'secret = "{dialin.SECRET}"', "no-session-timeout = 2",
                 *group, "[group.accept-dialin]", f'forward = "{forward}"', *accepting,
                 "[[group]]", 'name = "onward"', served, f"initiate-to = [{places}]", "no-session-timeout = 2",
                 *([f'source = "{source}"'] if source else []), *onward, "[group.request-dialin]", *matched, more, ""]
        self.switch = Vpdnd(self.machine, daemon_section(self.machine, **keys) + "\n".join(lines))
        return self.switch

    def start_lns(self, name="vpdnd", listen=None, **parts):
        """The LNS that the switch knows."""
        self.net.lns.secrets((dialin.USER, "LNS", dialin.PASSWORD))
        daemon = {**({"listen": [f"{listen}:1701"]} if listen else {}), **parts.pop("daemon", {})}
        text = dialin.lns_configuration(self.net, secret=FAR_SECRET, daemon=daemon, **parts)
        return Vpdnd(self.net.lns, text.replace('terminate-from = ["LAC"]', 'terminate-from = ["SWITCH"]'), name=name)

    def start_lac(self, target=SWITCH_NEAR, source=LAC_SIDE, **parts):
        self.lac = dialin.lac(self.net, initiate_to=f'[{{ address = "{target}" }}]', source=source,
                              **{"group": "no-session-timeout = 3", **parts})
        dialin.access(self.net)
        return self.lac

    def call(self, lns_address=dialin.LNS_LOCAL, **parts):
        """A PPPoE user who is up, and whose packets of all sizes pass. Returns his client."""
        caller = dialin.client(self.net, **parts)
        interface, _address, peer = caller.wait_until_up()
        self.assertEqual(peer, lns_address)
        self.net.client.ping(peer, interface=interface)
        return caller

    def assert_switched(self):
        """The switch has two sessions of the one call, no pppd and no interface."""
        rows = [*self.switch.sessions_with("LAC"), *self.switch.sessions_with("LNS")]
        self.assertEqual([row["state"] for row in rows], ["established"] * 2)
        self.assertEqual(self.machine.programs("pppd"), [])
        self.assertEqual([name for name in self.machine.interfaces() if name.startswith("ppp")], [])
        return rows

    def wait_until_over(self):
        """Nothing of the call is left at the switch, nor in its kernel once its tunnels have gone."""
        self.switch.wait_for_sessions(0)
        self.switch.wait_for_tunnels(0)
        if self.machine.run("ip", "l2tp", "show", "tunnel", check=False).returncode == 0:
            self.assertEqual(self.machine.run("ip", "l2tp", "show", "tunnel").stdout, "")


def sum_in_software(machine, device):
    """The sender's checksums are complete: what veth leaves to a device that there is not, Linux 6.1 gets wrong for a frame that goes
    on with a header of another length (a sequence number more or less)."""
    set_tx_checksum, ethtool = 0x17, 0x8946
    value = array.array("I", [set_tx_checksum, 0])
    request = struct.pack("16sP", device.encode(), value.buffer_info()[0]).ljust(40, b"\0")
    with machine.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, ethtool, request)


def messages(packets, kind):
    """[(source, row)] of the control messages of this type, repetitions left out."""
    seen, found = set(), []
    for row in packets.having(("l2tp.avp.message_type", kind)):
        source = row.get("ip.src", row.get("ipv6.src"))[0]
        key = (source, *(tuple(row[field]) for field in ("l2tp.tunnel", "l2tp.Ns", "udp.srcport")))
        if key not in seen:
            seen.add(key)
            found.append((source, row))
    return found


def cdns(packets):
    """[(source, result code, message)]"""
    return [(source, int(row["l2tp.result_code"][0], 0), row.get("l2tp.avp.error_message", [""])[0])
            for source, row in messages(packets, dialin.CDN)]
