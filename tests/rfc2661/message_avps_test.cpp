// Which message must and may have which AVP, typed a second time from RFC 2661 section 6 and the documents that add to it
// (tests/rfc2661/tables/message_avps.tsv), against the AVP table.
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "l2tp/avp_table.h"
#include "l2tp/message_table.h"
#include "support/catch.h"
#include "support/source_file.h"

using namespace l2tp;

namespace {

/// "SCCRQ must Host Name"
using Rows = std::set<std::string>;

Rows rows_of_the_documents() {
    std::ifstream file(source_file("rfc2661/tables/message_avps.tsv"));
    Rows rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string message, source, presence, avp;
        std::getline(cells, message, '\t');
        std::getline(cells, source, '\t');
        std::getline(cells, presence, '\t');
        std::getline(cells, avp, '\t');
        rows.insert(message + " " + presence + " " + avp);
    }
    return rows;
}

Rows rows_of_the_code() {
    Rows rows;
    for (const auto& message : message_table()) {
        const auto& avps = avps_of(message.type);
        for (const auto& use : avps.in_order) {
            CHECK(avps.taken.has(*use.avp));
            CHECK(avps.required.has(*use.avp) == use.field.required);
            rows.insert(std::string(message.name) + (use.field.required ? " must " : " may ") + use.avp->name);
        }
    }
    return rows;
}

}  // namespace

TEST_CASE("Every message has the AVPs that RFC 2661 section 6 lists for it, required and optional",
          "[rfc2661][6.0][6.1-01][6.2-01][6.3-01][6.4-01][6.6-01][6.7-01][6.8-01][6.9-02][6.10-01][6.11-01][6.12-02]"
          "[6.13-01][6.14-01]") {
    const auto documents = rows_of_the_documents();
    REQUIRE(documents.size() > 60);
    CHECK(rows_of_the_code() == documents);
    CHECK(avps_of(MessageType::kHello).in_order.empty());
}
