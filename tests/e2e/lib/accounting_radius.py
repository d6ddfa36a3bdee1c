"""A RADIUS server that takes accounting records (RFC 2866): answers in a thread."""

import hashlib
import struct

from lib.radius import attributes_of, serve
from lib.waiting import poll

ACCOUNTING_REQUEST, ACCOUNTING_RESPONSE = 4, 5
USER_NAME, NAS_IDENTIFIER, CLASS = 1, 32, 25
STATUS_TYPE, DELAY_TIME, INPUT_OCTETS, OUTPUT_OCTETS, SESSION_ID, SESSION_TIME, TERMINATE_CAUSE = 40, 41, 42, 43, 44, 46, 49
INPUT_GIGAWORDS, EVENT_TIMESTAMP, TUNNEL_CLIENT, TUNNEL_SERVER, TUNNEL_CONNECTION = 52, 55, 66, 67, 68
KINDS = {1: "Start", 2: "Stop", 3: "Interim-Update", 7: "Accounting-On", 8: "Accounting-Off", 9: "Tunnel-Start", 10: "Tunnel-Stop",
         11: "Tunnel-Reject", 12: "Tunnel-Link-Start", 13: "Tunnel-Link-Stop", 14: "Tunnel-Link-Reject"}


class AccountingRadius:
    """`records`: the attributes of each request that was acknowledged, repetitions once; while `silent` none is."""

    def __init__(self, bound, secret):
        self.records, self.silent, self.refused, self.heard = [], False, 0, 0
        self._secret, self._answers = secret.encode(), {}
        serve(bound, self._answer)

    def kinds(self):
        """What was told, in order."""
        return [record.kind for record in self.records]

    def wait_for(self, *kinds):
        """The records, once these have come (and no others)."""
        poll(f"{kinds} are told: {self.kinds()}", lambda: self.kinds() == list(kinds))
        return self.records

    def _answer(self, packet):
        """RFC 2866 section 3: the authenticator proves the request."""
        blank = packet[:4] + bytes(16) + packet[20:]
        if packet[0] != ACCOUNTING_REQUEST or hashlib.md5(blank + self._secret).digest() != packet[4:20]:
            self.refused += 1
            return None
        self.heard += 1
        if self.silent:
            return None
        if packet not in self._answers:
            head = struct.pack("!BBH", ACCOUNTING_RESPONSE, packet[1], 20)
            self._answers[packet] = head + hashlib.md5(head + packet[4:20] + self._secret).digest()
            self.records.append(Record(packet[20:]))
        return self._answers[packet]


class Record:
    """One record: values by attribute number."""

    def __init__(self, data):
        self._values = attributes_of(data)

    @property
    def kind(self):
        """Start, Stop..."""
        return KINDS.get(self.number(STATUS_TYPE), self.number(STATUS_TYPE))

    def get(self, number):
        """The octets; None: it is not there."""
        return self._values.get(number)

    def number(self, number):
        """As an integer."""
        value = self.get(number)
        return None if value is None else int.from_bytes(value, "big")

    def text(self, number):
        """As text."""
        value = self.get(number)
        return None if value is None else value.decode()
