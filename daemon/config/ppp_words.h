// Words of a pppd options file with their places: quotes, backslashes, comments, and the files that it includes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.h"
#include "l2tp/secret.h"

namespace vpdnd::config {

/// Some are passwords: which, only pppd knows.
struct PppWord {
    Place place;
    l2tp::Secret word;

    std::string_view text() const { return word.view(); }
};

/// Words of one text, includes left alone.
std::vector<PppWord> split_ppp_options(std::string_view text, const std::shared_ptr<const SourceFile>& file);

/// Words of the file and of those it names with `file` and `call`. What cannot be read is reported: at `used_at`
/// for the file itself.
std::vector<PppWord> read_ppp_options(const std::string& path, const Place& used_at, const std::string& key,
                                      ErrorList& errors);

/// Paths of the file and of those that it names with `file` and `call`, whether they are there or not, each once.
std::vector<std::string> ppp_options_files(const std::string& path);

}  // namespace vpdnd::config
