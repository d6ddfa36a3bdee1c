// Whether a text can be the value of a key.
#pragma once

#include <string_view>

#include "config/key.h"

namespace vpdnd::config {

/// One of the row's `choices`.
bool is_choice(const KeyInfo& info, std::string_view text);
/// Of a secret, wherever it stands.
bool is_good_secret(std::string_view text);
/// By the kind of the row; kinds that are no text: by the row's length.
bool is_good_text(const KeyInfo& info, std::string_view text);

}  // namespace vpdnd::config
