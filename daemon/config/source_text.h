// Configuration texts to a checked Config: what load_config does once the files are read. Tests and the fuzz target
// begin here.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "config/binder.h"

namespace vpdnd::config {

struct SourceText {
    std::shared_ptr<const SourceFile> file;
    std::string_view text;
};

/// Merges the texts in their order: lists of groups are appended, named tables and keys may stand once.
/// Nothing where `errors` got one.
std::shared_ptr<const Config> parse_config(const std::vector<SourceText>& sources, ErrorList& errors);

}  // namespace vpdnd::config
