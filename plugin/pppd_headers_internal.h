/*
 * pppd's headers and the differences between 2.4.9 and 2.5.x, for the C files of the plugin alone: they do not compile
 * as C++. Included first.
 */
#ifndef VPDN_PPPD_HEADERS_INTERNAL_H
#define VPDN_PPPD_HEADERS_INTERNAL_H

#define _GNU_SOURCE
#undef VERSION
#define HAVE_MULTILINK 1 /* 2.4.9: else doing_multilink is a macro, 0 */

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
#include <time.h>
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

#ifdef VPDN_PPPD_25
#define add_options ppp_add_options
#define timeout ppp_timeout
#define untimeout ppp_untimeout
#define int_option ppp_int_option
#define option_error ppp_option_error
#define generic_establish_ppp ppp_generic_establish
#define generic_disestablish_ppp ppp_generic_disestablish
#endif

enum { kTextSize = 256, kFrameHeader = 4, kChapHeader = 4, kMultilinkProtocol = 0x3d, kEcpProtocol = 0x8053 };

/* Set while pppd must not send a challenge: its own CHAP entry points, which pppd_glue.c has replaced by its hooks. */
extern int glue_chap_held;
extern void (*glue_pap_input_before)(int, unsigned char*, int);
extern void (*glue_chap_input_before)(int, unsigned char*, int);
extern void (*glue_chap_lowerup_before)(int);

/* pppd_serial_options.c: what a channel that is no terminal ignores. */
extern option_t glue_serial_options[];

/* pppd_users.c: while a user's packet is in pppd's hands, what he really wrote. NULL: it is in them no more. */
void glue_note_packet(const unsigned char* packet, int length);
void glue_use_judge(const struct glue_events* table);
/* pppd_ipcp.c: may a user whom the daemon judges have this one? */
int glue_address_allowed(uint32_t address);

/* pppd_ipcp.c: from now on each address is asked for. */
void glue_watch_addresses(const struct glue_events* table);

/* pppd_times.c: seconds, 0: what the options say. Before IP is up. */
void glue_set_times(int session, int idle);
int glue_in_bundle(void);
/* What pppd exits with, unless something else comes. */
void glue_set_status(int value);

/* pppd_mru.c: neither side receives greater frames, whatever LCP says. */
void glue_limit_mru(int to);

#endif
