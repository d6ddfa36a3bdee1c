// Which rows a list or close request means. Texts are compared whole and as they are; several filters must all fit.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "control/request_params.h"
#include "ipc/row_table.h"

namespace vpdnd::control {

class RowFilter {
  public:
    /// Takes from the params what these rows can be filtered by. A text that its column never has is refused.
    RowFilter(RequestParams& params, const ipc::RowLayout& rows);

    /// True: every row fits.
    bool empty() const { return wanted_.empty(); }

    template <class Table, class Row>
    std::vector<Row> fitting(const Table& table, std::vector<Row> rows) const {
        std::erase_if(rows, [&](const Row& row) {
            for (const auto& [column, text] : wanted_)
                if (!is(table.value(column, row), text)) return true;
            return false;
        });
        return rows;
    }

  private:
    static bool is(const ipc::Value& value, const std::string& text) { return value.text() && *value.text() == text; }

    std::vector<std::pair<std::size_t, std::string>> wanted_;  ///< number of the column, and what must stand there
};

}  // namespace vpdnd::control
