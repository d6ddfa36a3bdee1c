// A spool of accounting in a directory of the test's. For Catch2 tests only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "accounting/sqlite_file.h"
#include "accounting/sqlite_spool.h"
#include "support/catch.h"
#include "support/run_loop.h"
#include "support/temporary_directory.h"

namespace test {

using namespace radius::literals;

inline vpdnd::AccountingRecord record(std::uint64_t number, radius::AccountingKind kind = radius::AccountingKind::kStart) {
    vpdnd::AccountingRecord out{
        .key = {0xffff'ffff'ffff'fff0, number}, .set = "isp", .session = "s-1", .kind = kind, .at = 1'764'500'000, .attributes = {}};
    out.attributes.add("Acct-Session-Id"_attr, "s-1");
    out.attributes.add("User-Name"_attr, "m\xc3\xbcller");
    return out;
}

inline vpdnd::OpenSession session(const std::string& id) {
    vpdnd::OpenSession out{.life = 7, .boot = "boot-1", .set = "isp", .id = id, .stop = radius::AccountingKind::kLinkStop,
                           .since = 1, .began = 6, .known_until = 2,
                           .usage = {.octets_in = 1ULL << 63, .octets_out = 2, .packets_in = 3, .packets_out = 4, .seconds = 5},
                           .attributes = {}};
    out.attributes.add("Acct-Session-Id"_attr, id);
    return out;
}

/// A spool in a directory, and what it found.
struct Spooled {
    void open(const std::string& name) {
        spool.emplace(loop, name, 7, [this](vpdnd::SpoolContents contents) { found.push_back(std::move(contents)); });
        REQUIRE(run_until(loop, [this] { return !found.empty(); }));
    }
    bool until(const std::function<bool(const vpdnd::SpoolStatus&)>& what) {
        return run_until(loop, [&] { return what(spool->status()); });
    }
    /// What another process would find.
    vpdnd::SpoolContents contents() const { return vpdnd::SqliteFile::open(file()).value().read().value(); }
    std::string file() const { return directory.path("accounting.db"); }

    TemporaryDirectory directory;
    vpdnd::EventLoop loop;
    std::vector<vpdnd::SpoolContents> found;
    std::optional<vpdnd::SqliteSpool> spool;
};

}  // namespace test
