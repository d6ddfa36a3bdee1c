/*
 * How long a session may last, and how long it may be idle. pppd has both begin when IP comes up, which it never does on a link
 * that joins a bundle; and where the owner of a bundle was idle it closes its own link alone, once. See pppd_glue.h.
 */
#include "pppd_headers_internal.h"

static struct {
    int there, session, idle;
} of_options;

enum { kAskAgain = 3600 }; /* seconds */

static int session_time;   /* seconds that a server gives, 0: none are said */
static time_t session_end; /* by the clock that nobody sets; 0: it has not begun */

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static int session_limit(void) {
#ifdef VPDN_PPPD_25
    return (int)ppp_get_max_connect_time();
#else
    return maxconnect;
#endif
}

static int idle_limit(void) {
#ifdef VPDN_PPPD_25
    return (int)ppp_get_max_idle_time();
#else
    return idle_time_limit;
#endif
}

static void set_session_limit(int seconds) {
#ifdef VPDN_PPPD_25
    ppp_set_max_connect_time((unsigned)seconds);
#else
    maxconnect = seconds;
#endif
}

static void set_idle_limit(int seconds) {
#ifdef VPDN_PPPD_25
    ppp_set_max_idle_time((unsigned)seconds);
#else
    idle_time_limit = seconds;
#endif
}

void glue_set_times(int session, int idle) {
    if (!of_options.there) {
        of_options.there = 1;
        of_options.session = session_limit();
        of_options.idle = idle_limit();
    }
    session_time = session;
    session_end = 0;
    set_session_limit(session != 0 ? session : of_options.session);
    set_idle_limit(idle != 0 ? idle : of_options.idle);
}

/* pppd takes the limit for the time from here on, each time. */
void glue_limit_session(void) {
    if (session_time == 0) return;
    if (session_end == 0) session_end = now() + session_time;
    const time_t rest = session_end - now();
    set_session_limit(rest > 0 ? (int)rest : 1); /* 0: no limit */
}

static void session_is_over(void* nothing) {
    (void)nothing;
    info("Connect time expired");
    glue_set_status(EXIT_CONNECT_TIME);
    lcp_close(0, "Connect time expired");
}

void glue_limit_joined(void) {
    glue_limit_session();
    glue_cancel_timer(session_is_over);
    if (session_limit() > 0) glue_set_timer(session_is_over, session_limit(), 0);
}

/* What pppd asks in place of its own reckoning: NULL as IP comes up, then as often as this says. It closes the link at 0. */
static int on_idle(struct ppp_idle* idle) {
    if (idle == NULL) return idle_limit();
    if (idle_limit() == 0) return kAskAgain; /* whoever has logged in anew has none */
    const time_t since = idle->xmit_idle < idle->recv_idle ? idle->xmit_idle : idle->recv_idle;
    const int rest = idle_limit() - (int)since;
    if (rest > 0 || !glue_in_bundle()) return rest;
    info("Terminating the bundle due to lack of activity.");
    glue_set_status(EXIT_IDLE_TIMEOUT);
    glue_close_networks("Link inactive");
    return idle_limit();
}

void glue_watch_idle(void) {
    if (idle_time_hook == NULL) idle_time_hook = on_idle;
}
