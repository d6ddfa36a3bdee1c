#include "config/reference.h"

#include "config/schema.h"
#include "config/text_values.h"

namespace vpdnd {

using config::KeyInfo;
using config::Section;

namespace {

/// Escapes what troff would take for itself.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if (c == '\'') {
            out += "\\(aq";
        } else if (c == '^') {
            out += "\\(ha";
        } else if (c == '~') {
            out += "\\(ti";
        } else {
            out += c;
        }
    }
    return out;
}

std::string default_of(const KeyInfo& key) {
    if (key.required) return "required";
    if (!key.default_value.empty()) return "default: " + std::string(key.default_value);
    return "default: " + std::string(key.default_note.empty() ? "none" : key.default_note);
}

std::string reload_sentence(const KeyInfo& key) {
    switch (key.reload) {
        case config::Reload::kAtOnce: return "A change takes effect with the reload.";
        case config::Reload::kNewTunnels: return "A change holds for tunnels opened after the reload.";
        case config::Reload::kNewCalls: return "A change holds for calls that begin after the reload.";
        case config::Reload::kRestart: return "A change needs a restart.";
    }
    return {};
}

/// Text in lines of at most `width`, each with the prefix.
std::string wrapped(const std::string& text, const std::string& prefix, std::size_t width) {
    std::string out, line;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto space = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, space - at);
        at = space + 1;
        if (!line.empty() && prefix.size() + line.size() + 1 + word.size() > width) {
            out += prefix + line + "\n";
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return out + prefix + line + "\n";
}

std::string key_in_man(const KeyInfo& key) {
    std::string out = ".TP\n.B " + roff(key.name) + "\n";
    out += roff(key.help) + "\n.br\n";
    out += "Value: " + roff(config::expectation(key)) + "; " + roff(default_of(key)) + ".\n";
    if (!key.old_name.empty()) out += "Old name: " + roff(key.old_name) + ".\n";
    return out + reload_sentence(key) + "\n";
}

std::string key_in_sample(const KeyInfo& key) {
    std::string value(key.default_value);
    if (value.empty()) value = key.example;
    std::string help(key.help);
    if (key.default_value.empty()) help += " (" + default_of(key) + ")";
    return wrapped(help, "#   ", 110) + "#" + std::string(key.name) + " = " + value + "\n";
}

/// Keys of inline tables have no line of their own: their names are explained instead.
std::string inline_keys_in_sample(const Section& section) {
    std::string out = "#   " + std::string(section.title) + ":\n";
    for (const KeyInfo* key : section.keys) {
        out += wrapped(std::string(key->name) + ": " + std::string(key->help) + " (" + default_of(*key) + ")",
                       "#     ", 110);
    }
    return out;
}

}  // namespace

std::string config_reference() {
    std::string out = ".\\\" From here to the end mark the text is made by: vpdnd --print-config-reference\n.SH KEYS\n";
    for (const Section& section : config::sections()) {
        out += ".SS " + roff(section.header.empty() ? section.title
                                                    : std::string(section.header) + " \\(en " + std::string(section.title));
        // The dash above is an escape of ours and must stay one.
        if (const auto escaped = out.rfind("\\e(en"); escaped != std::string::npos) out.replace(escaped, 5, "\\(en");
        out += "\n";
        if (!section.help.empty()) out += roff(section.help) + "\n";
        for (const KeyInfo* key : section.keys) out += key_in_man(*key);
    }
    return out + ".\\\" End of the text made by vpdnd\n";
}

std::string sample_config() {
    std::string out =
        "# Configuration of vpdnd. See vpdnd.conf(5); check it with: vpdnd --check-config\n"
        "#\n"
        "# Everything here is commented out. Without a group no socket is opened for peers. Values shown are the\n"
        "# defaults, or examples where there is none. Complete examples are in the documentation's directory examples.\n"
        "# A file with a secret must be readable by its owner only (mode 0600).\n";
    for (const Section& section : config::sections()) {
        if (section.header.empty()) {
            out += "\n" + inline_keys_in_sample(section);
            continue;
        }
        out += "\n# " + std::string(section.title) + ".\n";
        if (!section.help.empty()) out += wrapped(std::string(section.help), "# ", 110);
        out += "#" + std::string(section.header) + "\n";
        for (const KeyInfo* key : section.keys) out += key_in_sample(*key);
    }
    return out;
}

}  // namespace vpdnd
