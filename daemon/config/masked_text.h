// A TOML text without the texts in it. The TOML library makes copies of what it reads and leaves them in freed memory; so
// it gets the file with x's in place of each `key = "text"`, and the tree gets the true values from here.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "l2tp/secret.h"

namespace vpdnd::config {

/// How many characters of `text` at `at` are one TOML string or comment; 0: neither begins there.
std::size_t length_of_string_or_comment(std::string_view text, std::size_t at);

class MaskedText {
  public:
    /// Masks what it understands: texts of one line, in ASCII, with no other escapes than of one letter. The others the
    /// library sees.
    explicit MaskedText(std::string_view text);

    /// Of the same length; everything is where it was.
    std::string_view text() const { return {masked_.data(), masked_.size()}; }
    /// The text whose opening quote is there; null: none was masked there.
    const l2tp::Secret* at(unsigned line, unsigned column) const;
    std::size_t count() const { return values_.size(); }

  private:
    void mask(std::size_t at, std::size_t length, std::pair<unsigned, unsigned> place);

    l2tp::SecretOctets masked_;
    std::map<std::pair<unsigned, unsigned>, l2tp::Secret> values_;  ///< by line and column
};

}  // namespace vpdnd::config
