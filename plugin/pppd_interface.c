/*
 * The network interface in pppd's hands: its name, and what else is set before it is up. See pppd_glue.h.
 *
 * pppd's own option `ifname` names an interface when it is made, and the call fails where that cannot be. Here it is renamed
 * once it is there, while it is down, and keeps pppd's name where it cannot.
 */
#define INET6 1 /* 2.4.9: else its headers have no IPv6CP */
#include "pppd_headers_internal.h"

#include <net/if.h>
#include <sys/socket.h>

#include <pppd/eui64.h>
#include <pppd/ipv6cp.h>

#ifdef VPDN_PPPD_25
extern char req_ifname[];
void set_ifunit(int is_key);
void remove_pidfiles(void);
#endif

/* tdb.h is not installed everywhere. */
struct datum {
    char* octets;
    size_t size;
};
extern struct datum tdb_fetch_here(struct tdb_context* database, struct datum key) __asm__("tdb_fetch");
#pragma weak tdb_fetch_here

/* A pppd without one of these gives its own names; one built without IPv6 has no address of that kind. */
#pragma weak ipv6cp_gotoptions
#define VPDN_NEEDED_TO_NAME(NAME) NAME(req_ifname) NAME(set_ifunit) NAME(remove_pidfiles)
VPDN_NEEDED_TO_NAME(VPDN_WEAKEN)

static const char* name_now(void) { return glue_interface(); }

int glue_unit(void) {
#ifdef VPDN_PPPD_25
    return ppp_ifunit();
#else
    return ifunit;
#endif
}

unsigned glue_interface_index(void) {
    const char* name = name_now();
    return name == NULL || name[0] == '\0' ? 0 : if_nametoindex(name);
}

static int can_name(void) {
#define VPDN_IS_THERE(name) &&(const void*)&name != NULL
    return 1 VPDN_NEEDED_TO_NAME(VPDN_IS_THERE);
}

static int rename_to(const char* name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strlcpy(request.ifr_name, name_now(), IFNAMSIZ);
    strlcpy(request.ifr_newname, name, IFNAMSIZ);
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int result = fd < 0 || ioctl(fd, SIOCSIFNAME, &request) < 0 ? errno : 0;
    if (fd >= 0) close(fd);
    return result;
}

int glue_name_interface(const char* name) {
    if (!can_name()) return ENOSYS;
    const int error = rename_to(name);
    if (error != 0) return error;
    remove_pidfiles(); /* they have the old name in theirs */
    strlcpy(req_ifname, name, IFNAMSIZ);
    set_ifunit(1); /* variables of scripts, the record that other links find, pid files */
    return 0;
}

/* The value of a key of the database, to be freed; NULL: it has none. Some are stored without a zero at the end. */
static char* value_of(const char* text) {
    if (&pppdb == NULL || pppdb == NULL || tdb_fetch_here == NULL) return NULL;
    struct datum key = {(char*)text, strlen(text)};
    const struct datum found = tdb_fetch_here(pppdb, key);
    char* value = found.octets != NULL ? malloc(found.size + 1) : NULL;
    if (value != NULL) {
        memcpy(value, found.octets, found.size);
        value[found.size] = '\0';
    }
    free(found.octets);
    return value;
}

/* In a record, "NAME=value;NAME=value;": only where a field begins, as values are what others say. NULL: it has none. */
static const char* field_of(const char* record, const char* field) {
    const size_t length = strlen(field);
    for (const char* at = record; at != NULL; at = strchr(at, ';')) {
        at += *at == ';';
        if (strncmp(at, field, length) == 0) return at + length;
    }
    return NULL;
}

/* The bundle's name leads to the process that owns it, and that one's record has the interface. */
void glue_learn_interface(void) {
    if (!can_name() || bundle_id == NULL) return;
    char* owner = value_of(bundle_id);
    char* record = owner != NULL ? value_of(owner) : NULL;
    const char* found = record != NULL ? field_of(record, "IFNAME=") : NULL;
    const size_t length = found != NULL ? strcspn(found, ";") : 0;
    if (length > 0 && length < IFNAMSIZ) {
        memcpy(req_ifname, found, length);
        req_ifname[length] = '\0';
        set_ifunit(0);
    }
    free(owner);
    free(record);
}

int glue_link_local(uint8_t* address) {
    if (&ipv6cp_gotoptions == NULL) return 0;
    const eui64_t id = ipv6cp_gotoptions[0].ourid;
    if (eui64_iszero(id)) return 0;
    memset(address, 0, 16);
    address[0] = 0xfe;
    address[1] = 0x80;
    memcpy(address + 8, id.e8, 8);
    return 1;
}
