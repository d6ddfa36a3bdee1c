/*
 * Stands in for pppd in benchmarks: takes any arguments, does nothing, ends by a signal. To vpdnd it says at once that it
 * will not talk, by closing the conversation that a plugin would have: else it would be waited for.
 */
#include <unistd.h>

int main(void)
{
    close(3);
    for (;;)
        pause();
}
