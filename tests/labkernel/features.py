#!/usr/bin/env -S python3 -B
"""Run inside the lab: every kernel feature that the suite and its tests use, really used. One line each; exit 1 if one fails."""

import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import tty

import host_kernel

PPPIOCNEWUNIT, PPPIOCSMRRU = 0xC004743E, 0x4004743B
PPPIOCGCHAN, PPPIOCATTCHAN = 0x80047437, 0x40047438
PPPIOCBRIDGECHAN, PPPIOCUNBRIDGECHAN = 0x40047435, 0x7434
TIOCSETD, N_PPP = 0x5423, 3


def kernel_interfaces():
    """PPPoE and PPPoL2TP sockets, /dev/ppp, the l2tp netlink family, namespaces with veth."""
    lack = host_kernel.missing()
    assert lack is None, lack


def multilink():
    """A PPP unit takes an MRRU."""
    unit = os.open("/dev/ppp", os.O_RDWR)
    fcntl.ioctl(unit, PPPIOCNEWUNIT, bytearray(struct.pack("i", -1)))
    fcntl.ioctl(unit, PPPIOCSMRRU, struct.pack("i", 1500))
    os.close(unit)


class TtyChannel:
    """A PPP channel over a pseudo terminal; `line` is the terminal's other side, `ppp` the attached /dev/ppp."""

    def __init__(self):
        self.line, self._terminal = os.openpty()
        tty.setraw(self.line)
        tty.setraw(self._terminal)
        fcntl.ioctl(self._terminal, TIOCSETD, struct.pack("i", N_PPP))
        index = bytearray(4)
        fcntl.ioctl(self._terminal, PPPIOCGCHAN, index)
        self.index = bytes(index)
        self.ppp = os.open("/dev/ppp", os.O_RDWR)
        fcntl.ioctl(self.ppp, PPPIOCATTCHAN, self.index)


def _async_frame(payload):
    """RFC 1662: check sum, escapes and flags for one frame."""
    check = 0xFFFF
    for byte in payload:
        check ^= byte
        for _ in range(8):
            check = (check >> 1) ^ 0x8408 if check & 1 else check >> 1
    frame = payload + struct.pack("<H", check ^ 0xFFFF)
    escaped = b"".join(bytes((0x7D, byte ^ 0x20)) if byte in (0x7D, 0x7E) or byte < 0x20 else bytes((byte,)) for byte in frame)
    return b"\x7e" + escaped + b"\x7e"


def bridged_channels():
    """PPPIOCBRIDGECHAN: a frame that enters one channel leaves by the other; not any more after PPPIOCUNBRIDGECHAN."""
    first, second = TtyChannel(), TtyChannel()
    fcntl.ioctl(first.ppp, PPPIOCBRIDGECHAN, second.index)
    os.write(first.line, _async_frame(b"\xff\x03\x00\x21" + b"a frame over the bridge"))
    assert select.select([second.line], [], [], 5)[0], "no frame came out"
    assert b"a frame over the bridge" in os.read(second.line, 4096)
    fcntl.ioctl(first.ppp, PPPIOCUNBRIDGECHAN)


def l2tp_by_netlink():
    """A tunnel and a PPP session in two namespaces joined by veth; then a namespace is deleted with all it has."""
    _ip("netns add one", "netns add two", "link add va netns one type veth peer name vb netns two",
        "-n one addr add 192.0.2.1/24 dev va", "-n two addr add 192.0.2.2/24 dev vb",
        "-n one link set va up", "-n two link set vb up",
        "-n one l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp local 192.0.2.1 remote 192.0.2.2"
        " udp_sport 1701 udp_dport 1701",
        "-n one l2tp add session name l2e tunnel_id 1 session_id 1 peer_session_id 1", "-n one l2tp show session")
    _command("ip netns exec one ping -c 2 -i 0.2 -W 5 -q 192.0.2.2")
    _command("ip netns exec one tc qdisc add dev va root netem delay 5ms loss 10% duplicate 5% reorder 5%")
    _ip("netns del one", "netns del two")


def packet_sockets():
    """What tshark and pppoe-server read from."""
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()


def _ip(*commands):
    for command in commands:
        _command("ip " + command)


def _command(line):
    done = subprocess.run(line.split(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}: {done.stderr.strip() or done.stdout.strip()}"


def main():
    failed = 0
    for check in (kernel_interfaces, multilink, bridged_channels, l2tp_by_netlink, packet_sockets):
        try:
            check()
            print(f"ok {check.__name__}")
        except (OSError, AssertionError) as error:
            failed += 1
            print(f"not ok {check.__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
