/* Authentication in pppd's hands: PAP, CHAP with a challenge that the LAC sent. See pppd_glue.h. */
#include "pppd_headers_internal.h"

int glue_chap_digest(void) {
    const lcp_options* go = &lcp_gotoptions[0];
    return go->neg_chap && !go->neg_eap ? CHAP_DIGEST(go->chap_mdtype) : 0;
}

int glue_pap_agreed(void) {
    const lcp_options* go = &lcp_gotoptions[0];
    return go->neg_upap && !go->neg_chap && !go->neg_eap;
}

void glue_hold_chap(void) { glue_chap_held = 1; }

void glue_release_chap(void) {
    if (!glue_chap_held) return;
    glue_chap_held = 0;
    if (glue_lcp_opened()) glue_chap_lowerup_before(0);
}

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
    while (getrandom(seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        if (errno != EINTR) fatal("vpdn: no random numbers: %m");
    seed48(seed);
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
        glue_chap_lowerup_before(0);
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
    glue_chap_held = 0;
    if (digest == NULL || length > kMaxChapValue) {
        glue_chap_lowerup_before(0);
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
    glue_chap_lowerup_before(0);
    return 0;
}

void glue_chap_start_server(void) { chap_auth_peer(0, our_name, glue_chap_digest()); }

void glue_pap_start_server(void) {
    pap_protent.lowerup(0);
    upap_authpeer(0);
}

void glue_chap_deliver(uint8_t* packet, int length) {
    glue_note_packet(packet, length);
    glue_chap_input_before(0, packet, length);
    glue_note_packet(NULL, 0);
}

void glue_pap_deliver(uint8_t* packet, int length) {
    glue_note_packet(packet, length);
    glue_pap_input_before(0, packet, length);
    glue_note_packet(NULL, 0);
}

void glue_auth_stop(void) {
    chap_protent.lowerdown(0);
    pap_protent.lowerdown(0);
}

void glue_auth_failed(int protocol) { auth_peer_fail(0, protocol); }
