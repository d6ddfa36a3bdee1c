/*
 * Users whom the daemon judges in place of pppd's secrets files, and what a server's profile changes in pppd. See pppd_glue.h.
 *
 * pppd's hooks get names and passwords whose octets above 0x7f and control characters it has made visible ("M-C"): they are
 * taken from the user's packet instead.
 */
#include "pppd_headers_internal.h"

/* Not in the list of what is needed: a pppd may be built without MPPE. */
#ifdef VPDN_PPPD_25
void mppe_set_keys(unsigned char* send, unsigned char* receive, int length);
void mppe_set_chapv1(unsigned char* challenge, unsigned char* password_hash_hash);
void mppe_clear_keys(void);
#pragma weak mppe_set_chapv1
#pragma weak mppe_clear_keys
#else
void mppe_set_keys(unsigned char* challenge, unsigned char* password_hash_hash); /* of MS-CHAPv1, in spite of its name */
extern unsigned char mppe_send_key[16], mppe_recv_key[16];
extern int mppe_keys_set;
#pragma weak mppe_send_key
#pragma weak mppe_recv_key
#pragma weak mppe_keys_set
#endif
#pragma weak mppe_set_keys

enum { kHeaderSize = 4, kPapRequest = 1, kChapAnswer = 2 };
enum { kMppe40 = 1, kMppe128 = 2 };                                        /* ccp_options.mppe */
enum { kPolicyRequired = 2, kType40 = 2, kType128 = 4 };                   /* RFC 2548 sections 2.4.4 and 2.4.5 */

static const struct glue_events* events;
static const unsigned char* packet;
static int packet_length;
static const unsigned char* challenge_now; /* of the answer that is judged: length, octets */

void glue_use_judge(const struct glue_events* table) { events = table; }

void glue_note_packet(const unsigned char* octets, int length) {
    packet = octets;
    packet_length = length;
}

/* ---- the packet ---- */

/* The octets behind the header as far as the packet's own length says; 0: it is none with this code. */
static int body(int code, const unsigned char** from, int* length) {
    if (packet == NULL || packet_length < kHeaderSize || packet[0] != code) return 0;
    const int told = packet[2] << 8 | packet[3];
    if (told < kHeaderSize || told > packet_length) return 0;
    *from = packet + kHeaderSize;
    *length = told - kHeaderSize;
    return 1;
}

/* A field with its length in front, which `from` and `length` lose. */
static int take_field(const unsigned char** from, int* length, const uint8_t** field, int* field_length) {
    if (*length < 1 || *length < 1 + (*from)[0]) return 0;
    *field = *from + 1;
    *field_length = (*from)[0];
    *from += 1 + *field_length;
    *length -= 1 + *field_length;
    return 1;
}

static int read_pap(struct glue_user* asked) {
    const unsigned char* from;
    int length;
    if (!body(kPapRequest, &from, &length)) return 0;
    asked->method = kMethodPap;
    asked->id = packet[1];
    return take_field(&from, &length, &asked->name, &asked->name_length) &&
           take_field(&from, &length, &asked->response, &asked->response_length);
}

static int method_of(int digest) {
    switch (digest) {
        case kDigestMd5: return kMethodMd5;
        case kDigestMsChapV1: return kMethodMsChapV1;
        case kDigestMsChapV2: return kMethodMsChapV2;
        default: return 0;
    }
}

static int read_chap(struct glue_user* asked, int id, int digest, const unsigned char* challenge) {
    const unsigned char* from;
    int length;
    if (!body(kChapAnswer, &from, &length) || !take_field(&from, &length, &asked->response, &asked->response_length)) return 0;
    asked->method = method_of(digest);
    asked->id = id;
    asked->challenge = challenge + 1;
    asked->challenge_length = challenge[0];
    asked->name = from;
    asked->name_length = length;
    return asked->method != 0 && length <= kMaxName;
}

/* ---- hooks ---- */

static int on_pap_auth(char* name, char* password, char** message, struct wordlist** addresses, struct wordlist** options_of_user) {
    static char text[kTextSize];
    struct glue_user asked = {0};
    (void)name, (void)password, (void)addresses, (void)options_of_user;
    text[0] = '\0';
    *message = text;
    challenge_now = NULL;
    return read_pap(&asked) && events->judge_user(&asked, text, sizeof text);
}

static int on_chap_verify(char* name, char* ours, int id, struct chap_digest_type* digest, unsigned char* challenge,
                          unsigned char* response, char* message, int room) {
    struct glue_user asked = {0};
    (void)name, (void)ours, (void)response;
    message[0] = '\0';
    challenge_now = challenge;
    const int good = read_chap(&asked, id, digest->code, challenge) && events->judge_user(&asked, message, room);
    challenge_now = NULL;
    return good;
}

static int on_allowed_address(uint32_t address) { return glue_address_allowed(address); }

void glue_judge_users(void) {
    glue_ask_peer_only();
    pap_auth_hook = on_pap_auth;
    chap_verify_hook = on_chap_verify;
    allowed_address_hook = on_allowed_address;
}

