#include "config/ppp_words.h"

#include <algorithm>

#include "config/text_file.h"

namespace vpdnd::config {

namespace {

constexpr unsigned kDeepestInclude = 8;

/// Walks a text and knows the line and column.
class Scanner {
public:
    Scanner(std::string_view text, const std::shared_ptr<const SourceFile>& file) : text_(text), place_{file} {}
    bool at_end() const { return at_ >= text_.size(); }
    char peek() const { return text_[at_]; }
    const Place& place() const { return place_; }
    char take() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++place_.line;
            place_.column = 1;
        } else {
            ++place_.column;
        }
        return c;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    Place place_;
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

l2tp::Secret take_word(Scanner& scanner) {
    l2tp::SecretOctets word;
    char quote = 0;
    while (!scanner.at_end() && (quote != 0 || !is_space(scanner.peek()))) {
        const char c = scanner.take();
        if (c == '\\' && !scanner.at_end()) {
            const char escaped = scanner.take();
            if (escaped != '\n') word.push_back(escaped);
        } else if (quote != 0 && c == quote) {
            quote = 0;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else {
            word.push_back(c);
        }
    }
    return l2tp::Secret(std::move(word));
}

/// Does the word name another file, its next word?
bool names_file(const std::vector<PppWord>& words, std::size_t at) {
    return (words[at].text() == "file" || words[at].text() == "call") && at + 1 < words.size();
}

std::string named_file(const PppWord& how, const PppWord& name) {
    return std::string(how.text() == "call" ? "/etc/ppp/peers/" : "").append(name.text());
}

void read_into(std::vector<PppWord>& words, const std::string& path, const Place& used_at, const std::string& key,
               ErrorList& errors, unsigned depth) {
    TextFile content;
    std::string reason;
    if (depth > kDeepestInclude) {
        errors.error(used_at, key, "expected options files that include each other at most 8 deep");
        return;
    }
    if (!read_text_file(path, content, reason)) {
        errors.error(used_at, key, "expected a readable file: " + quoted(path, 200) + ": " + reason);
        return;
    }
    // Its words are commands to a pppd of root's: programs to connect with, plugins.
    if (const auto expected = content.access.expected_unchanged(); !expected.empty())
        errors.error(used_at, key, "expected " + expected + ": " + quoted(path, 200));
    const auto file = std::make_shared<const SourceFile>(SourceFile{path, content.access});
    const std::vector<PppWord> own = split_ppp_options(content.text(), file);
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (!names_file(own, i)) {
            words.push_back(own[i]);
            continue;
        }
        const PppWord& how = own[i];
        const PppWord& name = own[++i];
        read_into(words, named_file(how, name), name.place, std::string(how.text()), errors, depth + 1);
    }
}

void list_files(std::vector<std::string>& files, const std::string& path) {
    if (std::find(files.begin(), files.end(), path) != files.end()) return;
    files.push_back(path);
    TextFile content;
    std::string reason;
    if (!read_text_file(path, content, reason)) return;
    const auto words = split_ppp_options(content.text(), nullptr);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (names_file(words, i)) list_files(files, named_file(words[i], words[i + 1]));
}

}  // namespace

std::vector<std::string> ppp_options_files(const std::string& path) {
    std::vector<std::string> files;
    list_files(files, path);
    return files;
}

std::vector<PppWord> split_ppp_options(std::string_view text, const std::shared_ptr<const SourceFile>& file) {
    std::vector<PppWord> words;
    Scanner scanner(text, file);
    while (!scanner.at_end()) {
        if (is_space(scanner.peek())) {
            scanner.take();
        } else if (scanner.peek() == '#') {
            while (!scanner.at_end() && scanner.peek() != '\n') scanner.take();
        } else {
            const Place place = scanner.place();
            words.push_back({place, take_word(scanner)});
        }
    }
    return words;
}

std::vector<PppWord> read_ppp_options(const std::string& path, const Place& used_at, const std::string& key,
                                      ErrorList& errors) {
    std::vector<PppWord> words;
    read_into(words, path, used_at, key, errors, 0);
    return words;
}

}  // namespace vpdnd::config
