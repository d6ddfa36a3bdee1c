"""A RADIUS server for one user (RFC 2865): PAP and CHAP, access and accounting, in a thread."""

import hashlib
import socket
import struct
import threading

_ACCESS_REQUEST, _ACCESS_ACCEPT, _ACCESS_REJECT, _ACCOUNTING_REQUEST, _ACCOUNTING_RESPONSE = 1, 2, 3, 4, 5
_USER_NAME, _USER_PASSWORD, _CHAP_PASSWORD, _CHAP_CHALLENGE = 1, 2, 3, 60


def attributes_of(data):
    """Those of a packet behind its header, by number; the last one where there are more of a kind."""
    found = {}
    while len(data) >= 2 and data[1] >= 2:
        found[data[0]] = data[2:data[1]]
        data = data[data[1]:]
    return found


def proves(attributes, password, secret, authenticator):
    """Has the user of this request that password? PAP and CHAP with MD5 (sections 5.2 and 5.3)."""
    answer = attributes.get(_CHAP_PASSWORD)
    if answer is None:
        return _revealed(attributes.get(_USER_PASSWORD, b""), secret, authenticator) == password
    challenge = attributes.get(_CHAP_CHALLENGE, authenticator)
    return answer[1:] == hashlib.md5(answer[:1] + password + challenge).digest()


def _revealed(hidden, secret, authenticator):
    plain, key = b"", authenticator
    for begin in range(0, len(hidden), 16):
        block = hidden[begin:begin + 16]
        plain += bytes(a ^ b for a, b in zip(block, hashlib.md5(secret + key).digest()))
        key = block
    return plain.rstrip(b"\0")


def serve(bound, answer):
    """Sends what `answer` makes of each packet, if anything, in a thread, until the socket is closed."""
    def run():
        while True:
            try:
                packet, sender = bound.recvfrom(4096)
                out = answer(packet)
                if out:
                    bound.sendto(out, sender)
            except OSError:
                return
    threading.Thread(target=run, daemon=True).start()


class RadiusServer:
    """Answers on `address`, port 1812, in a machine's network until close(). `requests`: (code, attributes) as they came."""

    def __init__(self, machine, address, secret, user, password):
        self._secret, self._user, self._password = secret.encode(), user.encode(), password.encode()
        self.requests = []
        self._socket = machine.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 1812))
        serve(self._socket, self._answer)

    def close(self):
        """Stop answering."""
        self._socket.close()

    def _answer(self, packet):
        code, identifier = packet[0], packet[1]
        authenticator, attributes = packet[4:20], attributes_of(packet[20:])
        self.requests.append((code, attributes))
        if code == _ACCOUNTING_REQUEST:
            answer = _ACCOUNTING_RESPONSE
        else:
            answer = _ACCESS_ACCEPT if self._good(authenticator, attributes) else _ACCESS_REJECT
        head = struct.pack("!BBH", answer, identifier, 20)
        return head + hashlib.md5(head + authenticator + self._secret).digest()

    def _good(self, authenticator, attributes):
        return attributes.get(_USER_NAME) == self._user and proves(attributes, self._password, self._secret, authenticator)
