#include "support/held_router.h"

#include <map>
#include <utility>

namespace test {

struct HeldRouter::Questions {
    struct Held {
        vpdnd::RouteQuestion question;
        Answer answer;
    };
    std::map<std::size_t, Held> waiting;  ///< by number, the oldest first
    std::size_t asked = 0, withdrawn = 0;
};

class HeldRouter::Ticket : public vpdnd::RouteTicket {
  public:
    Ticket(std::shared_ptr<Questions> questions, std::size_t number)
        : questions_(std::move(questions)), number_(number) {}
    ~Ticket() override { questions_->withdrawn += questions_->waiting.erase(number_); }

  private:
    std::shared_ptr<Questions> questions_;
    std::size_t number_;
};

HeldRouter::HeldRouter() : questions_(std::make_shared<Questions>()) {}
HeldRouter::~HeldRouter() { questions_->waiting.clear(); }

std::unique_ptr<vpdnd::RouteTicket> HeldRouter::ask(const vpdnd::RouteQuestion& question, Answer answer) {
    const auto number = questions_->asked++;
    questions_->waiting.emplace(number, Questions::Held{question, std::move(answer)});
    return std::make_unique<Ticket>(questions_, number);
}

std::vector<vpdnd::RouteQuestion> HeldRouter::waiting() const {
    std::vector<vpdnd::RouteQuestion> out;
    for (const auto& [number, held] : questions_->waiting) out.push_back(held.question);
    return out;
}

bool HeldRouter::answer(vpdnd::Route route) {
    auto& waiting = questions_->waiting;
    if (waiting.empty()) return false;
    const auto oldest = waiting.extract(waiting.begin());  // whoever is answered may ask again, or drop his ticket
    oldest.mapped().answer(std::move(route));
    return true;
}

std::size_t HeldRouter::withdrawn() const { return questions_->withdrawn; }

}  // namespace test
