// What a command prints, in the style that was asked for: tables, one JSON document, or tab separated lines.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format.h"
#include "ipc/control_value.h"

namespace ctl {

enum class Style : unsigned char { kTable, kJson, kDump };

/// How a column is made of a row.
enum class Show : unsigned char {
    kText,     ///< the key's value
    kState,    ///< the same, coloured
    kAge,      ///< time since the key's value
    kSession,  ///< TUNNEL/SESSION of tunnel_id and local_id
};

struct Column {
    std::string_view title;
    std::string_view key;
    Align align = Align::kLeft;
    Show show = Show::kText;
};

/// The rows of one kind: their list in a result, the columns for people, and the keys of a --dump line in their order.
struct RowKind {
    std::string_view name;  ///< "tunnel": first word of the lines of `show --dump`
    std::string_view list;  ///< "tunnels": the key of the list
    std::span<const Column> columns;
    std::span<const std::string_view> keys;
};

class Output {
  public:
    Output(Style style, bool colour) : style_(style), colour_(colour) {}

    Style style() const { return style_; }
    bool colour() const { return colour_; }

    /// One list of a result. The whole `result` is the JSON document.
    void rows(const ipc::Value& result, const RowKind& kind);
    /// Several lists under headings, one document; dump lines begin with the kind's name.
    void sections(const ipc::Value& result, std::span<const RowKind* const> kinds);
    /// Key and value, a line each.
    void details(const ipc::Value& object);
    /// What was done: `sentence` for people, else the result.
    void done(const ipc::Value& result, const std::string& sentence);
    /// One event of `monitor`; JSON stays on one line.
    void event(const ipc::Value& document);

    /// Throws Failure when what was printed could not be written.
    void flush();

  private:
    void put(std::string_view text);
    void put_table(const ipc::Value& result, const RowKind& kind);
    void put_dump(const ipc::Value& result, const RowKind& kind, bool with_name);
    void put_details(const ipc::Value& object, const std::string& prefix);

    Style style_;
    bool colour_;
};

}  // namespace ctl
