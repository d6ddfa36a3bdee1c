// TOML text to a tree with places. The TOML library is known to toml_reader.cpp only.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "config/value_tree.h"

namespace vpdnd::config {

/// Nothing where the text is no TOML; the reason is then in `errors`.
std::optional<Table> read_toml(std::string_view text, const std::shared_ptr<const SourceFile>& file,
                               ErrorList& errors);

}  // namespace vpdnd::config
