#include "support/refused_watches.h"

#include <dlfcn.h>
#include <sys/epoll.h>

#include <atomic>

namespace {

std::atomic<int> error_of_refusals{0};  // 0: nothing is refused
std::atomic<unsigned> left{0}, refused{0};

bool refuses() {
    if (error_of_refusals == 0) return false;
    if (left > 0) {
        --left;
        return false;
    }
    ++refused;
    return true;
}

}  // namespace

extern "C" int epoll_ctl(int set, int operation, int fd, epoll_event* event) noexcept {
    if (operation == EPOLL_CTL_ADD && refuses()) {
        errno = error_of_refusals;
        return -1;
    }
    static const auto real = reinterpret_cast<decltype(&::epoll_ctl)>(::dlsym(RTLD_NEXT, "epoll_ctl"));
    return real(set, operation, fd, event);
}

namespace test {

RefusedWatches::RefusedWatches(unsigned first, int error) {
    left = first;
    refused = 0;
    error_of_refusals = error;
}

RefusedWatches::~RefusedWatches() { error_of_refusals = 0; }

unsigned RefusedWatches::count() const { return refused; }

}  // namespace test
