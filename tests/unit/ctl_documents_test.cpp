// The documents made from the tables of commands and columns, and the methods that are written down.
#include "../../l2tpctl/documents.h"

#include <fstream>
#include <set>
#include <sstream>

#include "../../l2tpctl/commands.h"
#include "control/handlers.h"
#include "support/catch.h"
#include "support/source_file.h"
#include "support/temporary_directory.h"

using test::content_of;

namespace {

const std::string kTop = source_file("..");

/// The rows of the table of methods: method, params, result.
std::vector<std::vector<std::string>> documented_methods() {
    const std::string text = content_of(kTop + "/doc/control-protocol.md");
    const auto begin = text.find("## Methods");
    std::istringstream lines(text.substr(begin, text.find("## Rows") - begin));
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `")) continue;
        std::vector<std::string> cells;
        std::istringstream parts(line.substr(1));
        for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(cell);
        rows.push_back(cells);
    }
    return rows;
}

}  // namespace

TEST_CASE("the man page and the protocol's description have the tables of commands and columns", "[l2tpctl][documents]") {
    // Made anew by: make update-control-documents
    CHECK(content_of(kTop + "/man/l2tpctl.8").find(ctl::manual_reference()) != std::string::npos);
    CHECK(content_of(kTop + "/doc/control-protocol.md").find(ctl::protocol_reference()) != std::string::npos);
}

TEST_CASE("every command's method is one of the daemon's and written down with its filters", "[l2tpctl][documents]") {
    const auto rows = documented_methods();
    for (const ctl::Command& command : ctl::commands()) {
        INFO(command.path);
        CHECK(vpdnd::control::find_method(command.method));
        const auto found = std::ranges::find(rows, " `" + std::string(command.method) + "` ", [](const auto& row) { return row.at(0); });
        REQUIRE(found != rows.end());
        for (const auto& column : command.rows.columns)
            if (column.filter) CHECK(found->at(1).find("`" + std::string(column.filter->name) + "`") != std::string::npos);
        if (command.run == ctl::list_rows) CHECK(found->at(2).find("`" + std::string(command.rows.list) + "`") != std::string::npos);
    }
}

TEST_CASE("every method that is written down exists", "[l2tpctl][documents]") {
    const auto rows = documented_methods();
    CHECK(rows.size() >= 17);
    for (const auto& row : rows) {
        INFO(row.at(0));
        CHECK(vpdnd::control::find_method(std::string_view(row.at(0)).substr(2, row.at(0).size() - 4)));
    }
}

TEST_CASE("a command with a flag belongs to a command before it, and its parameters to that one", "[l2tpctl]") {
    std::set<std::string_view> verbs;
    for (const ctl::Command& command : ctl::commands()) {
        INFO(command.path);
        CHECK_FALSE(command.help.empty());
        CHECK(command.manual.ends_with('.'));
        if (ctl::flag_of(command).empty()) {
            CHECK(verbs.insert(command.path).second);
        } else {
            CHECK(verbs.contains(ctl::verb_of(command)));
            CHECK(command.arguments[0].name.empty());
        }
    }
}
