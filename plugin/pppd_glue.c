/* The one file that knows pppd's headers, and the differences between 2.4.9 and 2.5.x. See pppd_glue.h. */
#define _GNU_SOURCE
#undef VERSION
#define HAVE_MULTILINK 1 /* 2.4.9: else doing_multilink is a macro, 0 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ppp_defs.h>
#include <linux/ppp-ioctl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/types.h>
#include <unistd.h>

#include <pppd/pppd.h>
#include <pppd/fsm.h>
#if __has_include(<pppd/pppdconf.h>)
#define VPDN_PPPD_25 1
#include <pppd/options.h>
#include <pppd/chap.h>
#include <pppd/multilink.h>
#else
#include <pppd/chap-new.h>
#endif
#include <pppd/ccp.h>
#include <pppd/ipcp.h>
#include <pppd/lcp.h>
#include <pppd/upap.h>

#include "pppd_glue.h"
#include "pppd_internal.h"

#define VPDN_EXPORT __attribute__((visibility("default")))

#ifdef VPDN_PPPD_25
VPDN_EXPORT const char pppd_version[] = PPPD_VERSION;
#define add_options ppp_add_options
#define timeout ppp_timeout
#define untimeout ppp_untimeout
#define int_option ppp_int_option
#define option_error ppp_option_error
#define generic_establish_ppp ppp_generic_establish
#define generic_disestablish_ppp ppp_generic_disestablish
#else
VPDN_EXPORT const char pppd_version[] = VERSION;
#endif

enum { kTextSize = 256, kFrameHeader = 4, kChapHeader = 4, kMultilinkProtocol = 0x3d, kEcpProtocol = 0x8053 };

char glue_option_socket[kTextSize] = "/run/vpdnd/plugin.sock";
char glue_option_port_name[kTextSize];
char glue_option_calling[kTextSize];
char glue_option_called[kTextSize];

static const struct glue_events* events;
static char fd_text[16];
static char* fd_text_pointer = fd_text;
static int chap_held, asks_peer_only;
static fsm_callbacks lcp_callbacks_here;
static void (*lcp_resetci_before)(fsm*);
static void (*pap_input_before)(int, unsigned char*, int);
static void (*chap_input_before)(int, unsigned char*, int);
static void (*chap_lowerup_before)(int);
static void (*chap_check_options_before)(void);
static void (*snoop_recv_before)(unsigned char*, int);
static void (*snoop_send_before)(unsigned char*, int);
static void (*join_before)(void);

/* ---- loading ---- */

const char* glue_missing_symbol(void) {
    static const char* const needed[] = {
        "bundle_id",     "got_sighup",    "got_sigterm",   "devfd",         "fd_ppp",          "baud_rate",
        "multilink",     "auth_required", "demand",        "our_name",      "lcp_close",       "lcp_lowerup",
        "lcp_lowerdown", "upap_authpeer", "link_terminated", "auth_peer_fail", "output",       "chap_auth_peer",
        "lcp_fsm",       "protocols",     "mp_check_options", "chap_find_digest", "snoop_recv_hook", "snoop_send_hook"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; ++i)
        if (dlsym(RTLD_DEFAULT, needed[i]) == NULL) return needed[i];
    return NULL;
}

const char* glue_pppd_version(void) { return pppd_version; }

void glue_debug(const char* text) { dbglog("vpdn: %s", text); }
void glue_info(const char* text) { info("vpdn: %s", text); }
void glue_warn(const char* text) { warn("vpdn: %s", text); }
void glue_error(const char* text) { error("vpdn: %s", text); }
void glue_option_error(const char* text) { option_error("vpdn.so: %s", text); }
void glue_fatal(const char* text) {
    fatal("vpdn: %s", text);
    _exit(kExitFatal); /* not reached: fatal() ends pppd */
}

/* ---- options ---- */

static int option_fd(char** argv) {
    int fd;
    if (!int_option(*argv, &fd)) return 0;
    slprintf(fd_text, sizeof fd_text, "%d", fd);
    return events->option_fd(fd);
}

