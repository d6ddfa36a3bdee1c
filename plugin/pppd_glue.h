/*
 * All that the plugin asks of pppd, in plain types: the only way from the C++ files to pppd. pppd's headers do not
 * compile as C++, and its versions differ; both end in pppd_glue.c. Everything runs in pppd's one thread.
 *
 * Numbers of phases, exit states and LCP packet codes are pppd's and the same in all versions.
 */
#ifndef VPDN_PPPD_GLUE_H
#define VPDN_PPPD_GLUE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    kPhaseDead = 0,
    kPhaseSerialConnection = 2,
    kPhaseEstablish = 4,
    kPhaseAuthenticate = 5,
    kPhaseNetwork = 7,
    kPhaseRunning = 8,
    kPhaseTerminate = 9,
    kPhaseDisconnect = 10,
    kPhaseMaster = 12
};

enum {
    kExitOk = 0,
    kExitFatal = 1,
    kExitUserRequest = 5,
    kExitNegotiationFailed = 10,
    kExitPeerAuthFailed = 11,
    kExitIdleTimeout = 12,
    kExitConnectTime = 13,
    kExitPeerDead = 15,
    kExitHangup = 16,
    kExitLoopback = 17
};

/* How pppd came to an address that it is about to give: ipc::AddressOrigin. */
enum { kAddressFixed = 1, kAddressChosen = 2, kAddressFromServer = 3 };

enum { kDigestMd5 = 5, kDigestMsChapV1 = 0x80, kDigestMsChapV2 = 0x81 };
/* How a user proves who he is: ipc::AuthMethod. */
enum { kMethodPap = 1, kMethodMd5 = 2, kMethodMsChapV1 = 3, kMethodMsChapV2 = 4 };
enum { kMaxChapValue = 64, kMaxName = 255, kMaxEndpoint = 20 };

/* A user's answer, in the octets of his packet. */
struct glue_user {
    int method, id;
    const uint8_t *name, *challenge, *response; /* a password is a response, too */
    int name_length, challenge_length, response_length;
};

/* What pppd tells the plugin. Every member is set by the plugin; text arguments are options of the command line. */
struct glue_events {
    int (*option_fd)(int fd);  /* 0: refuse the option, after glue_option_error() */
    int (*option_wait)(void);
    int (*option_lac)(void);
    int (*option_line)(void);
    int (*option_caller)(void);
    int (*option_access_line)(const char* text);
    int (*option_auth)(void);
    /* 1: he may come in. `message` is a text for him, ended by a NUL, in so much room. Only after glue_judge_users(). */
    int (*judge_user)(const struct glue_user* user, char* message, int room);
    void (*options_done)(void);  /* all options are read and pppd has checked its own */
    void (*phase)(int phase);
    void (*authorized)(void); /* the network phase begins; glue_peer_name() is valid */
    int (*ask_address)(const uint8_t* address, int origin); /* 0: the user must not get this one */
    int (*lend_address)(uint8_t* address);                  /* one of the pool; 0: it has none */
    void (*no_address)(void);                               /* there is none that he may get */
    void (*ip_up)(void);
    void (*ip_down)(void);
    void (*ipv6_up)(void);
    void (*bundle_joined)(void); /* this link is a later one of a bundle */
    void (*exiting)(int status);
    void (*received)(const uint8_t* frame, int length); /* whole frame, from the address octet on */
    void (*sent)(const uint8_t* frame, int length);
    int (*pap_input)(const uint8_t* packet, int length);  /* 1: taken, pppd must not see it */
    int (*chap_input)(const uint8_t* packet, int length);
    int (*connect)(void); /* own channel: a PPPoX socket, or -1 */
    void (*disconnect)(void);
};

/* Options that are plain text; empty if not given. */
extern char glue_option_socket[], glue_option_port_name[], glue_option_calling[], glue_option_called[];

/* Name of a symbol of pppd that is needed and absent; NULL if all are there. Nothing else may be called before. */
const char* glue_missing_symbol(void);
/* `events` must live as long as the process. With a symbol missing this and what tells of it is all that may be used. */
void glue_install_options(const struct glue_events* events);
void glue_install_hooks(void);
const char* glue_pppd_version(void);

void glue_info(const char* text);
void glue_warn(const char* text);
void glue_error(const char* text);
void glue_option_error(const char* text);
void glue_fatal(const char* text) __attribute__((noreturn));

void glue_set_timer(void (*function)(void*), int seconds, int microseconds);
void glue_cancel_timer(void (*function)(void*));
/* A SIGTERM, SIGINT or SIGHUP that pppd has not acted upon yet. */
int glue_signal_pending(void);

/* Mode. */
void glue_use_own_channel(void);
void glue_set_channel_name(const char* name);
/* The channel is an Ethernet's: what RFC 2516 section 7 forbids is neither asked for nor accepted, and no frame has more than
   `most` octets. Before LCP starts. */
