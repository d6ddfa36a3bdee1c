/*
 * The addresses of IPCP. pppd would give what the daemon has sent, what a secrets file fixes, what another plugin knows
 * from a server, or what the user wishes; nobody but the daemon knows who has which. So each address that is not the
 * daemon's own is asked for before pppd promises it.
 */
#include "pppd_headers_internal.h"

enum { kOldAddresses = 1, kAddress = 3 }; /* IPCP options, RFC 1332 section 3 */

static const struct glue_events* events;
static fsm_callbacks callbacks_here;
static void (*resetci_before)(fsm*);
static int (*reqci_before)(fsm*, unsigned char*, int*, int);
static uint32_t granted;     /* network order; the one that is the user's without a question */
static int lends_later, may_choose;
static uint32_t from_server; /* what a server has chosen: of the daemon's, or of another plugin's */
static struct {
    int there; /* the rest is from before a server said anything */
    uint32_t hisaddr;
    int accept_remote;
} without_server;

/* The address in the peer's Configure-Request, in network order; 0: none. */
static uint32_t asked_address(const unsigned char* options, int length) {
    uint32_t address = 0;
    while (length >= 2 && options[1] >= 2 && options[1] <= length) {
        const int is_address = (options[0] == kAddress && options[1] == 6) || (options[0] == kOldAddresses && options[1] == 10);
        if (is_address && address == 0) memcpy(&address, options + 2, 4);
        length -= options[1];
        options += options[1];
    }
    return address;
}

static int may_have(uint32_t address, int origin) {
    if (address == granted) return 1;
    if (!events->ask_address((const uint8_t*)&address, origin)) return 0;
    granted = address;
    return 1;
}

/* A pool that had no address when the call came: it may have been a further link of a bundle, which needs none. */
static int borrow(ipcp_options* wanted) {
    uint32_t lent;
    if (!events->lend_address((uint8_t*)&lent)) return 0;
    wanted->hisaddr = granted = lent;
    wanted->accept_remote = may_choose;
    return 1;
}

/* pppd gives what it knows itself (hisaddr), or lets the user have what he wishes (accept_remote). */
static int on_reqci(fsm* f, unsigned char* options, int* length, int reject) {
    ipcp_options* wanted = &ipcp_wantoptions[0];
    const uint32_t wish = asked_address(options, *length);
    const int none_left = wanted->hisaddr == 0 && lends_later && !borrow(wanted);
    const int by_user = wish != 0 && wish != wanted->hisaddr && wanted->accept_remote;
    if (by_user && !none_left && auth_ip_addr(0, wish) && may_have(wish, kAddressChosen)) return reqci_before(f, options, length, reject);
    if (none_left || (wanted->hisaddr == 0 && by_user)) {
        events->no_address();
    } else if (wanted->hisaddr != 0 &&
               !may_have(wanted->hisaddr, wanted->hisaddr == from_server ? kAddressFromServer : kAddressFixed)) {
        events->no_address();
    }
    const int accept_remote = wanted->accept_remote;
    if (by_user || none_left) wanted->accept_remote = 0;
    const int answer = reqci_before(f, options, length, reject);
    wanted->accept_remote = accept_remote;
    return answer;
}

static void on_resetci(fsm* f) {
    const uint32_t before = ipcp_wantoptions[0].hisaddr;
    resetci_before(f);
    if (ipcp_wantoptions[0].hisaddr != before) from_server = ipcp_wantoptions[0].hisaddr;
}

void glue_watch_addresses(const struct glue_events* table) {
    events = table;
    callbacks_here = *ipcp_fsm[0].callbacks;
    resetci_before = callbacks_here.resetci;
    callbacks_here.resetci = on_resetci;
    reqci_before = callbacks_here.reqci;
    callbacks_here.reqci = on_reqci;
    ipcp_fsm[0].callbacks = &callbacks_here;
}

void glue_set_addresses(const uint8_t* local, const uint8_t* peer, int user_may_choose, int later) {
    ipcp_options* wanted = &ipcp_wantoptions[0];
    if (local) {
        memcpy(&wanted->ouraddr, local, 4);
        wanted->accept_local = 0;
    }
    if (peer) {
        memcpy(&wanted->hisaddr, peer, 4);
        memcpy(&granted, peer, 4);
        wanted->accept_remote = 0;
    }
    if (user_may_choose) wanted->accept_remote = 1;
    may_choose = user_may_choose != 0;
    lends_later = later != 0;
}

void glue_set_server_addresses(const uint8_t* peer, int user_may_choose, int later) {
    ipcp_options* wanted = &ipcp_wantoptions[0];
    if (!without_server.there) {
        without_server.there = 1;
        without_server.hisaddr = wanted->hisaddr;
        without_server.accept_remote = wanted->accept_remote;
    }
    granted = from_server = 0;
    wanted->hisaddr = without_server.hisaddr;
    wanted->accept_remote = without_server.accept_remote;
    if (peer) {
        memcpy(&from_server, peer, 4);
        wanted->hisaddr = from_server;
        wanted->accept_remote = 0;
    }
    if (user_may_choose) wanted->accept_remote = 1;
    may_choose = user_may_choose != 0;
    lends_later = later != 0 && !peer;
}

/* What the daemon has granted, or is asked about before it is promised. */
int glue_address_allowed(uint32_t address) {
    return may_choose || (address != 0 && (address == granted || address == ipcp_wantoptions[0].hisaddr));
}

void glue_addresses(uint8_t* local, uint8_t* peer) {
    memcpy(local, &ipcp_gotoptions[0].ouraddr, 4);
    memcpy(peer, &ipcp_hisoptions[0].hisaddr, 4);
}

void glue_keep_address(void) {
    granted = ipcp_hisoptions[0].hisaddr;
    if (granted != 0) ipcp_wantoptions[0].hisaddr = granted;
}

void glue_close_link(const char* reason) {
    static char text[64]; /* pppd keeps the pointer: it may send the request again */
    slprintf(text, sizeof text, "%s", reason);
    lcp_close(0, text);
}
