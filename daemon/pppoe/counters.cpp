#include "pppoe/counters.h"

namespace vpdnd::pppoe {
namespace {

struct Row {
    Count count;
    std::string_view name, meaning;
};

constexpr std::array kRows = {
    Row{Count::kPadiReceived, "padi-received", "PADI received"},
    Row{Count::kPadoSent, "pado-sent", "PADO sent"},
    Row{Count::kPadrReceived, "padr-received", "PADR received"},
    Row{Count::kPadsSent, "pads-sent", "PADS sent"},
    Row{Count::kPadsRefused, "pads-refused", "PADS sent with an error"},
    Row{Count::kPadtReceived, "padt-received", "PADT received"},
    Row{Count::kPadtSent, "padt-sent", "PADT sent"},
    Row{Count::kMalformed, "malformed", "not a frame of discovery, or against its rules"},
    Row{Count::kNotForUs, "not-for-us", "from or to an address that the packet cannot have"},
    Row{Count::kOtherConcentrator, "other-concentrator", "another AC-Name was wanted"},
    Row{Count::kOtherService, "other-service", "a service was wanted that is not offered"},
    Row{Count::kNoCookie, "no-cookie", "PADR without our AC-Cookie, or with an old one"},
    Row{Count::kRepeated, "repeated", "PADR that came again"},
    Row{Count::kPaced, "paced", "PADI above pado-per-second"},
    Row{Count::kFull, "full", "a limit of sessions was reached"},
    Row{Count::kBusy, "busy", "pppds wait too long for their start to serve one more"},
    Row{Count::kNoRoom, "no-room", "the answer would not have fitted into a frame"},
    Row{Count::kStranger, "stranger", "PADT for no session of its sender"},
};

/// The rows stand in the order of the enumeration.
constexpr bool in_order() {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].count != static_cast<Count>(i)) return false;
    return kRows.size() == static_cast<std::size_t>(Count::kCount_);
}
static_assert(in_order(), "one row for each counter");

}  // namespace

std::string_view name_of(Count count) { return kRows[static_cast<std::size_t>(count)].name; }
std::string_view meaning_of(Count count) { return kRows[static_cast<std::size_t>(count)].meaning; }

}  // namespace vpdnd::pppoe
