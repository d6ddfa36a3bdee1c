/* Stands in for pppd in benchmarks: takes any arguments, does nothing, ends by a signal. */
#include <unistd.h>

int main(void)
{
    for (;;)
        pause();
}