static int option_lac(char** argv) {
    (void)argv;
    return events->option_lac();
}

static option_t options[] = {
    {.name = "vpdn-fd", .type = o_special, .addr = (void*)&option_fd, .description = "Socket of the L2TP daemon (LNS)",
     .flags = OPT_DEVNAM | OPT_PRIV | OPT_A2STRVAL, .addr2 = &fd_text_pointer},
    {.name = "vpdn-lac", .type = o_special_noarg, .addr = (void*)&option_lac,
     .description = "Ask the L2TP daemon what to do with the user (LAC)", .flags = OPT_PRIV | OPT_NOPRINT},
    {.name = "vpdn-socket", .type = o_string, .addr = glue_option_socket, .description = "Path of the daemon's socket",
     .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-port-name", .type = o_string, .addr = glue_option_port_name,
     .description = "Name of the line, for the daemon", .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-calling", .type = o_string, .addr = glue_option_calling, .description = "Number that calls",
     .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-called", .type = o_string, .addr = glue_option_called, .description = "Number that was called",
     .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = NULL}};

/* ---- hooks ---- */

static void on_phase(void* context, int phase_now) {
    (void)context;
    events->phase(phase_now);
}
static void on_authorized(void* context, int argument) {
    (void)context, (void)argument;
    events->authorized();
}
static void on_ip_up(void* context, int argument) {
    (void)context, (void)argument;
    events->ip_up();
}
static void on_ip_down(void* context, int argument) {
    (void)context, (void)argument;
    events->ip_down();
}
static void on_exit_of_pppd(void* context, int status_now) {
    (void)context;
    events->exiting(status_now);
}

static void on_received(unsigned char* frame, int length) {
    if (snoop_recv_before) snoop_recv_before(frame, length);
    events->received(frame, length);
}
static void on_sent(unsigned char* frame, int length) {
    if (snoop_send_before) snoop_send_before(frame, length);
    events->sent(frame, length);
}
static void on_pap_input(int unit, unsigned char* packet, int length) {
    if (!events->pap_input(packet, length)) pap_input_before(unit, packet, length);
}
static void on_chap_input(int unit, unsigned char* packet, int length) {
    if (!events->chap_input(packet, length)) chap_input_before(unit, packet, length);
}
static void on_chap_lowerup(int unit) {
    if (!chap_held) chap_lowerup_before(unit);
}
static void on_check_options(void) {
    if (chap_check_options_before) chap_check_options_before();
    events->options_done();
}
static void on_bundle_joined(void) {
    if (join_before) join_before();
    events->bundle_joined();
}
/* auth_reset(), called in it, allows our own authentication whenever the check hooks say that there is a secret. */
static void on_lcp_resetci(fsm* f) {
    lcp_resetci_before(f);
    if (!asks_peer_only) return;
    lcp_allowoptions[0].neg_upap = 0;
    lcp_allowoptions[0].neg_chap = 0;
    lcp_allowoptions[0].neg_eap = 0;
}

static void install_notifiers(void) {
#ifdef VPDN_PPPD_25
    ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
    ppp_add_notify(NF_AUTH_UP, on_authorized, NULL);
    ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
    ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
    ppp_add_notify(NF_EXIT, on_exit_of_pppd, NULL);
#else
    add_notifier(&phasechange, on_phase, NULL);
    add_notifier(&auth_up_notifier, on_authorized, NULL);
    add_notifier(&ip_up_notifier, on_ip_up, NULL);
    add_notifier(&ip_down_notifier, on_ip_down, NULL);
    add_notifier(&exitnotify, on_exit_of_pppd, NULL);
#endif
}

