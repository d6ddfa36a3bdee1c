/*
 * What the plugin needs of pppd: the declarations that its installed headers lack, and the list of all names. pppd is
 * linked with -Wl,-E, so every global of it is visible to a plugin; 2.5 only stopped installing the declarations (they
 * are in its pppd-private.h).
 *
 * Every name of the list is weak: with a pppd that lacks one, the plugin still loads (pppd asks for RTLD_NOW), and
 * glue_missing_symbol() names it. Not in the list is what it takes to say so: options and messages. Included by
 * pppd_headers_internal.h alone, after pppd's own headers and before any use.
 */
#ifndef VPDN_PPPD_INTERNAL_H
#define VPDN_PPPD_INTERNAL_H

/* Not declared by any version. */
extern char* bundle_id;
extern int got_sighup;
/* The database of interfaces and bundles; a pppd may be built without it. Not in the list: its absence is no fault. */
extern struct tdb_context* pppdb;
#pragma weak pppdb
/* A pppd without it does not say whether it asks for echoes. */
extern int lcp_echo_interval;
#pragma weak lcp_echo_interval
#ifndef VPDN_PPPD_25
#pragma weak ipv6_up_notifier /* nor is it one to be built without IPv6 */
#endif

#ifdef VPDN_PPPD_25
extern int devfd;
extern int fd_ppp;
extern int got_sigterm;
extern int baud_rate;
extern int hungup;
extern char* ipparam;
extern bool multilink;
extern bool auth_required;
extern bool demand;
extern char our_name[MAXNAMELEN];
extern char peer_authname[MAXNAMELEN];
extern char* bundle_name;

extern bool bundle_terminating;

int auth_ip_addr(int unit, uint32_t address);
void upper_layers_down(int unit);
void lcp_close(int unit, char* reason);
void lcp_lowerup(int unit);
void lcp_lowerdown(int unit);
void upap_authpeer(int unit);
void link_terminated(int unit);
void auth_peer_fail(int unit, int protocol);
int check_passwd(int unit, char* user, int user_length, char* password, int password_length, char** message);
int get_secret(int unit, char* client, char* server, char* secret, int* secret_length, int am_server);
void output(int unit, unsigned char* packet, int length);

#define VPDN_NEEDED_OF_VERSION(NAME)                                                                                    \
    NAME(mp_master) NAME(mp_on) NAME(ppp_add_notify) NAME(ppp_devnam) NAME(ppp_generic_disestablish)                    \
    NAME(ppp_generic_establish) NAME(ppp_get_remote_number) NAME(ppp_ifname) NAME(ppp_ifunit) NAME(ppp_peer_authname)   \
    NAME(ppp_persist) NAME(ppp_script_setenv) NAME(ppp_script_unsetenv) NAME(ppp_set_modem) NAME(ppp_set_pppdevnam)     \
    NAME(ppp_set_remote_number)                                                                                         \
    NAME(ppp_set_status) NAME(ppp_status) NAME(ppp_timeout) NAME(ppp_untimeout) NAME(ppp_get_max_connect_time)             \
    NAME(ppp_get_max_idle_time) NAME(ppp_get_mtu) NAME(ppp_set_max_connect_time) NAME(ppp_set_max_idle_time)            \
    NAME(ppp_set_mtu) NAME(ppp_sync_serial)
#else
#define VPDN_NEEDED_OF_VERSION(NAME)                                                                                    \
    NAME(add_notifier) NAME(auth_up_notifier) NAME(devnam) NAME(doing_multilink) NAME(exitnotify)                       \
    NAME(generic_disestablish_ppp) NAME(generic_establish_ppp) NAME(ifname) NAME(ifunit) NAME(ip_down_notifier)         \
    NAME(ip_up_notifier) NAME(modem) NAME(multilink_master) NAME(persist) NAME(phasechange)                             \
    NAME(ppp_devnam) NAME(remote_number) NAME(script_setenv) NAME(script_unsetenv) NAME(status) NAME(timeout)           \
    NAME(untimeout)                                                                                                     \
    NAME(idle_time_limit) NAME(maxconnect) NAME(netif_get_mtu) NAME(netif_set_mtu) NAME(sync_serial)
#endif

#define VPDN_NEEDED(NAME)                                                                                               \
    NAME(auth_ip_addr) NAME(auth_peer_fail) NAME(auth_required) NAME(baud_rate) NAME(bundle_id) NAME(bundle_name)        \
    NAME(bundle_terminating) NAME(check_passwd) NAME(get_secret) NAME(upper_layers_down)                                \
    NAME(ccp_allowoptions) NAME(epdisc_to_str) NAME(peer_authname)                                                      \
    NAME(ccp_wantoptions) NAME(chap_auth_peer) NAME(chap_check_hook) NAME(chap_find_digest) NAME(chap_protent)          \
    NAME(demand) NAME(devfd) NAME(fd_ppp) NAME(got_sighup) NAME(got_sigterm) NAME(hungup) NAME(ipcp_allowoptions)       \
    NAME(ipcp_fsm) NAME(ipcp_gotoptions) NAME(ipcp_hisoptions) NAME(ipcp_wantoptions) NAME(ipparam)                     \
    NAME(lcp_allowoptions) NAME(lcp_close) NAME(lcp_fsm) NAME(lcp_gotoptions) NAME(lcp_hisoptions)                      \
    NAME(lcp_lowerdown) NAME(lcp_lowerup)                                                                               \
    NAME(lcp_wantoptions) NAME(link_terminated) NAME(mp_check_options) NAME(multilink) NAME(multilink_join_hook)        \
    NAME(allowed_address_hook) NAME(chap_verify_hook) NAME(idle_time_hook) NAME(pap_auth_hook)                          \
    NAME(our_name) NAME(output) NAME(pap_check_hook) NAME(pap_protent) NAME(protocols) NAME(snoop_recv_hook)            \
    NAME(snoop_send_hook) NAME(the_channel) NAME(upap_authpeer) VPDN_NEEDED_OF_VERSION(NAME)

#define VPDN_PRAGMA(text) _Pragma(#text)
#define VPDN_WEAKEN(name) VPDN_PRAGMA(weak name)
VPDN_NEEDED(VPDN_WEAKEN)

#endif
