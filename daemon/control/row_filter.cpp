#include "control/row_filter.h"

#include <string_view>

#include "ipc/control_text.h"

namespace vpdnd::control {
namespace {

/// Empty, or that the column never has this text.
std::string why_never(const ipc::RowLayout& rows, const ipc::Column& column, std::string_view text) {
    std::string all;
    for (const std::string_view value : ipc::words_of(column.values)) {
        if (value == text) return {};
        all.append(all.empty() ? "" : ", ").append(value);
    }
    if (all.empty()) return {};
    const std::string key(column.key);
    return "There is no " + key + " \"" + std::string(text) + "\"; a " + std::string(rows.name) + "'s " + key + " is one of " + all + ".";
}

}  // namespace

RowFilter::RowFilter(RequestParams& params, const ipc::RowLayout& rows) {
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        const ipc::Column& column = rows.columns[i];
        if (!column.filter) continue;
        auto text = params.text(column.filter->name);
        if (!text) continue;
        if (auto why = why_never(rows, column, *text); !why.empty()) params.refuse(std::move(why));
        wanted_.emplace_back(i, std::move(*text));
    }
}

}  // namespace vpdnd::control