void glue_install(const struct glue_events* table) {
    events = table;
    add_options(options);
    install_notifiers();
    snoop_recv_before = snoop_recv_hook;
    snoop_recv_hook = on_received;
    snoop_send_before = snoop_send_hook;
    snoop_send_hook = on_sent;
    pap_input_before = pap_protent.input;
    pap_protent.input = on_pap_input;
    chap_input_before = chap_protent.input;
    chap_protent.input = on_chap_input;
    chap_lowerup_before = chap_protent.lowerup;
    chap_protent.lowerup = on_chap_lowerup;
    chap_check_options_before = chap_protent.check_options;
    chap_protent.check_options = on_check_options;
    join_before = multilink_join_hook;
    multilink_join_hook = on_bundle_joined;
    lcp_callbacks_here = *lcp_fsm[0].callbacks;
    lcp_resetci_before = lcp_callbacks_here.resetci;
    lcp_callbacks_here.resetci = on_lcp_resetci;
    lcp_fsm[0].callbacks = &lcp_callbacks_here;
}

/* ---- time and signals ---- */

void glue_set_timer(void (*function)(void*), int seconds, int microseconds) {
    timeout(function, NULL, seconds, microseconds);
}
void glue_cancel_timer(void (*function)(void*)) { untimeout(function, NULL); }
int glue_signal_pending(void) { return got_sigterm != 0 || got_sighup != 0; }

/* ---- mode ---- */

static int channel_connect(void) { return events->connect(); }
static void channel_disconnect(void) { events->disconnect(); }

static option_t no_options[] = {{.name = NULL}};
static struct channel own_channel = {.options = no_options,
                                     .connect = channel_connect,
                                     .disconnect = channel_disconnect,
                                     .establish_ppp = generic_establish_ppp,
                                     .disestablish_ppp = generic_disestablish_ppp,
                                     .cleanup = channel_disconnect};

/*
 * Frames in UDP may be lost or change their order: no compression whose state depends on the frame before, no
 * asyncmap, and no compressed headers that only slow lines want. A later option may say otherwise.
 */
void glue_use_own_channel(void) {
    the_channel = &own_channel;
#ifdef VPDN_PPPD_25
    ppp_set_modem(0);
#else
    modem = 0;
#endif
    lcp_wantoptions[0].neg_asyncmap = 0;
    lcp_wantoptions[0].neg_pcompression = 0;
    lcp_wantoptions[0].neg_accompression = 0;
    ccp_wantoptions[0].deflate = ccp_allowoptions[0].deflate = 0;
    ccp_wantoptions[0].bsd_compress = ccp_allowoptions[0].bsd_compress = 0;
    ipcp_wantoptions[0].neg_vj = ipcp_allowoptions[0].neg_vj = 0;
}

void glue_set_channel_name(const char* name) {
#ifdef VPDN_PPPD_25
    ppp_set_pppdevnam(name);
#else
    strlcpy(ppp_devnam, name, sizeof ppp_devnam);
#endif
}

static int yes(void) { return 1; }

void glue_ask_peer_only(void) {
    asks_peer_only = 1;
    if (chap_check_hook == NULL) chap_check_hook = yes;
    if (pap_check_hook == NULL) pap_check_hook = yes;
}

int glue_auth_required(void) { return auth_required; }

int glue_restarts_link(void) {
#ifdef VPDN_PPPD_25
    return ppp_persist() || demand;
#else
    return persist || demand;
#endif
}

static void ignore_unit(int unit) { (void)unit; }
static void ignore_packet(int unit, unsigned char* packet, int length) { (void)unit, (void)packet, (void)length; }
static void ignore_close(int unit, char* reason) { (void)unit, (void)reason; }
static int print_nothing(unsigned char* packet, int length, printer_func printer, void* argument) {
    (void)packet, (void)length, (void)printer, (void)argument;
    return 0;
}

static struct protent early_multilink = {.protocol = kMultilinkProtocol,
                                         .init = ignore_unit,
                                         .input = ignore_packet,
                                         .protrej = ignore_unit,
                                         .lowerup = ignore_unit,
                                         .lowerdown = ignore_unit,
                                         .open = NULL,
                                         .close = ignore_close,
                                         .printpkt = print_nothing,
                                         .enabled_flag = 1,
                                         .name = "MP",
                                         .data_name = "MP"};

