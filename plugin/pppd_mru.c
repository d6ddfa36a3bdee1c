/*
 * LCP's Maximum-Receive-Unit on a line of Ethernet: RFC 2516 section 7 has no greater one than the session carries. pppd
 * acknowledges whatever the user asks for, takes it that he receives 1500 octets when he says nothing, and lets him
 * talk it out of its own limit.
 */
#include "pppd_headers_internal.h"

enum { kMru = 1, kMruLength = 4, kDefaultMru = 1500 }; /* RFC 1661 section 6.1 */

static fsm_callbacks callbacks_here;
static int (*reqci_before)(fsm*, unsigned char*, int*, int);
static int (*nakci_before)(fsm*, unsigned char*, int, int);
static int most;

/* What the user can receive, as his Configure-Request says; `is_there`: is it an option of it? */
static int asked_mru(const unsigned char* options, int length, int* is_there) {
    *is_there = 0;
    while (length >= 2 && options[1] >= 2 && options[1] <= length) {
        if (options[0] == kMru && options[1] == kMruLength) {
            *is_there = 1;
            return options[2] << 8 | options[3];
        }
        length -= options[1];
        options += options[1];
    }
    return kDefaultMru;
}

static void put_mru(unsigned char* option, int mru) {
    option[0] = kMru;
    option[1] = kMruLength;
    option[2] = (unsigned char)(mru >> 8);
    option[3] = (unsigned char)(mru & 0xff);
}

/* `options` is in pppd's packet buffer, as pppd's own answers are; there is room for one option more. */
static int on_reqci(fsm* f, unsigned char* options, int* length, int reject) {
    int is_there;
    const int mru = asked_mru(options, *length, &is_there);
    const int answer = reqci_before(f, options, length, reject);
    /* What is rejected goes first: the user asks again without it. */
    if (answer == CONFREJ || mru <= most) return answer;
    if (reject) { /* too many Naks were in vain; who cannot say what he receives is sent no more than the session carries anyway */
        if (!is_there) return answer;
        put_mru(options, mru);
        *length = kMruLength;
        return CONFREJ;
    }
    if (answer == CONFACK) *length = 0;
    memmove(options + kMruLength, options, (size_t)*length);
    put_mru(options, most);
    *length += kMruLength;
    return CONFNAK;
}

static int on_nakci(fsm* f, unsigned char* options, int length, int treat_as_reject) {
    const int good = nakci_before(f, options, length, treat_as_reject);
    if (lcp_gotoptions[0].mru > most) lcp_gotoptions[0].mru = most;
    return good;
}

void glue_limit_mru(int to) {
    const int is_new = most == 0;
    most = to;
    if (!is_new) return;
    callbacks_here = *lcp_fsm[0].callbacks;
    reqci_before = callbacks_here.reqci;
    callbacks_here.reqci = on_reqci;
    nakci_before = callbacks_here.nakci;
    callbacks_here.nakci = on_nakci;
    lcp_fsm[0].callbacks = &callbacks_here;
}