void glue_set_ethernet(int most);
void glue_ask_peer_only(void); /* LAC: any secret will do, and we never authenticate ourselves */
int glue_drop_eap(void);       /* EAP is not asked for; 0 if no other method is left. After pppd's check of options */
int glue_auth_required(void);
int glue_restarts_link(void); /* option persist or demand */
void glue_drop_early_multilink(void);
/* No pppN before the network phase. Only before the channel is established. */
void glue_delay_interface(void);
/* On only if pppd has its database, where it finds its bundles. */
void glue_set_multilink(int on);
/* What tells bundles apart, besides the group and this side's endpoint: multilink-bundle of vpdnd.conf(5). */
enum { kBundleByBoth = 0, kBundleByUser = 1, kBundleByEndpoint = 2 };
/* When the network phase begins, before pppd looks for the bundle; and when it has. */
void glue_name_bundle(int by, const char* group);
void glue_bundle_is_named(void);
/* When the network phase has begun: a link that is in no bundle has its interface now, and joins none any more. pppd would
   make it another one when LCP comes up again, and die of that. */
void glue_settle_multilink(void);
/* `peer` is the user's already; any other address is asked for by ask_address() before it is promised. `later`: where pppd has
   none for him, lend_address() may. */
void glue_set_addresses(const uint8_t* local, const uint8_t* peer, int user_may_choose, int later);
/* In place of all that: `peer` is his by a server, and asked for before it is promised; NULL: the server says nothing of it. */
void glue_set_server_addresses(const uint8_t* peer, int user_may_choose, int later);
/* IP is up: what the user got is what he gets if IPCP is negotiated again. */
void glue_keep_address(void);
/* LCP ends the link; the text goes to the user. */
void glue_close_link(const char* reason);
/* The same, and no network protocol is open any more, or comes up, whatever other links the bundle has: all of them end. */
void glue_close_networks(const char* reason);
void glue_set_remote_number(const char* number);
/* In the environment of ip-up and the other scripts; copied. */
void glue_set_script_variable(const char* name, const char* value);
void glue_unset_script_variable(const char* name);
/* The last argument of ip-up and ip-down, unless the options have set one. Copied. */
void glue_set_default_ipparam(const char* text);
const char* glue_remote_number(void);

/* Waiting for calls. */
/* Why this pppd cannot wait and fork a process a call; NULL: it can. After pppd's start, before its channel. */
const char* glue_unfit_to_wait(void);
/* In the forked process, signals blocked, before it has said anything: signal pipe, random numbers, interface identifier and
   database record become its own. 0: they could not. */
int glue_become_call(void);
/* In a forked process whose interface exists: the call's time begins now. */
void glue_start_clock(void);
void glue_set_exit_status(int value);

/* LCP. */
struct glue_lcp_options {
    int has_mru, mru;
    int has_accm;
    uint32_t accm;
    int pap, eap;
    int chap_digest; /* 0: no CHAP */
    int has_magic;
    uint32_t magic;
    int protocol_compression, address_compression;
    int has_mrru, mrru, short_sequence;
    int has_endpoint, endpoint_class, endpoint_length;
    uint8_t endpoint[kMaxEndpoint];
};
int glue_lcp_stopped(void);
int glue_lcp_opened(void);
int glue_hung_up(void); /* pppd has seen the end of the channel */
void glue_lcp_silent(int on);
/* Fresh options of this side, without authentication protocols for which there is no secret. */
void glue_lcp_reset(void);
/* What this side would accept in place of its own Configure-Request; after glue_lcp_reset(). */
struct glue_lcp_policy {
    int pap, eap, md5, mschap_v1, mschap_v2;
    int auth_required, multilink, mru;
    int has_endpoint, endpoint_class, endpoint_length;
    uint8_t endpoint[kMaxEndpoint];
};
void glue_lcp_read_policy(struct glue_lcp_policy* policy);
void glue_lcp_set_sent(const struct glue_lcp_options* options);
/* pppd's judgement of the peer's options: 2 acknowledged, 3 nak, 4 reject. `options` is used up. */
int glue_lcp_judge_received(uint8_t* options, int length);
/* LCP is up as if it had been negotiated; returns when the upper layers have been told. */
void glue_lcp_open(void);
void glue_lcp_restart(void);
void glue_lcp_lowerdown(void);
/* Ends the link without a packet. */
void glue_link_abandon(int status, const char* reason);
void glue_lcp_values(int* mtu, int* mru, uint32_t* send_accm, uint32_t* receive_accm);

int glue_echo_interval(void); /* seconds; 0: pppd asks for no LCP echo; -1: it does not say */

