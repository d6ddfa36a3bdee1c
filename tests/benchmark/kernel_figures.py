"""What is measured with the kernel's data plane and real pppds (tests/bench kernel)."""

import resource

from figures import Figure, Goal, Load

WAITING, EXEC, XL2TPD = "vpdnd", "vpdnd+exec", "xl2tpd"
ALL = (WAITING, EXEC, XL2TPD)
FLOOR = "floor"  # fork, exec and exit of a pppd, nothing else

MOST = min(1000, resource.getrlimit(resource.RLIMIT_NOFILE)[1] // 4)


def _first_frames(flight, count):
    return Load(f"lcp-{flight}", {"mode": "calls", "tunnels": 4, "flight": flight, "count": count, "frames": 1, "seconds": 300,
                                  "settle": 1}, ALL, [
        Figure(f"calls/s to the first LCP frame, {flight} in flight", "rate", [Goal(5, (XL2TPD,)), Goal(4, (FLOOR,))], 1),
        Figure("  p50 ms", "p50_ms", decimals=1),
        Figure("  p99 ms", "p99_ms", decimals=1),
        Figure("  CPU of the machine, ms a call", "machine_cpu_per_call_ms", decimals=1),
        Figure("  memory of the machine, kB a live call", "machine_kb_per_call", [Goal(0.5, (EXEC,), True)])])


def _turns():
    return [Figure("  turns of the event loop: p99.9 ms", "loop_p999_ms", [Goal(5, most=True)], 2),
            Figure("  the longest ms", "loop_longest_ms", decimals=1)]


LOADS = [
    Load("floor", {"mode": "floor", "count": 40}, (FLOOR,), [
        Figure("pppds started and ended/s, one after the other: the floor of exec", "rate", decimals=1)]),
    Load("idle", {"mode": "idle", "seconds": 3}, ALL, [
        Figure("HELLO of a bystander, nothing else to do: p50 ms", "hello_p50_ms", decimals=2),
        Figure("  p99 ms", "hello_p99_ms", decimals=2)]),
    _first_frames(1, 40),
    _first_frames(16, 100),
    _first_frames(256, 256),
    Load("icrp-16", {"mode": "calls", "tunnels": 4, "flight": 16, "count": 200, "seconds": 300}, ALL, [
        Figure("calls/s until ICCN is acknowledged, 16 in flight", "rate", [Goal(1, (XL2TPD,))], 1)]),
    Load("bystander", {"mode": "calls", "tunnels": 4, "flight": 64, "count": 200, "frames": 1, "seconds": 300, "bystander": 1},
         ALL, [
             Figure("HELLO of a bystander, 64 calls in flight: p50 ms", "hello_p50_ms", decimals=2),
             Figure("  p99 ms", "hello_p99_ms", [Goal(1, (XL2TPD,), True)], 2),
             Figure("  longest ms", "hello_max_ms", decimals=1), *_turns()]),
    Load("end", {"mode": "calls", "tunnels": 4, "flight": 64, "count": MOST, "end": 1, "seconds": 240, "bystander": 1}, ALL, [
        Figure(f"{MOST} calls made and ended at once: calls ended", "ended", [Goal(MOST)]),
        Figure("  ms until all ends are acknowledged", "end_ms", [Goal(2000, most=True)]),
        Figure("  ms until all pppds are gone", "gone_ms"),
        Figure("  HELLO of a bystander meanwhile: p99 ms", "hello_p99_ms", decimals=2),
        Figure("  longest ms", "hello_max_ms", decimals=1), *_turns()], runs=1),
]