int glue_judge_is_in_charge(void) {
    return pap_auth_hook == on_pap_auth && chap_verify_hook == on_chap_verify && allowed_address_hook == on_allowed_address;
}

/* pppd goes on in its network phase: with multilink it would put the link into a bundle that is up. The other protocols wait for LCP. */
void glue_refuse_user(void) {
    warn("vpdn: nobody has let this user in: the link is closed");
    glue_set_multilink(0);
    glue_auth_failed(PPP_LCP);
}

/* ---- the profile ---- */

static struct {
    int there;
    int mru;
    uint32_t dns[kMaxServers], wins[kMaxServers];
    int mppe;
} before; /* a profile */

static void keep_what_options_say(void) {
    if (before.there) return;
    before.there = 1;
    before.mru = lcp_allowoptions[0].mru;
    memcpy(before.dns, ipcp_allowoptions[0].dnsaddr, sizeof before.dns);
    memcpy(before.wins, ipcp_allowoptions[0].winsaddr, sizeof before.wins);
    before.mppe = ccp_wantoptions[0].mppe;
}

/* The limit holds if LCP is negotiated again; an interface that is there already has its MTU from LCP. */
static void set_mtu(int mtu) {
    lcp_allowoptions[0].mru = before.mru;
    if (mtu == 0 || mtu >= before.mru) return;
    lcp_allowoptions[0].mru = mtu;
#ifdef VPDN_PPPD_25
    if (ppp_ifunit() >= 0 && ppp_get_mtu(0) > mtu) ppp_set_mtu(0, mtu);
#else
    if (ifunit >= 0 && netif_get_mtu(0) > mtu) netif_set_mtu(0, mtu);
#endif
}

/* One is told as both: a user who asks for two would get 0.0.0.0. */
static void set_servers(uint32_t* to, const uint32_t* options_say, const uint32_t* from, int count) {
    for (int i = 0; i < kMaxServers; ++i) to[i] = count == 0 ? options_say[i] : from[i < count ? i : count - 1];
}

/* Of the user before him. */
static void forget_keys(void) {
#ifdef VPDN_PPPD_25
    if (&mppe_clear_keys != NULL) mppe_clear_keys();
#else
    if (&mppe_keys_set != NULL) mppe_keys_set = 0;
#endif
}

/* 0: there are none now. */
static int set_keys(const struct glue_profile* profile) {
    forget_keys();
    uint8_t keys[2 * kMppeKey];
    if (profile->keys == NULL || &mppe_set_keys == NULL || profile->keys_length > (int)sizeof keys) return 0;
    int set = 0;
    memcpy(keys, profile->keys, (size_t)profile->keys_length);
    const int two = profile->keys_length == 2 * kMppeKey, one = profile->keys_length == kMppeKey && challenge_now != NULL;
#ifdef VPDN_PPPD_25
    if (two) mppe_set_keys(keys, keys + kMppeKey, kMppeKey);
    if (one && &mppe_set_chapv1 != NULL) mppe_set_chapv1((unsigned char*)challenge_now + 1, keys);
    set = two || (one && &mppe_set_chapv1 != NULL);
#else
    if (two && &mppe_keys_set != NULL) {
        memcpy(mppe_send_key, keys, kMppeKey);
        memcpy(mppe_recv_key, keys + kMppeKey, kMppeKey);
        set = mppe_keys_set = 1;
    }
    if (one) mppe_set_keys((unsigned char*)challenge_now + 1, keys);
    set = set || one;
#endif
    explicit_bzero(keys, sizeof keys);
    return set;
}

/* Without it pppd goes on in the clear, whatever is wanted of it. */
static int ccp_enabled(void) {
    for (int i = 0; protocols[i] != NULL; ++i)
        if (protocols[i]->protocol == PPP_CCP) return protocols[i]->enabled_flag;
    return 0;
}

/* The server narrows what the options require, and may require it where they do not. */
static void set_encryption(const struct glue_profile* profile) {
    const int types = ((profile->mppe_types & kType40) ? kMppe40 : 0) | ((profile->mppe_types & kType128) ? kMppe128 : 0);
    int wanted = before.mppe;
    if ((wanted & types) != 0) wanted &= types;
    else if (wanted == 0 && profile->mppe_policy == kPolicyRequired) wanted = types;
    ccp_wantoptions[0].mppe = (unsigned char)wanted;
}

int glue_apply_profile(const struct glue_profile* profile) {
    keep_what_options_say();
    set_mtu(profile->mtu);
    glue_set_times((int)profile->session_timeout, (int)profile->idle_timeout);
    set_servers(ipcp_allowoptions[0].dnsaddr, before.dns, profile->dns, profile->dns_count);
    set_servers(ipcp_allowoptions[0].winsaddr, before.wins, profile->wins, profile->wins_count);
    const int have_keys = set_keys(profile);
    set_encryption(profile);
    return (have_keys && ccp_enabled()) || profile->mppe_policy != kPolicyRequired;
}
