"""PPP in the kernel from Python: PPPoX sockets (L2TP, PPPoE), /dev/ppp channels, the bridge, network namespaces."""

import contextlib
import ctypes
import fcntl
import os
import socket
import struct

AF_PPPOX = 24
PX_PROTO_OE, PX_PROTO_OL2TP = 0, 1
PPPIOCGCHAN = 0x80047437
PPPIOCATTCHAN = 0x40047438
PPPIOCBRIDGECHAN = 0x40047435
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


@contextlib.contextmanager
def namespace(name):
    """Sockets opened inside belong to this network namespace."""
    before = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    inside = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)
    _check(_libc.setns(inside, CLONE_NEWNET), f"enter namespace {name}")
    try:
        yield
    finally:
        _check(_libc.setns(before, CLONE_NEWNET), "leave namespace")
        os.close(inside)
        os.close(before)


def _connect(sock, address, what):
    _check(_libc.connect(sock.fileno(), address, len(address)), what)


def _l2tp_address(udp, local_tunnel, local_session, remote_tunnel, remote_session):
    host, port = udp.getpeername()
    inet = struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8)
    return (struct.pack("=HIii", AF_PPPOX, PX_PROTO_OL2TP, 0, udp.fileno()) + inet
            + struct.pack("=HHHH", local_tunnel, local_session, remote_tunnel, remote_session))


class L2tpTunnel:
    """One side of a tunnel without a control connection: the ids are agreed on by whoever writes the test, and a port for each of
    several tunnels of two addresses."""

    def __init__(self, local, remote, tunnel, peer_tunnel, port=1701):
        self.ids = tunnel, peer_tunnel
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((local, port))
        self.udp.connect((remote, port))
        self.socket = socket.socket(AF_PPPOX, socket.SOCK_DGRAM, PX_PROTO_OL2TP)
        _connect(self.socket, _l2tp_address(self.udp, tunnel, 0, peer_tunnel, 0), "create tunnel")

    def session(self, session, peer_session):
        sock = socket.socket(AF_PPPOX, socket.SOCK_DGRAM, PX_PROTO_OL2TP)
        _connect(sock, _l2tp_address(self.udp, self.ids[0], session, self.ids[1], peer_session), "create session")
        return sock

    def close(self):
        self.socket.close()
        self.udp.close()


def pppoe_session(interface, session, remote_mac):
    """A PPPoE session without discovery."""
    sock = socket.socket(AF_PPPOX, socket.SOCK_STREAM, PX_PROTO_OE)
    address = (struct.pack("=HI", AF_PPPOX, PX_PROTO_OE) + struct.pack("!H", session)
               + bytes.fromhex(remote_mac.replace(":", "")) + interface.encode().ljust(16, b"\0"))
    _connect(sock, address, "create PPPoE session")
    return sock


def channel_index(sock):
    number = fcntl.ioctl(sock.fileno(), PPPIOCGCHAN, struct.pack("=i", 0))
    return struct.unpack("=i", number)[0]


def open_channel(sock):
    """The channel's descriptor of /dev/ppp: reads and writes are PPP frames without address and control."""
    fd = os.open("/dev/ppp", os.O_RDWR | os.O_CLOEXEC)
    fcntl.ioctl(fd, PPPIOCATTCHAN, struct.pack("=i", channel_index(sock)))
    return fd


def bridge(channel_fd, index):
    fcntl.ioctl(channel_fd, PPPIOCBRIDGECHAN, struct.pack("=i", index))


def mac_of(namespace_name, interface):
    with namespace(namespace_name):
        return _mac(interface)


def _mac(interface):
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    answer = fcntl.ioctl(probe.fileno(), 0x8927, struct.pack("16s24x", interface.encode()))  # SIOCGIFHWADDR
    probe.close()
    return answer[18:24].hex(":")
