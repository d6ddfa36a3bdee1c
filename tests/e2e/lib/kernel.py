"""Linux interfaces that Python's standard library lacks: entering a network namespace, netlink route events, inotify."""

import contextlib
import ctypes
import os
import re
import socket
import struct
import threading

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)

RTM_NEWLINK, RTM_DELLINK, RTM_NEWADDR, RTM_DELADDR = 16, 17, 20, 21
_RTMGRP_LINK, _RTMGRP_IPV4_IFADDR, _RTMGRP_IPV6_IFADDR = 1, 0x10, 0x100


def _check(result):
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def in_network_namespace(pid, function):
    """The result of function(), run by a thread that is in the network namespace of process `pid`. Namespaces belong to
    threads, so this one's stays what it is; a socket made by the function stays in that namespace."""
    outcome = []

    def enter():
        try:
            with open(f"/proc/{pid}/ns/net", "rb") as namespace:
                _check(_libc.setns(namespace.fileno(), _CLONE_NEWNET))
            outcome.append((function(), None))
        except BaseException as error:  # handed on to the caller below
            outcome.append((None, error))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    result, error = outcome[0]
    if error:
        raise error
    return result


def equal_four_tuples_work():
    """Whether this kernel keeps the data of two L2TP tunnels on one four-tuple apart: since 6.11 it does."""
    return tuple(map(int, re.match(r"(\d+)\.(\d+)", os.uname().release).groups())) >= (6, 11)


def route_events_socket():
    """A netlink socket that tells of every link and address change in the current network namespace."""
    channel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
    channel.bind((0, _RTMGRP_LINK | _RTMGRP_IPV4_IFADDR | _RTMGRP_IPV6_IFADDR))
    return channel


class FileWatch:
    """Wakes its owner when a file is written to (inotify on its directory, as the file may not exist yet)."""

    _IN_MODIFY, _IN_CREATE, _IN_MOVED_TO = 2, 0x100, 0x80

    def __init__(self, path):
        self._descriptor = _check(_libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        mask = self._IN_MODIFY | self._IN_CREATE | self._IN_MOVED_TO
        _check(_libc.inotify_add_watch(self._descriptor, os.fsencode(os.path.dirname(path)), mask))

    def fileno(self):
        """For select()."""
        return self._descriptor

    def drain(self):
        """Forget what was reported so far."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._descriptor, 65536):
                pass

    def close(self):
        """Give the descriptor back."""
        os.close(self._descriptor)


def packet_socket(interface, buffer_size=16 << 20):
    """A socket that sees every frame of the interface in the current network namespace."""
    channel = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    _SO_RCVBUFFORCE = 33
    channel.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, buffer_size)
    channel.bind((interface, 3))  # ETH_P_ALL
    return channel


def packet_drops(channel):
    """How many frames a packet socket has lost since the last call."""
    _SOL_PACKET, _PACKET_STATISTICS = 263, 6
    _received, dropped = struct.unpack("II", channel.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))
    return dropped
