/*
 * Stands in for a pppd with vpdn.so in benchmarks: as many milliseconds of CPU as a real one takes for its start, then the
 * plugin's greeting (lib/ipc/plugin_messages.h), IP as soon as the call is given to it, and nothing more.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { kConversation = 3, kMilliseconds = 5 };
enum { kHello = 1, kIpUp = 8, kConnect = 66 };
enum { kProtocolVersion = 1, kPid = 4, kMode = 5, kInterface = 69 };
enum { kVersion = 2, kLns = 1 };

struct packet {
    uint8_t bytes[64];
    size_t length;
};

static void put(struct packet *to, const void *data, size_t length)
{
    memcpy(to->bytes + to->length, data, length);
    to->length += length;
}

static void put_u16(struct packet *to, uint16_t value)
{
    value = htons(value);
    put(to, &value, sizeof value);
}

static void put_field(struct packet *to, uint16_t tag, const void *data, size_t length)
{
    put_u16(to, tag);
    put_u16(to, (uint16_t)length);
    put(to, data, length);
}

static void say_hello(void)
{
    struct packet hello = {.length = 0};
    const uint32_t version = htonl(kVersion), pid = htonl((uint32_t)getpid());
    const uint8_t mode = kLns;
    put_u16(&hello, kHello);
    put_field(&hello, kProtocolVersion, &version, sizeof version);
    put_field(&hello, kPid, &pid, sizeof pid);
    put_field(&hello, kMode, &mode, sizeof mode);
    send(kConversation, hello.bytes, hello.length, 0);
}

static void say_ip_up(void)
{
    struct packet up = {.length = 0};
    put_u16(&up, kIpUp);
    put_field(&up, kInterface, "ppp0", 4);
    send(kConversation, up.bytes, up.length, 0);
}

static void work(void)
{
    struct timespec used;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec == 0 && used.tv_nsec < kMilliseconds * 1000000L);
}

int main(void)
{
    static uint8_t message[16384];
    work();
    say_hello();
    struct pollfd conversation = {.fd = kConversation, .events = POLLIN};
    while (poll(&conversation, 1, -1) > 0) {
        const ssize_t length = recv(kConversation, message, sizeof message, 0);
        if (length <= 0)
            return 0;
        if (length >= 2 && (message[0] << 8 | message[1]) == kConnect)
            say_ip_up();
    }
    return 1;
}
