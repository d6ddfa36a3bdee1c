// The only file that includes the JSON library. It is used for reading, where input is hostile; the writer is plain,
// because a list of all sessions is written in one go and the library's own tree would be a second copy of it.
#include "ipc/control_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "ipc/control_text.h"

namespace ipc {
namespace {

using Json = nlohmann::json;

/// Builds a Value from the parser's events. Returning false ends the parse; `error` says why.
class Builder {
  public:
    using number_integer_t = Json::number_integer_t;
    using number_unsigned_t = Json::number_unsigned_t;
    using number_float_t = Json::number_float_t;
    using string_t = Json::string_t;
    using binary_t = Json::binary_t;

    bool null() { return add(Value()); }
    bool boolean(bool flag) { return add(Value(flag)); }
    bool number_integer(number_integer_t number) { return add(Value(number)); }
    bool number_unsigned(number_unsigned_t number) { return add(Value(number)); }
    bool number_float(number_float_t number, const string_t&) { return add(Value(number)); }
    bool string(string_t& text) { return add(Value(std::move(text))); }
    bool binary(binary_t&) { return fail("binary data is not allowed"); }
    bool start_object(std::size_t) { return open(Value(Value::Object{})); }
    bool start_array(std::size_t) { return open(Value(Value::List{})); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(string_t& name) {
        if (stack_.back().members()->size() >= kMaxJsonMembers) return fail("an object with too many members");
        if (stack_.back().has(name)) return fail("the key \"" + name + "\" stands twice");
        keys_.back() = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
        return fail("not JSON at octet " + std::to_string(position));
    }

    Value take() { return std::move(result_); }
    const std::string& error() const { return error_; }

  private:
    bool fail(std::string text) {
        error_ = std::move(text);
        return false;
    }

    bool open(Value container) {
        if (stack_.size() >= kMaxJsonDepth) return fail("nested too deep");
        stack_.push_back(std::move(container));
        keys_.emplace_back();
        return true;
    }

    bool close() {
        Value done = std::move(stack_.back());
        stack_.pop_back();
        keys_.pop_back();
        return add(std::move(done));
    }

    bool add(Value value) {
        if (stack_.empty()) {
            result_ = std::move(value);
        } else if (Value::List* list = stack_.back().list()) {
            list->push_back(std::move(value));
        } else {
            stack_.back().members()->emplace_back(std::move(keys_.back()), std::move(value));
        }
        return true;
    }

    std::vector<Value> stack_;
    std::vector<std::string> keys_;  ///< one an open container: the key that waits for its value
    Value result_;
    std::string error_;
};

/// Appends pieces of a document to one string.
class Writer {
  public:
    explicit Writer(JsonStyle style) : indented_(style == JsonStyle::kIndented) {}

    void write(const Value& value) {
        if (const std::string* text = value.text()) return write_text(*text);
        if (const Value::List* list = value.list()) return write_list(*list);
        if (const Value::Object* object = value.members()) return write_object(*object);
        if (const auto flag = value.flag()) {
            out_ += *flag ? "true" : "false";
        } else if (const auto number = value.unsigned_integer()) {
            write_number(*number);
        } else if (const auto negative = value.integer()) {
            write_number(*negative);
        } else if (const auto real = value.real(); real && std::isfinite(*real)) {
            write_real(*real);
        } else {
            out_ += "null";
        }
    }

    std::string take() { return std::move(out_); }

  private:
    template <class Number>
    void write_number(Number number) {
        std::array<char, 32> buffer{};
        out_.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr);
    }

    /// A whole number that is meant as real keeps a fraction, so that it is read back as what it was.
    void write_real(double number) {
        const std::size_t start = out_.size();
        write_number(number);
        if (out_.find_first_of(".e", start) == std::string::npos) out_ += ".0";
    }

    void write_list(const Value::List& list) {
        out_ += '[';
        ++depth_;
        for (std::size_t i = 0; i < list.size(); ++i) {
            next_item(i);
            write(list[i]);
        }
        --depth_;
        if (!list.empty()) break_line();
        out_ += ']';
    }

    void write_object(const Value::Object& object) {
        out_ += '{';
        ++depth_;
        for (std::size_t i = 0; i < object.size(); ++i) {
            next_item(i);
            write_text(object[i].first);
            out_ += indented_ ? ": " : ":";
            write(object[i].second);
        }
        --depth_;
        if (!object.empty()) break_line();
        out_ += '}';
    }

    void next_item(std::size_t index) {
        if (index > 0) out_ += ',';
        break_line();
    }

    void break_line() {
        if (indented_) out_ += '\n' + std::string(2 * depth_, ' ');
    }

    void write_text(std::string_view raw) {
        const std::u32string text = code_points(raw);
        out_ += '"';
        for (const char32_t code : text) {
            if (code == U'"' || code == U'\\') out_ += '\\';
            if (code >= 0x20 && code < 0x7F) {
                out_ += static_cast<char>(code);
            } else if (code < 0x10000) {
                write_escape(code);
            } else {
                write_escape(0xD800 + ((code - 0x10000) >> 10));
                write_escape(0xDC00 + ((code - 0x10000) & 0x3FF));
            }
        }
        out_ += '"';
    }

    void write_escape(char32_t unit) {
        std::array<char, 8> buffer{};
        static_cast<void>(std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(unit) & 0xFFFFU));
        out_ += buffer.data();
    }

    bool indented_;
    std::size_t depth_ = 0;
    std::string out_;
};

}  // namespace

tl::expected<Value, std::string> parse_json(std::string_view text) {
    // The library takes one behind the document for its end, and looks no further.
    if (text.find('\0') != std::string_view::npos) return tl::unexpected<std::string>("not JSON: it has a NUL");
    Builder builder;
    if (!Json::sax_parse(text.begin(), text.end(), &builder)) return tl::unexpected(builder.error());
    return builder.take();
}

std::string write_json(const Value& value, JsonStyle style) {
    Writer writer(style);
    writer.write(value);
    return writer.take();
}

}  // namespace ipc
