// RADIUS servers without sockets. ScriptedRadius answers when the test says so; SimulatedRadius asks the servers of a RadiusWorld, in
// virtual time.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "radius/radius_service.h"
#include "support/catch.h"
#include "support/radius_ends.h"

namespace test {

/// What both know of questions under way.
class HeldRadius : public vpdnd::RadiusService {
  public:
    std::size_t waiting() const { return waiting_->size(); }

  protected:
    using Waiting = std::map<radius::RequestId, Answer>;
    class Wait : public vpdnd::RadiusWait {
      public:
        Wait(std::shared_ptr<Waiting> waiting, radius::RequestId id) : waiting_(std::move(waiting)), id_(id) {}
        ~Wait() override { waiting_->erase(id_); }

      private:
        std::shared_ptr<Waiting> waiting_;
        radius::RequestId id_;
    };
    std::unique_ptr<vpdnd::RadiusWait> hold(radius::RequestId id, Answer answer) {
        waiting_->emplace(id, std::move(answer));
        return std::make_unique<Wait>(waiting_, id);
    }
    void tell(const radius::Answered& answer) {
        const auto held = waiting_->extract(answer.request);
        if (!held.empty()) held.mapped()(answer);
    }
    std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

class ScriptedRadius : public HeldRadius {
  public:
    tl::expected<std::unique_ptr<vpdnd::RadiusWait>, std::string> ask(radius::Question question, Answer answer) override {
        if (!refuses.empty()) return tl::unexpected(refuses);
        asked.push_back(std::move(question.attributes));
        return hold(static_cast<radius::RequestId>(asked.size()), std::move(answer));
    }
    /// The User-Names that were asked for, in order.
    std::vector<std::string> names() const {
        using namespace radius::literals;
        std::vector<std::string> out;
        for (const auto& one : asked) out.emplace_back(one.text("User-Name"_attr).value_or(""));
        return out;
    }
    /// Answers the question that was asked last.
    void answer(radius::Outcome outcome, radius::AttributeList attributes = {}, std::string why = {}) {
        tell({static_cast<radius::RequestId>(asked.size()), outcome, {}, std::move(attributes), std::move(why)});
    }
    /// And all that wait.
    void answer_all(radius::Outcome outcome) {
        for (std::size_t i = 1; i <= asked.size(); ++i) tell({static_cast<radius::RequestId>(i), outcome, {}, {}, {}});
    }

    std::vector<radius::AttributeList> asked;
    std::string refuses;  ///< why nothing can be asked; empty: it can
};

class SimulatedRadius : public HeldRadius {
  public:
    explicit SimulatedRadius(sim::RadiusWorld& world) : world_(world) {}
    tl::expected<std::unique_ptr<vpdnd::RadiusWait>, std::string> ask(radius::Question question, Answer answer) override {
        return hold(world_.ask(std::move(question)), std::move(answer));
    }
    /// Lets time pass; answers are told as they come.
    void run_for(base::Duration duration) {
        for (const auto end = world_.now + duration; world_.now < end;) {
            world_.run_for(sim::milliseconds(1));
            for (const auto& [id, result] : world_.results)
                if (told_.insert(id).second) tell(result);
        }
    }

  private:
    sim::RadiusWorld& world_;
    std::set<radius::RequestId> told_;
};

}  // namespace test
