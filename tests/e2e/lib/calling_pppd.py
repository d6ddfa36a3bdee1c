"""Stands in for pppd, that of a call of the machine's own too, where no kernel moves frames: it takes the session, and IP is up at
once. It ends as pppd does, when it is told to."""

import os
import select
import signal
import socket
import sys

from lib.plugin_messages import CALLER, LNS, VERSION, Message, decode, encode

CONVERSATION = 3
OWN, PEER = bytes([10, 10, 10, 11]), bytes([10, 10, 10, 10])
USER_REQUEST, HANGUP = 5, 16


def write_program(machine):
    """A program of this machine that does so; the daemon starts only what belongs to its own user."""
    top = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    return machine.write("calling-pppd", f"#!/usr/bin/python3 -SB\nimport sys\nsys.path.insert(0, {top!r})\n"
                         "from lib.calling_pppd import main\nmain()\n", mode=0o700)


def main():
    """Serves one call."""
    ended, told = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(told, b"t"))
    print("calling as", " ".join(sys.argv), flush=True)
    daemon = socket.socket(fileno=CONVERSATION)
    daemon.setblocking(True)
    daemon.send(encode(Message.HELLO, protocol_version=VERSION, package_version="test", pppd_version="2.4.9", pid=os.getpid(),
                       mode=CALLER if "vpdn-caller" in sys.argv else LNS))
    while True:
        readable, _, _ = select.select([daemon, ended], [], [])
        if ended in readable:
            sys.exit(USER_REQUEST)
        packet = daemon.recv(20000)
        message, fields = decode(packet) if packet else (None, {})
        if message == Message.CONNECT:
            print("connected with", fields, flush=True)
            daemon.send(encode(Message.IP_UP, interface="ppp9", unit=9, local_address=OWN, peer_address=PEER, master=1))
        elif message in (Message.HANG_UP, None):
            sys.exit(HANGUP)