/* ECP is in the table but pppd has no cipher for it: its place is free. */
void glue_drop_early_multilink(void) {
    for (int i = 0; protocols[i] != NULL; ++i)
        if (protocols[i]->protocol == kEcpProtocol && !protocols[i]->enabled_flag) {
            protocols[i] = &early_multilink;
            return;
        }
}

/* With `multilink`, pppd makes the interface when it joins a bundle; MRRU is asked for only by the option. */
void glue_delay_interface(void) {
    if (!demand) multilink = 1;
}

void glue_set_multilink(int on) {
    if (on && !multilink) {
        multilink = 1;
        mp_check_options();
    } else if (!on && multilink) {
        multilink = 0;
        lcp_wantoptions[0].neg_mrru = lcp_allowoptions[0].neg_mrru = 0;
        lcp_wantoptions[0].neg_ssnhf = 0;
    }
}

void glue_set_addresses(const uint8_t* local, const uint8_t* peer, int user_may_choose) {
    ipcp_options* wanted = &ipcp_wantoptions[0];
    if (local) {
        memcpy(&wanted->ouraddr, local, 4);
        wanted->accept_local = 0;
    }
    if (peer) {
        memcpy(&wanted->hisaddr, peer, 4);
        wanted->accept_remote = 0;
    }
    if (user_may_choose) wanted->accept_remote = 1;
}

void glue_set_remote_number(const char* number) {
#ifdef VPDN_PPPD_25
    ppp_set_remote_number(number);
#else
    strlcpy(remote_number, number, MAXNAMELEN);
#endif
}

const char* glue_remote_number(void) {
#ifdef VPDN_PPPD_25
    return ppp_get_remote_number();
#else
    return remote_number;
#endif
}

/* ---- LCP ---- */

int glue_lcp_stopped(void) { return lcp_fsm[0].state == STOPPED; }
int glue_lcp_opened(void) { return lcp_fsm[0].state == OPENED; }

void glue_lcp_silent(int on) {
    if (on)
        lcp_fsm[0].flags |= OPT_SILENT;
    else
        lcp_fsm[0].flags &= ~OPT_SILENT;
}

void glue_lcp_reset(void) { lcp_fsm[0].callbacks->resetci(&lcp_fsm[0]); }

void glue_lcp_read_policy(struct glue_lcp_policy* policy) {
    const lcp_options* go = &lcp_gotoptions[0];
    const int digests = go->neg_chap ? go->chap_mdtype : 0;
    policy->pap = go->neg_upap;
    policy->eap = go->neg_eap;
    policy->md5 = (digests & MDTYPE_MD5) != 0;
    policy->mschap_v1 = (digests & MDTYPE_MICROSOFT) != 0;
    policy->mschap_v2 = (digests & MDTYPE_MICROSOFT_V2) != 0;
    policy->auth_required = auth_required;
    policy->multilink = multilink;
    policy->mru = lcp_wantoptions[0].mru;
}

void glue_lcp_set_sent(const struct glue_lcp_options* from) {
    lcp_options* go = &lcp_gotoptions[0];
    go->neg_mru = from->has_mru != 0;
    if (from->has_mru) go->mru = from->mru;
    go->neg_asyncmap = from->has_accm != 0;
    if (from->has_accm) go->asyncmap = from->accm;
    go->neg_upap = from->pap != 0;
    go->neg_eap = from->eap != 0;
    go->neg_chap = from->chap_digest != 0;
    go->chap_mdtype = (unsigned char)(CHAP_MDTYPE_D(from->chap_digest));
    go->neg_magicnumber = from->has_magic != 0;
    go->magicnumber = from->has_magic ? from->magic : 0;
    go->neg_pcompression = from->protocol_compression != 0;
    go->neg_accompression = from->address_compression != 0;
    go->neg_lqr = 0;
    go->neg_cbcp = 0;
    go->neg_mrru = from->has_mrru != 0;
    if (from->has_mrru) go->mrru = from->mrru;
    go->neg_ssnhf = from->short_sequence != 0;
    go->neg_endpoint = from->has_endpoint != 0;
    if (from->has_endpoint) {
        go->endpoint.class = (unsigned char)from->endpoint_class;
        go->endpoint.length = (unsigned char)from->endpoint_length;
        memcpy(go->endpoint.value, from->endpoint, sizeof go->endpoint.value);
    }
}

