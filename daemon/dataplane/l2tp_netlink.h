// Requests to the kernel's generic netlink family "l2tp", one at a time, each answered before it returns.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

struct nl_msg;
struct nl_sock;
struct nlattr;

namespace vpdnd {

class L2tpNetlink {
  public:
    L2tpNetlink();
    ~L2tpNetlink();
    L2tpNetlink(const L2tpNetlink&) = delete;
    L2tpNetlink& operator=(const L2tpNetlink&) = delete;

    /// Connects to the family; errno value, 0 when done. The kernel loads l2tp_netlink if it can.
    int open();

    struct Closer {
        void operator()(nl_sock* socket) const;
    };
    using Socket = std::unique_ptr<nl_sock, Closer>;

    using Fill = std::function<bool(nl_msg*)>;            ///< puts attributes; false: no room
    using Read = std::function<void(nlattr* attributes[])>;  ///< indexed by L2TP_ATTR_*
    /// Sends `command` and takes the answer, asking again if that was lost (the kernel had no memory for it, ENOBUFS).
    /// `read` is called for a message that comes with it, perhaps more than once. errno value.
    int request(std::uint8_t command, const Fill& fill, const Read& read = {});
    /// Who asks, as the kernel's messages name him.
    std::uint32_t port() const;

    /// One request for everything of a kind, on a socket of its own; the answers are read when the caller likes.
    class Dump {
      public:
        int fd() const;
        /// Reads one datagram of answers, a few dozen of them, and does not wait. False: that was the end, or an error.
        bool read_some(const Read& read);

      private:
        friend class L2tpNetlink;
        explicit Dump(nl_sock* socket) : socket_(socket) {}
        Socket socket_;
    };
    /// Null: no socket, or the kernel did not take the request.
    std::unique_ptr<Dump> dump(std::uint8_t command);

  private:
    /// Empty: the answer is lost; the kernel may have done what was asked.
    std::optional<int> ask(std::uint8_t command, const Fill& fill, const Read& read);

    Socket socket_;
    int family_ = 0;
    std::uint32_t sequence_ = 0;
};

}  // namespace vpdnd
