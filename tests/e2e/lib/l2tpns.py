"""l2tpns as an independent LNS: L2TP and PPP in one process of its own, over a tun interface; users by RADIUS. It can also be
a LAC: it asks whom a call is from, and passes it on to another LNS."""

from lib.radius import RadiusServer
from lib.waiting import DEFAULT_TIMEOUT

_RADIUS, _RADIUS_SECRET = "127.0.0.1", "radius-secret"


class L2tpns:
    """An l2tpns that serves one user. Its files are in /etc/l2tpns, whatever it is told: that is mounted over.

    `forward`: (part of a user's name, address of an LNS, secret of the tunnel to it): such users' calls are forwarded there."""

    def __init__(self, machine, address, secret, user, password, pool="10.30.0.0/24", own="10.30.255.1", name="l2tpns",
                 forward=None):
        self.radius = RadiusServer(machine, _RADIUS, _RADIUS_SECRET, user, password)
        machine.run("mount", "-t", "tmpfs", "tmpfs", "/etc/l2tpns")
        self._write(machine, "ip_pool", pool + "\n")
        self._write(machine, "users", "")
        forwarding = 'setforward "{0}" "{1}" "1701" "{2}"\n'.format(*forward) if forward else ""
        self._write(machine, "startup-config", forwarding + "".join(f"set {line}\n" for line in (
            "debug 3", f'hostname "{name}"', f'l2tp_secret "{secret}"', f"primary_radius {_RADIUS}", f'radius_secret "{_RADIUS_SECRET}"',
            'radius_authtypes "chap,pap"', f"bind_address {address}", f"iftun_address {own}", f"peer_address {own}",
            "cli_bind_address 127.0.0.1", 'cluster_interface "core0"', "cluster_hb_interval 1", "cluster_hb_timeout 10",
            "ppp_restart_time 1")))
        self.process = machine.start("l2tpns", ["l2tpns"])

    @staticmethod
    def _write(machine, name, text):
        machine.run("sh", "-c", 'cat >"/etc/l2tpns/$1"', "write", name, text=text)

    def wait_until_ready(self, timeout=DEFAULT_TIMEOUT):
        """It answers calls once it is the master of its cluster of one."""
        self.process.wait_for("I am declaring myself the master", timeout)

    def close(self):
        """End it; it signals its whole process group, which is its own."""
        self.process.stop(10)
        self.radius.close()