int glue_lcp_judge_received(uint8_t* received, int length) {
    int rest = length;
    return lcp_fsm[0].callbacks->reqci(&lcp_fsm[0], received, &rest, 0);
}

/* seen_ack, so that a late duplicate of the peer's Configure-Ack does not restart LCP. */
void glue_lcp_open(void) {
    fsm* f = &lcp_fsm[0];
    f->id = f->reqid = 0;
    f->seen_ack = 1;
    f->nakloops = f->rnakloops = 0;
    f->retransmits = f->maxconfreqtransmits;
    f->state = OPENED;
    f->callbacks->up(f);
}

void glue_lcp_restart(void) {
    lcp_lowerdown(0);
    lcp_lowerup(0);
}

void glue_lcp_lowerdown(void) { lcp_lowerdown(0); }

static void set_status(int value) {
#ifdef VPDN_PPPD_25
    ppp_set_status((ppp_exit_code_t)value);
#else
    status = value;
#endif
}

void glue_link_abandon(int status_then, const char* reason) {
    set_status(status_then);
    lcp_close(0, (char*)reason);
    link_terminated(0);
}

void glue_lcp_values(int* mtu, int* mru, uint32_t* send_accm, uint32_t* receive_accm) {
    const lcp_options *go = &lcp_gotoptions[0], *ho = &lcp_hisoptions[0];
    *mtu = ho->neg_mru ? ho->mru : PPP_MRU;
    *mru = go->neg_mru ? go->mru : PPP_MRU;
    *send_accm = ho->neg_asyncmap ? ho->asyncmap : 0xffffffff;
    *receive_accm = go->neg_asyncmap ? go->asyncmap : 0xffffffff;
}

/* ---- authentication ---- */

int glue_chap_digest(void) {
    const lcp_options* go = &lcp_gotoptions[0];
    return go->neg_chap && !go->neg_eap ? CHAP_DIGEST(go->chap_mdtype) : 0;
}

int glue_pap_agreed(void) {
    const lcp_options* go = &lcp_gotoptions[0];
    return go->neg_upap && !go->neg_chap && !go->neg_eap;
}

void glue_hold_chap(int on) { chap_held = on; }

/* pppd takes the identifier from drand48() and adds one when it makes the challenge; so a seed is looked for. */
void glue_next_chap_id(uint8_t id) {
    const uint8_t wanted = (uint8_t)(id - 1);
    for (long seed = 1;; ++seed) {
        srand48(seed);
        if ((uint8_t)(drand48() * 256) != wanted) continue;
        srand48(seed);
        return;
    }
}

void glue_reseed(void) {
    unsigned short seed[3];
    if (getrandom(seed, sizeof seed, 0) == (ssize_t)sizeof seed) seed48(seed);
}

static struct {
    const uint8_t* challenge;
    int length;
    unsigned char* place;
} proxied;

static void put_proxied_challenge(unsigned char* place) {
    proxied.place = place;
    place[0] = (unsigned char)proxied.length;
    memcpy(place + 1, proxied.challenge, (size_t)proxied.length);
}

/* pppd's server sends its challenge as it makes it: for that moment the channel's descriptor is /dev/null. dup3,
   because dup2 would lose close-on-exec and ip-up scripts would inherit the channel. */
static int start_chap_unheard(void) {
    const int saved = fcntl(fd_ppp, F_DUPFD_CLOEXEC, 0);
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int ready = saved >= 0 && null >= 0 && dup3(null, fd_ppp, O_CLOEXEC) >= 0;
    if (ready) {
        chap_lowerup_before(0);
        if (dup3(saved, fd_ppp, O_CLOEXEC) < 0) fatal("vpdn: cannot restore the PPP channel: %m");
    }
    if (null >= 0) close(null);
    if (saved >= 0) close(saved);
    return ready;
}

