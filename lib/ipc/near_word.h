// "Did you mean": the known word that is nearest to what was typed.
#pragma once

#include <string_view>
#include <vector>

namespace ipc {

/// By letters to insert, delete or replace. Empty: none is near, that is a third of the word at the most, or two letters.
std::string_view near_word(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace ipc
