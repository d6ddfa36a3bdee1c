"""Stands in for a pppd with vpdn.so that answered a user: the plugin's half of the conversation, step by step.

With dataplane "none" the two descriptors that it hands over are pipes; nothing is read from them.
"""

import array
import os
import socket
import struct

from lib import proxy
from lib.plugin_messages import LAC, VERSION, Message, decode, encode
from lib.waiting import DEFAULT_TIMEOUT


class PluginClient:
    """One conversation over the daemon's plugin socket."""

    def __init__(self, path, timeout=DEFAULT_TIMEOUT):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self._pipes = []

    def send(self, message, *descriptors, **fields):
        """Send one message."""
        self.send_packet(encode(message, **fields), *descriptors)

    def send_packet(self, packet, *descriptors):
        """Send bytes as they are."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        self.socket.sendmsg([packet], rights)

    def receive(self):
        """(Message, fields); (None, {}) at the end of the conversation."""
        try:
            packet = self.socket.recv(20000)
        except ConnectionResetError:
            packet = b""
        return decode(packet) if packet else (None, {})

    def expect(self, wanted):
        """The next message, which must be this one; returns its fields. None: the end of the conversation."""
        message, fields = self.receive()
        if message != wanted:
            raise AssertionError(f"expected {wanted!r}, received {message!r} {fields}")
        return fields

    def silent(self, seconds):
        """Whether nothing comes for so long."""
        before = self.socket.gettimeout()
        self.socket.settimeout(seconds)
        try:
            return not self.socket.recv(20000, socket.MSG_PEEK) and False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(before)

    def hello(self, version=VERSION, mode=LAC):
        """Greet and be welcomed."""
        self.send(Message.HELLO, protocol_version=version, package_version="test", pppd_version="2.4.9", pid=os.getpid(), mode=mode)
        return self.expect(Message.WELCOME)

    def call(self, user, password, kind=proxy.pap, **fields):
        """A user who authenticated by PAP or CHAP, with what LCP came to."""
        names = {26: "initial_lcp", 27: "last_sent_lcp", 28: "last_received_lcp", 29: "auth_type", 30: "auth_name",
                 31: "auth_challenge", 32: "auth_id", 33: "auth_response"}
        values = {names[avp.number]: avp.value for avp in kind(user, password)}
        values["auth_type"] = struct.unpack("!H", values["auth_type"])[0]
        values["auth_id"] = values["auth_id"][1]
        self.send(Message.CALL, *self.descriptors(), **{"framing": 1, "tx_speed": 100000000, **values, **fields})

    def descriptors(self):
        """Two descriptors that the daemon may keep: in place of the channel's."""
        made = [os.pipe(), os.pipe()]
        self._pipes += made
        return [ends[0] for ends in made]

    def hand_over(self):
        """Forward, Detach, Detached, Bridged: the call is the daemon's."""
        self.expect(Message.FORWARD)
        self.expect(Message.DETACH)
        self.send(Message.DETACHED)
        self.expect(Message.BRIDGED)

    def close(self):
        """The end: pppd is gone."""
        self.socket.close()
        for ends in self._pipes:
            for descriptor in ends:
                os.close(descriptor)
        self._pipes = []
