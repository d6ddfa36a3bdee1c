#include "radius/codes.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace radius {
namespace {

struct CodeRow {
    Code code;
    const char* name;
    std::array<Code, 3> answers;  ///< only those that differ from the code itself count
};

constexpr auto row(Code code, const char* name) { return CodeRow{code, name, {code, code, code}}; }

constexpr std::array kRows = {
    CodeRow{Code::kAccessRequest, "Access-Request", {Code::kAccessAccept, Code::kAccessReject, Code::kAccessChallenge}},
    row(Code::kAccessAccept, "Access-Accept"),
    row(Code::kAccessReject, "Access-Reject"),
    CodeRow{Code::kAccountingRequest, "Accounting-Request",
            {Code::kAccountingResponse, Code::kAccountingResponse, Code::kAccountingResponse}},
    row(Code::kAccountingResponse, "Accounting-Response"),
    row(Code::kAccessChallenge, "Access-Challenge"),
    CodeRow{Code::kStatusServer, "Status-Server",  // which one depends on the server's port
            {Code::kAccessAccept, Code::kAccountingResponse, Code::kAccountingResponse}},
    CodeRow{Code::kDisconnectRequest, "Disconnect-Request",
            {Code::kDisconnectAck, Code::kDisconnectNak, Code::kDisconnectNak}},
    row(Code::kDisconnectAck, "Disconnect-ACK"),
    row(Code::kDisconnectNak, "Disconnect-NAK"),
    CodeRow{Code::kCoaRequest, "CoA-Request", {Code::kCoaAck, Code::kCoaNak, Code::kCoaNak}},
    row(Code::kCoaAck, "CoA-ACK"),
    row(Code::kCoaNak, "CoA-NAK"),
};

const CodeRow* find(Code code) {
    const auto found = std::find_if(kRows.begin(), kRows.end(), [code](const auto& one) { return one.code == code; });
    return found == kRows.end() ? nullptr : &*found;
}

}  // namespace

std::string name_of(Code code) {
    const auto* known = find(code);
    return known ? known->name : "code " + std::to_string(static_cast<unsigned>(code));
}

bool answers(Code request, Code answer) {
    const auto* known = find(request);
    return known && answer != request && std::find(known->answers.begin(), known->answers.end(), answer) != known->answers.end();
}

}  // namespace radius
