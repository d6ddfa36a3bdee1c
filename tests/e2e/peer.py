"""A scripted L2TP peer: a LAC or LNS in the hands of a test, on the host or in the lab.

    peer = Peer(socket, ("192.0.2.2", 1701), secret="s")      # the socket may live in a Namespace: machine.socket(...)
    peer.open_tunnel(); call = peer.call(proxy.chap("user@example.com", "pw")); ...; call.hang_up(); peer.close_tunnel()

Every received control message is decoded strictly (lib/l2tp_wire.py), its Ns and Nr are checked, and it is acknowledged.
What was sent is sent again each second until it is acknowledged.
"""

import select
import time
from dataclasses import dataclass

from lib import l2tp_wire as wire
from lib.waiting import DEFAULT_TIMEOUT, Deadline, Timeout

_RETRANSMIT_SECONDS = 1.0


@dataclass
class Call:
    """One session; `local` and `remote` are the ids that each side assigned."""
    peer: "Peer"
    local: int
    remote: int = 0

    def send(self, message_type, *avps):
        """Send a message of this session."""
        self.peer.send(message_type, *avps, session=self.remote)

    def expect(self, *types, timeout=DEFAULT_TIMEOUT):
        """The next message of this session, which must be of one of these types."""
        return self.peer.expect(*types, session=self.local, timeout=timeout)

    def hang_up(self, code=3, error=None, message=""):
        """CDN, acknowledged by the other side."""
        self.send(wire.CDN, wire.result(code, error, message), wire.u16(wire.ASSIGNED_SESSION_ID, self.local))
        self.peer.wait_acknowledged()

    def send_frame(self, frame):
        """Send a PPP frame."""
        self.peer.send_datagram(wire.Data(self.peer.remote_tunnel, self.remote, frame).encode())

    def receive_frame(self, timeout=DEFAULT_TIMEOUT):
        """The next PPP frame of this session (address and control octets taken off where present)."""
        payload = self.peer.receive_data(self.local, timeout).payload
        return payload[2:] if payload[:2] == b"\xff\x03" else payload


