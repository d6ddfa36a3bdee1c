/* The PPP link in pppd's hands: LCP, channel, what it reports. See pppd_glue.h. */
#include "pppd_headers_internal.h"

/* ---- LCP ---- */

int glue_lcp_stopped(void) { return lcp_fsm[0].state == STOPPED; }
int glue_lcp_opened(void) { return lcp_fsm[0].state == OPENED; }
int glue_hung_up(void) { return hungup; }

void glue_lcp_silent(int on) {
    if (on)
        lcp_fsm[0].flags |= OPT_SILENT;
    else
        lcp_fsm[0].flags &= ~OPT_SILENT;
}

/* What the path takes is no reason to negotiate again: a LAC cannot know. Only what is negotiated here heeds it. */
static int mru_of_options;

void glue_limit_mtu(int mtu) {
    mru_of_options = lcp_wantoptions[0].mru;
    if (lcp_allowoptions[0].mru > mtu) lcp_allowoptions[0].mru = mtu;
    if (lcp_wantoptions[0].mru > mtu) {
        lcp_wantoptions[0].mru = mtu;
        lcp_wantoptions[0].neg_mru = 1;
    }
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
    policy->mru = mru_of_options != 0 ? mru_of_options : lcp_wantoptions[0].mru;
    policy->has_endpoint = go->neg_endpoint;
    policy->endpoint_class = go->endpoint.class;
    policy->endpoint_length = go->endpoint.length;
    memcpy(policy->endpoint, go->endpoint.value, sizeof policy->endpoint);
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

/* What the user has been promised, and pppd can do whatever its options say, is no reason to ask him again. */
int glue_lcp_judge_received(uint8_t* received, int length) {
    int rest = length;
    const lcp_options allowed = lcp_allowoptions[0];
    lcp_allowoptions[0].neg_asyncmap = 1;
    lcp_allowoptions[0].asyncmap = 0;
    lcp_allowoptions[0].neg_pcompression = lcp_allowoptions[0].neg_accompression = 1;
    lcp_allowoptions[0].neg_magicnumber = 1;
    const int judgement = lcp_fsm[0].callbacks->reqci(&lcp_fsm[0], received, &rest, 0);
    lcp_allowoptions[0] = allowed;
    return judgement;
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

void glue_set_status(int value) {
#ifdef VPDN_PPPD_25
    ppp_set_status((ppp_exit_code_t)value);
#else
    status = value;
#endif
}

void glue_link_abandon(int status_then, const char* reason) {
    glue_set_status(status_then);
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

int glue_echo_interval(void) { return &lcp_echo_interval != NULL ? lcp_echo_interval : -1; }

void glue_send(uint8_t* frame, int length) { output(0, frame, length); }

/* ---- channel ---- */

int glue_channel_fd(void) { return fd_ppp; }
int glue_device_fd(void) { return devfd; }

int glue_replace_channel(int fd) {
    ioctl(fd_ppp, PPPIOCDISCONN); /* EINVAL: it had no unit, as intended */
    return dup3(fd, fd_ppp, O_CLOEXEC) >= 0;
}

int glue_lose_channel(void) {
    if (fd_ppp < 0) return 1; /* it is over */
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int done = null >= 0 && glue_replace_channel(null);
    if (null >= 0) close(null); /* reads of its copy give end of file, which pppd takes for a hang-up */
    return done;
}

const char* glue_device_name(void) {
#ifdef VPDN_PPPD_25
    return ppp_devnam();
#else
    return devnam;
#endif
}

int glue_baud_rate(void) { return baud_rate; }

int glue_is_synchronous(void) {
#ifdef VPDN_PPPD_25
    return ppp_sync_serial();
#else
    return sync_serial;
#endif
}

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
