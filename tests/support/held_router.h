// A router that answers when the test says so, never inside ask(): for calls whose route comes late, or not at all.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "policy/router.h"

namespace test {

class HeldRouter : public vpdnd::Router {
  public:
    HeldRouter();
    ~HeldRouter() override;

    [[nodiscard]] std::unique_ptr<vpdnd::RouteTicket> ask(const vpdnd::RouteQuestion& question, Answer answer) override;

    /// Questions that wait for an answer, the oldest first.
    std::vector<vpdnd::RouteQuestion> waiting() const;
    /// Answers the oldest question that waits; false: none does.
    [[nodiscard]] bool answer(vpdnd::Route route);
    /// Questions whose ticket was destroyed before they were answered.
    std::size_t withdrawn() const;

  private:
    struct Questions;
    class Ticket;
    std::shared_ptr<Questions> questions_;  ///< tickets may live longer than the router
};

}  // namespace test
