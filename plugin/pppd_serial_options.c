/*
 * Options of serial lines, which pppd knows only while its channel is a terminal. Templates that come from a modem server
 * have them; without these entries pppd would end at the first one, and with it the call. They mean nothing here.
 */
#include "pppd_headers_internal.h"

static int ignore(char** argv) {
    (void)argv;
    return 1;
}

/* The speed of the line: a number alone. */
static int ignore_speed(char* word, char** argv, int doit) {
    (void)argv, (void)doit;
    return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

#define VPDN_IGNORED(NAME, TYPE) {.name = NAME, .type = TYPE, .addr = (void*)&ignore, .flags = OPT_NOPRINT, \
                                  .description = "Of serial lines: ignored"}

option_t glue_serial_options[] = {
    VPDN_IGNORED("-crtscts", o_special_noarg),  VPDN_IGNORED("cdtrcts", o_special_noarg), VPDN_IGNORED("crtscts", o_special_noarg),
    VPDN_IGNORED("datarate", o_special),        VPDN_IGNORED("escape", o_special),        VPDN_IGNORED("local", o_special_noarg),
    VPDN_IGNORED("lock", o_special_noarg),      VPDN_IGNORED("modem", o_special_noarg),   VPDN_IGNORED("nocdtrcts", o_special_noarg),
    VPDN_IGNORED("nocrtscts", o_special_noarg), VPDN_IGNORED("nolock", o_special_noarg),  VPDN_IGNORED("sync", o_special_noarg),
    VPDN_IGNORED("xonxoff", o_special_noarg),
    {.name = "speed", .type = o_wild, .addr = (void*)&ignore_speed, .flags = OPT_NOPRINT, .description = "Of serial lines: ignored"},
    {.name = NULL}};