class Peer:
    """One control connection over a UDP socket that it does not own. `remote` None: answers whoever comes first."""

    heard = None  # a list: every datagram that any Peer receives is added

    def __init__(self, socket, remote=None, secret=None, host_name="peer", tunnel=4711, acknowledge=True):
        self.socket, self.remote, self.secret, self.host_name = socket, remote, secret, host_name
        self.local_tunnel, self.remote_tunnel = tunnel, 0
        self.acknowledge = acknowledge  # False: a test wants to see what retransmission does
        self.ns, self.nr = 0, 0
        self.messages = []   # control messages as they came, for a test to look at; without ZLBs and repetitions
        self.repeated = 0    # how many came again
        self._inbox, self._data, self._unacknowledged = [], [], []
        self._of_socket = {tunnel: self}  # who gets what comes for a tunnel
        self._sent_at = 0.0
        self._next_session = 100

    def share_socket_with(self, *others):
        """Other Peers have tunnels over the same socket: what comes for one of them while another one listens is theirs (a message that
        the daemon sent again because this program was slow, data)."""
        for other in others:
            self._of_socket.update(other._of_socket)
        for each in list(self._of_socket.values()):
            each._of_socket = self._of_socket

    # --- messages ----------------------------------------------------------------------------------------------------

    def send_datagram(self, datagram):
        """Send bytes as they are."""
        self.socket.sendto(datagram, self.remote)

    def send(self, message_type, *avps, session=0):
        """Send a control message, reliably; the other side's session id, or 0 for the control connection."""
        kind = wire.u16(wire.MESSAGE_TYPE, message_type)
        message = wire.Control(self.remote_tunnel, session, self.ns, self.nr, [kind, *avps])
        self.ns = (self.ns + 1) & 0xFFFF
        self._unacknowledged.append(message)
        self._sent_at = time.monotonic()
        self.send_datagram(message.encode(self.secret))

    def send_zlb(self):
        """Acknowledge what came so far."""
        self.send_datagram(wire.Control(self.remote_tunnel, 0, self.ns, self.nr).encode())

    def expect(self, *types, session=None, timeout=DEFAULT_TIMEOUT):
        """The next control message (for one session if asked), which must be of one of the types; HELLOs are passed over
        unless they are asked for. Anything else fails the test."""
        def fits(message):
            return (session is None or message.session == session) and (message.type != wire.HELLO or wire.HELLO in types)
        wanted = "/".join(wire.NAMES[kind] for kind in types)
        message = self._wait(lambda: next(filter(fits, self._inbox), None), timeout, wanted)
        self._inbox.remove(message)
        if message.type not in types:
            raise AssertionError(f"expected {wanted}, received {message}"
                                 + (f", result {message.result()}" if message.type in (wire.CDN, wire.STOPCCN) else ""))
        return message

    def receive_data(self, session, timeout=DEFAULT_TIMEOUT):
        """The next data message of a session."""
        message = self._wait(lambda: next((data for data in self._data if data.session == session), None), timeout, "data")
        self._data.remove(message)
        return message

    def wait_acknowledged(self, timeout=DEFAULT_TIMEOUT):
        """Wait until the other side has acknowledged all that was sent."""
        self._wait(lambda: not self._unacknowledged, timeout, "an acknowledgement")

    def expect_silence(self, seconds):
        """Serve the connection for so long; fails if a control message other than HELLO or a data message comes."""
        try:
            self._wait(lambda: self._data or [m for m in self._inbox if m.type != wire.HELLO], seconds, "nothing")
        except Timeout:
            return
        raise AssertionError(f"expected silence, received {[str(m) for m in self._inbox]} and {len(self._data)} data messages")

    def _wait(self, condition, timeout, what):
        deadline = Deadline(timeout)
        while True:
            found = condition()
            if found:
                return found
            if deadline.over():
                raise Timeout(f"{self.host_name}: {what}: not within {timeout:g} s; so far: {[str(m) for m in self.messages]}")
            patience = min(deadline.left(), self._retransmit_due())
            if select.select([self.socket], [], [], patience)[0]:
                self._receive()
            elif self._unacknowledged and self._retransmit_due() == 0:
                self._retransmit()

    def _retransmit_due(self):
        if not self._unacknowledged:
            return _RETRANSMIT_SECONDS
        return max(0.0, self._sent_at + _RETRANSMIT_SECONDS - time.monotonic())

    def _retransmit(self):
        self._sent_at = time.monotonic()
        for message in self._unacknowledged:
            message.nr = self.nr  # section 5.8: Nr is always the newest
            self.send_datagram(message.encode(self.secret))

    def _receive(self):
        datagram, sender = self.socket.recvfrom(65536)
        if self.heard is not None:
            self.heard.append(datagram)
        self._owner(datagram)._take(datagram, sender)

    def _owner(self, datagram):
        tunnel = wire.tunnel_of(datagram)
        if tunnel == 0 and len(self._of_socket) > 1:  # an SCCRQ that came again names its sender's id only
            theirs = wire.decode(datagram, self.secret).number(wire.ASSIGNED_TUNNEL_ID)
            return next((peer for peer in self._of_socket.values() if theirs and peer.remote_tunnel == theirs), self)
        return self._of_socket.get(tunnel, self)

    def _take(self, datagram, sender):
        message = wire.decode(datagram, self.secret)
        if message.tunnel not in (self.local_tunnel, 0):
            raise wire.WireError(f"for tunnel {message.tunnel}, ours is {self.local_tunnel}")
        if self.remote is None or not self.remote_tunnel:
            self.remote = sender[:2]
        if isinstance(message, wire.Data):
            self._data.append(message)
            return
        newest = (message.nr - 1) & 0xFFFF
        if ((self.ns - message.nr) & 0xFFFF) > 0x8000:
            raise wire.WireError(f"{message}: acknowledges what was never sent (our next Ns is {self.ns})")
        self._unacknowledged = [sent for sent in self._unacknowledged if ((sent.ns - newest) & 0xFFFF) in range(1, 0x8000)]
        if message.type == wire.ZLB:
            return
        if message.ns != self.nr:
            self.repeated += 1
        else:
            self.nr = (self.nr + 1) & 0xFFFF
            self.messages.append(message)
            self._inbox.append(message)
            if message.find(wire.ASSIGNED_TUNNEL_ID):
                self.remote_tunnel = message.number(wire.ASSIGNED_TUNNEL_ID)
        if self.acknowledge:
            self.send_zlb()

    # --- tunnels -----------------------------------------------------------------------------------------------------

    def capabilities(self):
        """The attributes of our SCCRQ and SCCRP."""
        return [wire.u16(wire.PROTOCOL_VERSION, 0x0100), wire.u32(wire.FRAMING_CAPABILITIES, 3),
                wire.u32(wire.BEARER_CAPABILITIES, 3), wire.u16(wire.FIRMWARE_REVISION, 1),
                wire.text(wire.HOST_NAME, self.host_name),
                wire.u16(wire.ASSIGNED_TUNNEL_ID, self.local_tunnel), wire.u16(wire.RECEIVE_WINDOW_SIZE, 8)]

    def open_tunnel(self, *extra):
        """SCCRQ, SCCRP, SCCCN; returns the SCCRP. With a secret both sides are authenticated."""
        challenge = b"0123456789abcdef"
        ours = [wire.Avp(wire.CHALLENGE, challenge)] if self.secret else []
        self.send(wire.SCCRQ, *self.capabilities(), *ours, *extra)
        reply = self.expect(wire.SCCRP)
        if self.secret:
            self._check_response(reply, challenge)
        self.send(wire.SCCCN, *self._response(wire.SCCCN, reply))
        self.wait_acknowledged()
        return reply

    def accept_tunnel(self, timeout=DEFAULT_TIMEOUT, pause=0):
        """SCCRQ, SCCRP, SCCCN as the called side; returns the SCCRQ. With a pause the SCCRQ is only acknowledged for so long."""
        challenge = b"fedcba9876543210"
        request = self.expect(wire.SCCRQ, timeout=timeout)
        if pause:
            self.expect_silence(pause)
        ours = [wire.Avp(wire.CHALLENGE, challenge)] if self.secret else []
        self.send(wire.SCCRP, *self.capabilities(), *ours, *self._response(wire.SCCRP, request))
        connected = self.expect(wire.SCCCN)
        if self.secret:
            self._check_response(connected, challenge)
        return request

    def close_tunnel(self, code=1, error=None, message=""):
        """StopCCN, acknowledged."""
        self.send(wire.STOPCCN, wire.u16(wire.ASSIGNED_TUNNEL_ID, self.local_tunnel), wire.result(code, error, message))
        self.wait_acknowledged()

    def _response(self, message_type, received):
        challenge = received.find(wire.CHALLENGE)
        if challenge is None:
            return []
        assert self.secret, f"{received} has a challenge, but no secret is set"
        return [wire.Avp(wire.CHALLENGE_RESPONSE, wire.challenge_response(message_type, self.secret, challenge))]

    def _check_response(self, received, challenge):
        wanted = wire.challenge_response(received.type, self.secret, challenge)
        assert received.find(wire.CHALLENGE_RESPONSE) == wanted, f"{received}: wrong Challenge Response"

    # --- sessions ----------------------------------------------------------------------------------------------------

    def new_call(self):
        """A Call with an id of ours and nothing sent yet."""
        self._next_session += 1
        return Call(self, self._next_session)

    def call(self, proxied=(), request=(), connected=(), timeout=DEFAULT_TIMEOUT):
        """A dial-in call as LAC: ICRQ, ICRP, ICCN with the proxy attributes; returns the Call, acknowledged."""
        call = self.new_call()
        self.send(wire.ICRQ, wire.u16(wire.ASSIGNED_SESSION_ID, call.local), wire.u32(wire.CALL_SERIAL_NUMBER, call.local),
                  *request)
        call.remote = call.expect(wire.ICRP, timeout=timeout).number(wire.ASSIGNED_SESSION_ID)
        call.send(wire.ICCN, wire.u32(wire.TX_CONNECT_SPEED, 64000), wire.u32(wire.FRAMING_TYPE, 1), *connected, *proxied)
        self.wait_acknowledged()
        return call

    def accept_call(self, timeout=DEFAULT_TIMEOUT):
        """A dial-in call as LNS: returns (Call, ICRQ, ICCN)."""
        request = self.expect(wire.ICRQ, timeout=timeout)
        call = self.new_call()
        call.remote = request.number(wire.ASSIGNED_SESSION_ID)
        call.send(wire.ICRP, wire.u16(wire.ASSIGNED_SESSION_ID, call.local))
        return call, request, call.expect(wire.ICCN, timeout=timeout)
