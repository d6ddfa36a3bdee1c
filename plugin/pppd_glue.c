/* pppd as the plugin sees it: loading, options, hooks, modes. See pppd_glue.h; the link itself is in pppd_link.c. */
#include "pppd_headers_internal.h"

#define VPDN_EXPORT __attribute__((visibility("default")))

#ifdef VPDN_PPPD_25
VPDN_EXPORT const char pppd_version[] = PPPD_VERSION;
#else
VPDN_EXPORT const char pppd_version[] = VERSION;
#endif

char glue_option_socket[kTextSize] = "/run/vpdnd/plugin.sock";
char glue_option_port_name[kTextSize];
char glue_option_calling[kTextSize];
char glue_option_called[kTextSize];

static const struct glue_events* events;
static char fd_text[16];
static char* fd_text_pointer = fd_text;
static int asks_peer_only;

int glue_chap_held;
void (*glue_pap_input_before)(int, unsigned char*, int);
void (*glue_chap_input_before)(int, unsigned char*, int);
void (*glue_chap_lowerup_before)(int);

static fsm_callbacks lcp_callbacks_here;
static void (*lcp_resetci_before)(fsm*);
static void (*chap_check_options_before)(void);
static void (*snoop_recv_before)(unsigned char*, int);
static void (*snoop_send_before)(unsigned char*, int);
static void (*join_before)(void);

/* ---- loading ---- */

const char* glue_missing_symbol(void) {
#define VPDN_ROW(name) {#name, (const void*)&name},
    static const struct {
        const char* name;
        const void* address; /* weak: NULL in a pppd without it */
    } needed[] = {VPDN_NEEDED(VPDN_ROW)};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; ++i)
        if (needed[i].address == NULL) return needed[i].name;
    return NULL;
}

const char* glue_pppd_version(void) { return pppd_version; }

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

static int option_wait(char** argv) {
    (void)argv;
    return events->option_wait();
}

static int option_lac(char** argv) {
    (void)argv;
    return events->option_lac();
}

static int option_line(char** argv) {
    (void)argv;
    return events->option_line();
}

static int option_caller(char** argv) {
    (void)argv;
    return events->option_caller();
}

static int option_auth(char** argv) {
    (void)argv;
    return events->option_auth();
}

static int option_access_line(char** argv) { return events->option_access_line(*argv); }

