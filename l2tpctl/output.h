// What a command prints, in the style that was asked for: tables, one JSON document, or tab separated lines.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "format.h"
#include "ipc/control_value.h"
#include "ipc/row_table.h"

namespace ctl {

enum class Style : unsigned char { kTable, kJson, kDump };

class Output {
  public:
    Output(Style style, bool colour) : style_(style), colour_(colour) {}

    Style style() const { return style_; }

    /// One list of a result. The whole `result` is the JSON document.
    void rows(const ipc::Value& result, const ipc::RowLayout& layout);
    /// Several lists under headings, one document; dump lines begin with the row's name.
    void sections(const ipc::Value& result, std::span<const ipc::RowLayout> layouts);
    /// Key and value, a line each.
    void details(const ipc::Value& object);
    /// What was done: `sentence` for people, else the result.
    void done(const ipc::Value& result, const std::string& sentence);
    /// The same for a close: "1 tunnel closed." from the count in the result.
    void closed(const ipc::Value& result, std::string_view what);
    /// One event of `monitor`; JSON stays on one line.
    void event(const ipc::Value& document);

    /// Throws Failure when what was printed could not be written.
    void flush();

  private:
    void put(std::string_view text);
    using Place = unsigned char ipc::Places::*;
    void put_table(const ipc::Value& result, const ipc::RowLayout& layout, Place place);
    void put_dump(const ipc::Value& result, const ipc::RowLayout& layout, bool with_name);
    void put_details(const ipc::Value& object, const std::string& prefix);

    Style style_;
    bool colour_;
};

}  // namespace ctl
