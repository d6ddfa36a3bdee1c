// Two network namespaces "here" and "there" joined by a virtual cable. The test program has one thread, which steps
// into a namespace for what belongs there: sockets stay where they were opened, /dev/ppp and netlink act where the
// thread is.
#pragma once

#include <string>

#include "os/unique_fd.h"

namespace labtest {

/// Runs a shell command; throws with its text if it fails.
void run(const std::string& command);
/// Its standard output; throws as run() does.
std::string output_of(const std::string& command);

/// A namespace that `ip netns` has made.
class Namespace {
  public:
    explicit Namespace(const std::string& name);
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;
    const std::string& name() const { return name_; }

    /// The thread is in the namespace while one of these lives.
    class Inside {
      public:
        explicit Inside(const Namespace& where);
        ~Inside();
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

      private:
        vpdnd::UniqueFd before_;
    };

  private:
    std::string name_;
    vpdnd::UniqueFd fd_;
};

/// here: 192.0.2.1, .11 and fd00::1, ::11; there: 192.0.2.2 and fd00::2.
struct TwoHosts {
    TwoHosts();
    ~TwoHosts();
    TwoHosts(const TwoHosts&) = delete;
    TwoHosts& operator=(const TwoHosts&) = delete;

  private:
    struct Cabling {
        Cabling();
    } cabling_;  ///< first: the namespaces are opened after they were made

  public:
    Namespace here{"here"}, there{"there"};
};

}  // namespace labtest