static option_t options[] = {
    {.name = "vpdn-fd", .type = o_special, .addr = (void*)&option_fd, .description = "Socket of the L2TP daemon (LNS)",
     .flags = OPT_DEVNAM | OPT_PRIV | OPT_A2STRVAL, .addr2 = &fd_text_pointer},
    {.name = "vpdn-wait", .type = o_special_noarg, .addr = (void*)&option_wait,
     .description = "Wait for calls of the L2TP daemon, a process a call", .flags = OPT_PRIV | OPT_NOPRINT},
    {.name = "vpdn-auth", .type = o_special_noarg, .addr = (void*)&option_auth,
     .description = "Ask the L2TP daemon whether a user may come in", .flags = OPT_PRIV | OPT_NOPRINT},
    {.name = "vpdn-lac", .type = o_special_noarg, .addr = (void*)&option_lac,
     .description = "Ask the L2TP daemon what to do with the user (LAC)", .flags = OPT_PRIV | OPT_NOPRINT},
    {.name = "vpdn-line", .type = o_special_noarg, .addr = (void*)&option_line,
     .description = "Answer a user of the L2TP daemon's own lines", .flags = OPT_PRIV | OPT_NOPRINT},
    {.name = "vpdn-caller", .type = o_special_noarg, .addr = (void*)&option_caller,
     .description = "The session is a call of this machine's own", .flags = OPT_PRIV | OPT_NOPRINT},
    {.name = "vpdn-socket", .type = o_string, .addr = glue_option_socket, .description = "Path of the daemon's socket",
     .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-port-name", .type = o_string, .addr = glue_option_port_name,
     .description = "Name of the line, for the daemon", .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-calling", .type = o_string, .addr = glue_option_calling, .description = "Number that calls",
     .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-called", .type = o_string, .addr = glue_option_called, .description = "Number that was called",
     .flags = OPT_PRIV | OPT_STATIC, .upper_limit = kTextSize},
    {.name = "vpdn-access-line", .type = o_special, .addr = (void*)&option_access_line,
     .description = "What is known of the access line: NAME=VALUE", .flags = OPT_PRIV | OPT_NOPRINT},
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
static void on_ipv6_up(void* context, int argument) {
    (void)context, (void)argument;
    events->ipv6_up();
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
    (void)unit;
    if (!events->pap_input(packet, length)) glue_pap_deliver(packet, length);
}
static void on_chap_input(int unit, unsigned char* packet, int length) {
    (void)unit;
    if (!events->chap_input(packet, length)) glue_chap_deliver(packet, length);
}
static void on_chap_lowerup(int unit) {
    if (!glue_chap_held) glue_chap_lowerup_before(unit);
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
    ppp_add_notify(NF_IPV6_UP, on_ipv6_up, NULL);
    ppp_add_notify(NF_EXIT, on_exit_of_pppd, NULL);
#else
    add_notifier(&phasechange, on_phase, NULL);
    add_notifier(&auth_up_notifier, on_authorized, NULL);
    add_notifier(&ip_up_notifier, on_ip_up, NULL);
    add_notifier(&ip_down_notifier, on_ip_down, NULL);
    if (&ipv6_up_notifier != NULL) add_notifier(&ipv6_up_notifier, on_ipv6_up, NULL);
    add_notifier(&exitnotify, on_exit_of_pppd, NULL);
#endif
}

void glue_install_options(const struct glue_events* table) {
    events = table;
    glue_use_judge(table);
    add_options(options);
    if (&chap_protent == NULL) return;
    chap_check_options_before = chap_protent.check_options;
    chap_protent.check_options = on_check_options;
}

void glue_install_hooks(void) {
    install_notifiers();
    snoop_recv_before = snoop_recv_hook;
    snoop_recv_hook = on_received;
    snoop_send_before = snoop_send_hook;
    snoop_send_hook = on_sent;
    glue_pap_input_before = pap_protent.input;
    pap_protent.input = on_pap_input;
    glue_chap_input_before = chap_protent.input;
    chap_protent.input = on_chap_input;
    glue_chap_lowerup_before = chap_protent.lowerup;
    chap_protent.lowerup = on_chap_lowerup;
    join_before = multilink_join_hook;
    multilink_join_hook = on_bundle_joined;
    lcp_callbacks_here = *lcp_fsm[0].callbacks;
    lcp_resetci_before = lcp_callbacks_here.resetci;
    lcp_callbacks_here.resetci = on_lcp_resetci;
    lcp_fsm[0].callbacks = &lcp_callbacks_here;
    glue_watch_addresses(events);
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

static struct channel own_channel = {.options = glue_serial_options,
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

void glue_set_ethernet(int most) {
    lcp_options* const sides[] = {&lcp_wantoptions[0], &lcp_allowoptions[0]};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; ++i) {
        sides[i]->neg_asyncmap = sides[i]->neg_pcompression = sides[i]->neg_accompression = 0;
        if (sides[i]->mru > most) sides[i]->mru = most;
    }
    lcp_wantoptions[0].neg_mru = 1;
    glue_limit_mru(most);
}

static int yes(void) { return 1; }

void glue_ask_peer_only(void) {
    asks_peer_only = 1;
    if (chap_check_hook == NULL) chap_check_hook = yes;
    if (pap_check_hook == NULL) pap_check_hook = yes;
}

int glue_drop_eap(void) {
    lcp_wantoptions[0].neg_eap = 0;
    return lcp_wantoptions[0].neg_upap || lcp_wantoptions[0].neg_chap;
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

void glue_set_remote_number(const char* number) {
#ifdef VPDN_PPPD_25
    ppp_set_remote_number(number);
#else
    strlcpy(remote_number, number, MAXNAMELEN);
#endif
}

void glue_set_script_variable(const char* name, const char* value) {
    char variable[64], text[kTextSize];
    strlcpy(variable, name, sizeof variable);
    strlcpy(text, value, sizeof text);
#ifdef VPDN_PPPD_25
    ppp_script_setenv(variable, text, 0);
#else
    script_setenv(variable, text, 0);
#endif
}

void glue_unset_script_variable(const char* name) {
    char variable[64];
    strlcpy(variable, name, sizeof variable);
#ifdef VPDN_PPPD_25
    ppp_script_unsetenv(variable);
#else
    script_unsetenv(variable);
#endif
}

void glue_set_default_ipparam(const char* text) {
    if (!ipparam) ipparam = strdup(text);
}

const char* glue_remote_number(void) {
#ifdef VPDN_PPPD_25
    return ppp_get_remote_number();
#else
    return remote_number;
#endif
}
