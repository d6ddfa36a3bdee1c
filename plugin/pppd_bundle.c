/*
 * Multilink (RFC 1990) in pppd's hands. A link joins the bundle that has its name in pppd's database, and the name is what
 * pppd makes of the user, the endpoint of his side and the option `bundle`. Two things are missing there. This side's endpoint:
 * by it the user tells whom his links go to (section 5.1.3), and with proxied LCP each LAC has told him another one; where he
 * makes two bundles there must be two here. And the group: its users are not those of others, whatever they are called.
 * See pppd_glue.h.
 */
#include "pppd_headers_internal.h"

/* pppd disables multilink itself if it cannot open its database, but only where an option asked for it. */
static int has_database(void) { return &pppdb != NULL && pppdb != NULL; }

void glue_set_multilink(int on) {
    if (on && !multilink && !has_database()) {
        warn("vpdn: pppd has no database: no multilink");
    } else if (on && !multilink) {
        multilink = 1;
        mp_check_options();
    } else if (!on && multilink) {
        multilink = 0;
        lcp_wantoptions[0].neg_mrru = lcp_allowoptions[0].neg_mrru = 0;
        lcp_wantoptions[0].neg_ssnhf = 0;
    }
}

int glue_in_bundle(void) {
#ifdef VPDN_PPPD_25
    return mp_on();
#else
    return doing_multilink;
#endif
}

int glue_multilink_agreed(void) { return multilink && lcp_gotoptions[0].neg_mrru && lcp_hisoptions[0].neg_mrru; }

/* ---- the name of a bundle ---- */

/* What follows the words of others in the name: "/GROUP" and more. None of it needs the quotes of pppd's database. */
static char suffix[kTextSize + 80];
/* What pppd must not put into the name, until it has made it. */
static struct {
    int endpoint;
    char user[MAXNAMELEN];
} hidden;

static void show_again(void) {
    if (hidden.endpoint) lcp_hisoptions[0].neg_endpoint = 1;
    if (hidden.user[0] != '\0') strlcpy(peer_authname, hidden.user, MAXNAMELEN);
    memset(&hidden, 0, sizeof hidden);
}

static void hide_for_name(int by) {
    lcp_options* ho = &lcp_hisoptions[0];
    if (by == kBundleByUser && peer_authname[0] != '\0' && ho->neg_endpoint) {
        hidden.endpoint = 1;
        ho->neg_endpoint = 0;
    }
    if (by == kBundleByEndpoint && ho->neg_endpoint) {
        strlcpy(hidden.user, peer_authname, sizeof hidden.user);
        peer_authname[0] = '\0';
    }
}

/* Users of whom nothing is known are not the same one: nobody else has the name with this process in it. */
static void make_suffix(const char* group) {
    lcp_options *go = &lcp_gotoptions[0], *ho = &lcp_hisoptions[0];
    char* end = suffix + slprintf(suffix, sizeof suffix, "/%s", group);
    if (go->neg_endpoint) end += slprintf(end, (int)(suffix + sizeof suffix - end), "/%s", epdisc_to_str(&go->endpoint));
    if (peer_authname[0] == '\0' && !ho->neg_endpoint) slprintf(end, (int)(suffix + sizeof suffix - end), "/%d", getpid());
}

void glue_name_bundle(int by, const char* group) {
    static char* ours = NULL; /* pppd frees what an option has put there before */
    static char* given = NULL;
    if (glue_in_bundle() || !glue_multilink_agreed()) return;
    if (bundle_name != NULL && bundle_name != ours) given = bundle_name;
    make_suffix(group);
    const size_t size = strlen(suffix) + (given != NULL ? strlen(given) : 0) + 1;
    ours = malloc(size);
    if (ours == NULL) fatal("vpdn: no memory for a bundle's name");
    slprintf(ours, (int)size, "%s%s", given != NULL ? given : "", given != NULL ? suffix : suffix + 1);
    bundle_name = ours;
    hide_for_name(by);
}

void glue_bundle_is_named(void) { show_again(); }

void glue_settle_multilink(void) {
    show_again();
    if (!glue_in_bundle()) glue_set_multilink(0);
}

/* A plain link takes the network protocols down itself. The owner of a bundle keeps them for other links, which may be there
   already. */
void glue_close_networks(const char* reason) {
    if (glue_in_bundle()) {
        bundle_terminating = 1;
        upper_layers_down(0);
    }
    glue_close_link(reason);
}

/* ---- reports ---- */

const char* glue_bundle(void) {
    static const char prefix[] = "BUNDLE=";
    static char name[kTextSize];
    if (!glue_in_bundle() || bundle_id == NULL) return NULL;
    strlcpy(name, strncmp(bundle_id, prefix, sizeof prefix - 1) == 0 ? bundle_id + sizeof prefix - 1 : bundle_id, sizeof name);
    char* end = name + strlen(name);
    const size_t length = strlen(suffix);
    if (length != 0 && (size_t)(end - name) > length && strcmp(end - length, suffix) == 0) end -= length;
    while (end > name && end[-1] == '/') --end;
    *end = '\0';
    return name;
}

int glue_bundle_master(void) {
#ifdef VPDN_PPPD_25
    return mp_master();
#else
    return multilink_master;
#endif
}

static const lcp_options* options_of(int peer) { return peer ? &lcp_hisoptions[0] : &lcp_gotoptions[0]; }

int glue_mrru(int peer) { return options_of(peer)->neg_mrru ? options_of(peer)->mrru : 0; }

const char* glue_endpoint(int peer) {
    struct epdisc endpoint = options_of(peer)->endpoint; /* pppd's printer takes no const */
    return options_of(peer)->neg_endpoint ? epdisc_to_str(&endpoint) : NULL;
}
