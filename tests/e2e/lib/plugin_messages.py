"""The conversation between vpdnd and vpdn.so (lib/ipc/plugin_messages.h), written a second time for tests."""

import enum
import struct

VERSION = 5


class Message(enum.IntEnum):
    HELLO, CALL, DETACHED, FAILED, PHASE, LCP_UP, AUTHENTICATED, IP_UP, IP_DOWN, ENDED, ASK_ADDRESS, FORKED, READY, \
        AUTHENTICATE, JUDGED, QUALITY, NEGOTIATED = range(1, 18)
    WELCOME, REFUSED, CONNECT, FORWARD, LOCAL, REJECT, DETACH, BRIDGED, HANG_UP, ADDRESS, FORK, LINE, VERDICT, JUDGE = range(64, 78)


# name: (tag, struct format, or "s" for bytes, "t" for text)
TAGS = {
    "protocol_version": (1, "!I"), "package_version": (2, "t"), "pppd_version": (3, "t"), "pid": (4, "!I"),
    "mode": (5, "!B"), "text": (6, "t"), "phase": (7, "!B"),
    "initial_lcp": (16, "s"), "last_sent_lcp": (17, "s"), "last_received_lcp": (18, "s"), "auth_type": (19, "!H"),
    "auth_name": (20, "s"), "auth_challenge": (21, "s"), "auth_id": (22, "!B"), "auth_response": (23, "s"),
    "calling": (32, "t"), "called": (33, "t"), "port_name": (34, "t"), "framing": (35, "!I"), "bearer": (36, "!I"),
    "tx_speed": (37, "!Q"), "rx_speed": (38, "!Q"), "access_line": (39, "s"), "line_kind": (40, "!B"),
    "tunnel": (48, "!H"), "peer_tunnel": (49, "!H"), "session": (50, "!H"), "peer_session": (51, "!H"),
    "renegotiation": (52, "!B"), "force_local_chap": (53, "!B"), "local_address": (54, "s"),
    "peer_address": (55, "s"), "user_address": (56, "!B"), "multilink": (57, "!B"), "bundle_by": (58, "!B"),
    "address_later": (59, "!B"),
    "peer_name": (60, "t"), "peer_host": (61, "t"), "group": (62, "t"),
    "injected": (64, "!B"), "mtu": (65, "!H"), "mru": (66, "!H"), "send_accm": (67, "!I"), "receive_accm": (68, "!I"),
    "interface": (69, "t"), "bundle": (70, "t"), "master": (71, "!B"), "exit_status": (72, "!H"),
    "cause_code": (73, "!H"), "cause_protocol": (74, "!H"), "cause_direction": (75, "!B"), "how": (76, "!B"),
    "origin": (77, "!B"), "granted": (78, "!B"), "error": (79, "!I"),
    "mrru": (80, "!H"), "peer_mrru": (81, "!H"), "endpoint": (82, "t"), "peer_endpoint": (83, "t"),
    "auth_method": (84, "!B"), "auth_timeout": (85, "!H"), "auth_message": (86, "s"), "framed_address": (87, "s"),
    "framed_mtu": (88, "!H"), "session_timeout": (89, "!I"), "idle_timeout": (90, "!I"), "dns": (91, "s"), "wins": (92, "s"),
    "mppe_keys": (93, "s"), "mppe_policy": (94, "!B"), "mppe_types": (95, "!B"), "script_variables": (96, "s"),
    "interface_name": (97, "t"), "vrf_index": (98, "!I"), "vrf_table": (99, "!I"), "unit": (100, "!I"),
    "again": (101, "!B"), "bucket": (104, "!I"), "echo_requests": (105, "!I"), "echo_replies": (106, "!I"),
    "echo_total": (107, "!Q"), "echo_least": (108, "!I"), "echo_most": (109, "!I"), "echo_interval": (110, "!I"),
    "quality": (111, "!B"),
    "auth_injected": (112, "!B"), "control_protocol": (113, "!H"), "own_options": (114, "s"), "user_options": (115, "s"),
}
NAMES = {tag: (name, form) for name, (tag, form) in TAGS.items()}
NEVER, ON_MISMATCH, ALWAYS = 0, 1, 2
LNS, LAC, CALLER, WAITING, LINE_MODE = range(1, 6)
BY_BOTH, BY_USER, BY_ENDPOINT = range(3)
LINK, TERMINATE, LINE_GONE = 1, 2, 3
LENT, FIXED, CHOSEN, SERVER = range(4)
PAP, CHAP_MD5, MSCHAP_V1, MSCHAP_V2 = range(1, 5)
VIRTUAL, ASYNC, SYNC, PPPOE = range(4)


def encode(message, **fields):
    packet = struct.pack("!H", message)
    for name, value in fields.items():
        tag, form = TAGS[name]
        data = value.encode() if form == "t" else value if form == "s" else struct.pack(form, value)
        packet += struct.pack("!HH", tag, len(data)) + data
    return packet


def decode(packet):
    """(Message, {name: value}). Every tag must be known: plugin and tests are of one tree."""
    fields, at = {}, 2
    while at < len(packet):
        tag, length = struct.unpack_from("!HH", packet, at)
        data = packet[at + 4:at + 4 + length]
        assert len(data) == length, "field goes over the end"
        name, form = NAMES[tag]
        assert name not in fields, f"{name} occurs twice"
        fields[name] = data.decode() if form == "t" else data if form == "s" else struct.unpack(form, data)[0]
        at += 4 + length
    return Message(struct.unpack_from("!H", packet)[0]), fields