/* Where the challenge is in pppd's stored packet: code, identifier and two octets of length are before it. */
static int proxied_challenge_in_place(uint8_t id) {
    unsigned char* place = proxied.place;
    if (place == NULL || place[-kChapHeader] != CHAP_CHALLENGE) return 0;
    if (place[0] != proxied.length || memcmp(place + 1, proxied.challenge, (size_t)proxied.length) != 0) return 0;
    place[-kChapHeader + 1] = id;
    return 1;
}

int glue_chap_start(uint8_t id, const uint8_t* challenge, int length) {
    struct chap_digest_type* digest = chap_find_digest(glue_chap_digest());
    chap_held = 0;
    if (digest == NULL || length > kMaxChapValue) {
        chap_lowerup_before(0);
        return 0;
    }
    void (*generate)(unsigned char*) = digest->generate_challenge;
    proxied.challenge = challenge;
    proxied.length = length;
    proxied.place = NULL;
    digest->generate_challenge = put_proxied_challenge;
    const int swallowed = start_chap_unheard();
    digest->generate_challenge = generate;
    if (swallowed && proxied_challenge_in_place(id)) return 1;
    chap_protent.lowerdown(0);
    chap_auth_peer(0, our_name, digest->code);
    chap_lowerup_before(0);
    return 0;
}

void glue_chap_start_server(void) { chap_auth_peer(0, our_name, glue_chap_digest()); }

void glue_pap_start_server(void) {
    pap_protent.lowerup(0);
    upap_authpeer(0);
}

void glue_chap_deliver(uint8_t* packet, int length) { chap_input_before(0, packet, length); }
void glue_pap_deliver(uint8_t* packet, int length) { pap_input_before(0, packet, length); }

void glue_auth_stop(void) {
    chap_protent.lowerdown(0);
    pap_protent.lowerdown(0);
}

void glue_send(uint8_t* frame, int length) { output(0, frame, length); }
void glue_auth_failed(int protocol) { auth_peer_fail(0, protocol); }

/* ---- channel ---- */

int glue_channel_fd(void) { return fd_ppp; }
int glue_device_fd(void) { return devfd; }

int glue_replace_channel(int fd) {
    ioctl(fd_ppp, PPPIOCDISCONN); /* EINVAL: it had no unit, as intended */
    return dup3(fd, fd_ppp, O_CLOEXEC) >= 0;
}

const char* glue_device_name(void) {
#ifdef VPDN_PPPD_25
    return ppp_devnam();
#else
    return devnam;
#endif
}

int glue_baud_rate(void) { return baud_rate; }

/* ---- reports ---- */

int glue_status(void) {
#ifdef VPDN_PPPD_25
    return (int)ppp_status();
#else
    return status;
#endif
}

const char* glue_peer_name(void) {
#ifdef VPDN_PPPD_25
    static char name[MAXNAMELEN];
    return ppp_peer_authname(name, sizeof name);
#else
    return peer_authname;
#endif
}

const char* glue_interface(void) {
#ifdef VPDN_PPPD_25
    return ppp_ifname();
#else
    return ifname;
#endif
}

void glue_addresses(uint8_t* local, uint8_t* peer) {
    memcpy(local, &ipcp_gotoptions[0].ouraddr, 4);
    memcpy(peer, &ipcp_hisoptions[0].hisaddr, 4);
}

static int in_bundle(void) {
#ifdef VPDN_PPPD_25
    return mp_on();
#else
    return doing_multilink;
#endif
}

const char* glue_bundle(void) {
    static const char prefix[] = "BUNDLE=";
    if (!in_bundle() || bundle_id == NULL) return NULL;
    return strncmp(bundle_id, prefix, sizeof prefix - 1) == 0 ? bundle_id + sizeof prefix - 1 : bundle_id;
}

int glue_bundle_master(void) {
#ifdef VPDN_PPPD_25
    return mp_master();
#else
    return multilink_master;
#endif
}
