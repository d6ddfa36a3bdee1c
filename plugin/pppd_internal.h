/*
 * What the plugin needs of pppd that its installed headers do not declare. pppd is linked with -Wl,-E, so every global
 * of it is visible to a plugin; 2.5 only stopped installing the declarations (they are in its pppd-private.h).
 *
 * All of them are weak: with a pppd that lacks one, the plugin still loads, and glue_missing_symbol() names it. Included
 * by pppd_headers_internal.h alone, after pppd's own headers.
 */
#ifndef VPDN_PPPD_INTERNAL_H
#define VPDN_PPPD_INTERNAL_H

#define VPDN_WEAK __attribute__((weak))

/* Not declared by any version. */
extern char* bundle_id VPDN_WEAK;
extern int got_sighup VPDN_WEAK;

#ifdef VPDN_PPPD_25
extern int devfd VPDN_WEAK;
extern int fd_ppp VPDN_WEAK;
extern int got_sigterm VPDN_WEAK;
extern int baud_rate VPDN_WEAK;
extern int phase VPDN_WEAK;
extern bool multilink VPDN_WEAK;
extern bool auth_required VPDN_WEAK;
extern bool demand VPDN_WEAK;
extern char our_name[MAXNAMELEN] VPDN_WEAK;

void lcp_close(int unit, char* reason) VPDN_WEAK;
void lcp_lowerup(int unit) VPDN_WEAK;
void lcp_lowerdown(int unit) VPDN_WEAK;
void upap_authpeer(int unit) VPDN_WEAK;
void link_terminated(int unit) VPDN_WEAK;
void auth_peer_fail(int unit, int protocol) VPDN_WEAK;
void output(int unit, unsigned char* packet, int length) VPDN_WEAK;
#else
#pragma weak got_sigterm
#endif

#endif