/* Authentication of the peer. */
int glue_chap_digest(void); /* what LCP agreed on; 0: not CHAP */
int glue_pap_agreed(void);
void glue_hold_chap(void); /* CHAP does not start when LCP comes up, but in glue_chap_start() or glue_release_chap() */
void glue_release_chap(void);
/* Makes pppd's next "random" CHAP identifier this one; its follow-ups count on from it. All that pppd draws after it is
   known to everybody who knows the identifier, until glue_reseed(). */
void glue_next_chap_id(uint8_t id);
void glue_reseed(void); /* from the kernel's random numbers */
/* CHAP, held until now, starts with this challenge, which is not sent. 0 if pppd's challenge is not where it should be:
   then CHAP has started with a challenge of its own. */
int glue_chap_start(uint8_t id, const uint8_t* challenge, int length);
void glue_chap_start_server(void); /* like link_established: note digest and name */
void glue_pap_start_server(void);
void glue_chap_deliver(uint8_t* packet, int length);
void glue_pap_deliver(uint8_t* packet, int length);
void glue_auth_stop(void); /* timers of PAP and CHAP off, nothing sent */
void glue_send(uint8_t* frame, int length);
void glue_auth_failed(int protocol);
/* Would pppd let him in? Nothing is sent. CHAP is of the digest that LCP agreed on; values up to kMaxChapValue. */
int glue_knows_by_pap(const uint8_t* name, int name_length, const uint8_t* password, int password_length);
int glue_knows_by_chap(int id, const uint8_t* name, int name_length, const uint8_t* challenge, int challenge_length,
                       const uint8_t* response, int response_length);

/* Users that the daemon judges (pppd_users.c). */
void glue_judge_users(void); /* in the option's handler: pppd asks for no secret of its own */
/* 0: a plugin of a later option has pppd's questions now. */
int glue_judge_is_in_charge(void);
/* When the network phase begins: the user is in no bundle, LCP ends the link, and IPCP does not begin. */
void glue_refuse_user(void);
enum { kMaxServers = 2, kMppeKey = 16 };
struct glue_profile {
    int mtu;                                 /* 0: as LCP has it */
    uint32_t session_timeout, idle_timeout;  /* seconds; 0: as the options have it */
    int dns_count, wins_count;               /* 0: as the options have it */
    uint32_t dns[kMaxServers], wins[kMaxServers]; /* network order */
    const uint8_t* keys; /* send and receive key, or MS-CHAPv1's one; NULL: none */
    int keys_length, mppe_policy, mppe_types;
};
/* While judge_user() runs for a login, before the network phase; what an earlier one has changed and this one does not is as it was.
   0: encryption is required, and pppd has no keys or no CCP. */
int glue_apply_profile(const struct glue_profile* profile);
/* When the phase RUNNING begins, before pppd looks at its clock: the first network protocol is up, perhaps not for the first time. The
   session's time goes on from the first time after the login. */
void glue_limit_session(void);
/* The same for a link that has joined a bundle: pppd has no clock for it. */
void glue_limit_joined(void);
/* Before the networks of a session are up: an idle bundle is ended whole. Another plugin's idle_time_hook stays. */
void glue_watch_idle(void);

/* The channel, for a hand-over. */
int glue_channel_fd(void); /* /dev/ppp */
int glue_device_fd(void);
/* pppd's channel descriptor becomes a copy of `fd`; the channel lives on in copies taken before. */
int glue_replace_channel(int fd);
/* From here on pppd sees a line that was hung up, in place of its channel: 0 if it could not be arranged. */
int glue_lose_channel(void);
const char* glue_device_name(void);
int glue_baud_rate(void);
int glue_is_synchronous(void); /* of a terminal: option sync */

/* The interface; 0: there is none. */
unsigned glue_interface_index(void);
/* errno; 0: it has the name, and pppd knows. Only while it is down. */
int glue_name_interface(const char* name);
/* The link has joined a bundle whose interface may not be called as pppd takes for granted. */
void glue_learn_interface(void);
/* IPv6CP has given the interface this one, 16 octets; 0: none. */
int glue_link_local(uint8_t* address);
/* No packet is sent that is longer, nor does negotiation here allow the user to: octets of IP. */
void glue_limit_mtu(int mtu);

/* For reports. */
int glue_status(void);
const char* glue_peer_name(void);
int glue_multilink_agreed(void); /* both sides' LCP: the link may join a bundle */
const char* glue_interface(void);
int glue_unit(void); /* the kernel's number of it; -1: there is none */
void glue_addresses(uint8_t* local, uint8_t* peer);
const char* glue_bundle(void); /* without group and own endpoint; NULL: not a bundle */
int glue_bundle_master(void);
/* What LCP agreed on, of us or of the user (`peer`): 0 and NULL if it is nothing. */
int glue_mrru(int peer);
const char* glue_endpoint(int peer);

#ifdef __cplusplus
}
#endif
#endif
