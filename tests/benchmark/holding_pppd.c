/*
 * Stands in for pppd and vpdn.so where no PPP is spoken: takes any arguments, holds the session's socket that it is given
 * (descriptor 3 is the conversation with vpdnd), and ends when it is told to hang up, by a signal or with the daemon.
 * The messages are those of lib/ipc/plugin_messages.h.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONVERSATION = 3, HELLO = 1, HANG_UP = 72, VERSION_TAG = 1, PID_TAG = 4, MODE_TAG = 5, PROTOCOL_VERSION = 5, MODE_LNS = 1 };

static unsigned char *put16(unsigned char *at, uint16_t value)
{
    value = htons(value);
    return (unsigned char *)memcpy(at, &value, 2) + 2;
}

static unsigned char *put_field32(unsigned char *at, uint16_t tag, uint32_t value)
{
    at = put16(put16(at, tag), 4);
    value = htonl(value);
    return (unsigned char *)memcpy(at, &value, 4) + 4;
}

static int say_hello(void)
{
    unsigned char packet[64], *end = put16(packet, HELLO);

    end = put_field32(end, VERSION_TAG, PROTOCOL_VERSION);
    end = put_field32(end, PID_TAG, (uint32_t)getpid());
    end = put16(put16(end, MODE_TAG), 1);
    *end++ = MODE_LNS;
    return send(CONVERSATION, packet, (size_t)(end - packet), 0) < 0;
}

int main(void)
{
    static unsigned char packet[16384];
    union {
        char room[CMSG_SPACE(4 * sizeof(int))];
        struct cmsghdr aligned;
    } control;

    if (say_hello())
        return 1;
    for (;;) {
        struct iovec part = {packet, sizeof packet};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        struct pollfd readable = {CONVERSATION, POLLIN, 0};
        ssize_t size;

        if (poll(&readable, 1, -1) < 0) /* the descriptor does not wait by itself */
            return 1;
        size = recvmsg(CONVERSATION, &message, 0); /* what comes beside it stays open until we end */
        if (size <= 0 || (size >= 2 && (packet[0] << 8 | packet[1]) == HANG_UP))
            return 0;
    }
}
