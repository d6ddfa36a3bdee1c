/*
 * Does pppd know the user? By the means that it would use if it served him: a hook of another plugin's, else its secrets files (for
 * PAP the system's users too, if the options say so). Nothing is sent, and pppd's own servers do not notice. See pppd_glue.h.
 */
#include "pppd_headers_internal.h"

int glue_knows_by_pap(const uint8_t* name, int name_length, const uint8_t* password, int password_length) {
    char* text = NULL; /* for the user: pppd's, or the hook's */
    return check_passwd(0, (char*)name, name_length, (char*)password, password_length, &text) == UPAP_AUTHACK;
}

static int fits_secret(char* name, char* ours, int id, struct chap_digest_type* digest, unsigned char* challenge,
                       unsigned char* response, char* text, int room) {
    unsigned char secret[MAXSECRETLEN];
    int length = 0;
    if (!get_secret(0, name, ours, (char*)secret, &length, 1)) return 0;
    const int good = digest->verify_response(id, name, secret, length, challenge, response, text, room);
    explicit_bzero(secret, sizeof secret);
    return good;
}

int glue_knows_by_chap(int id, const uint8_t* name, int name_length, const uint8_t* challenge, int challenge_length,
                       const uint8_t* response, int response_length) {
    struct chap_digest_type* digest = chap_find_digest(glue_chap_digest());
    unsigned char asked[1 + kMaxChapValue], answered[1 + kMaxChapValue];
    char shown[MAXNAMELEN], text[kTextSize] = "";
    if (digest == NULL || challenge_length > kMaxChapValue || response_length > kMaxChapValue) return 0;
    asked[0] = (unsigned char)challenge_length;
    memcpy(asked + 1, challenge, (size_t)challenge_length);
    answered[0] = (unsigned char)response_length;
    memcpy(answered + 1, response, (size_t)response_length);
    slprintf(shown, sizeof shown, "%.*v", name_length, name); /* as pppd's server does: what is not printable is made visible */
    return chap_verify_hook != NULL ? chap_verify_hook(shown, our_name, id, digest, asked, answered, text, sizeof text)
                                    : fits_secret(shown, our_name, id, digest, asked, answered, text, sizeof text);
}
