// Cuts a stream of octets into lines with a size limit. RFC 8259 texts have no line feed inside when written so.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ipc {

class LineSplitter {
  public:
    /// `limit`: octets of one line without its line feed.
    explicit LineSplitter(std::size_t limit) : limit_(limit) {}

    /// Takes what was read from the stream. Call next() until it gives nothing before the next append().
    void append(std::string_view octets);
    /// The next whole line without its line feed ("\r\n" too); valid until the next call of either function.
    /// Nothing: no whole line yet, or overflowed().
    std::optional<std::string_view> next();
    /// A line exceeds the limit. The stream has no use any more: there is no way to find the next document.
    bool overflowed() const { return overflowed_; }
    /// Octets of a line that has not ended; after the end of the stream: a cut line.
    std::size_t unfinished() const { return buffer_.size() - start_; }

  private:
    std::size_t limit_;
    std::string buffer_;
    std::size_t start_ = 0;    ///< of the line in work
    std::size_t scanned_ = 0;  ///< no line feed before this
    bool overflowed_ = false;
};

}  // namespace ipc
