#include <server/outgoing/placeholders.hpp>

#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/url_words.hpp>

#include <boost/json/array.hpp>

#include <optional>

namespace praetor::outgoing {
namespace {

struct placeholder
{
    std::string_view whole, name;
};

// The first one in the text.
std::optional<placeholder> next_placeholder(std::string_view text)
{
    static constexpr std::string_view blanks = " \t\r\n\v\f";
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 1)) {
        auto rest = text.substr(at + 2);
        rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
        auto const name = take_letters(rest, "_.-[]$");
        rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
        if (!name.empty() && take_word(rest, "}}"))
            return placeholder{text.substr(at, static_cast<std::size_t>(rest.data() - text.data()) - at), name};
    }
    return {};
}

boost::json::value filled_text(std::string_view text, boost::json::object const& values)
{
    std::string made;
    while (auto const found = next_placeholder(text)) {
        auto const* const value = values.if_contains(found->name);
        if (value != nullptr && made.empty() && found->whole.size() == text.size())
            return *value;
        made += text.substr(0, static_cast<std::size_t>(found->whole.data() - text.data()));
        made += value == nullptr ? std::string{found->whole} : text_of(*value);
        text = text.substr(static_cast<std::size_t>(found->whole.data() - text.data()) + found->whole.size());
    }
    made += text;
    return boost::json::value{made};
}

} // namespace

boost::json::value filled(boost::json::value const& pattern, boost::json::object const& values)
{
    if (auto const* const text = pattern.if_string())
        return filled_text(*text, values);
    if (auto const* const list = pattern.if_array()) {
        boost::json::array made;
        for (auto const& one : *list)
            made.push_back(filled(one, values));
        return made;
    }
    if (auto const* const object = pattern.if_object()) {
        boost::json::object made;
        for (auto const& [name, one] : *object)
            made[name] = filled(one, values);
        return made;
    }
    return pattern;
}

std::string unknown_placeholder(boost::json::value const& pattern, boost::json::object const& values)
{
    if (auto const* const text = pattern.if_string()) {
        std::string_view rest{*text};
        while (auto const found = next_placeholder(rest)) {
            if (!values.contains(found->name))
                return std::string{found->whole};
            rest = rest.substr(static_cast<std::size_t>(found->whole.data() - rest.data()) + found->whole.size());
        }
    }
    else if (auto const* const list = pattern.if_array()) {
        for (auto const& one : *list)
            if (auto found = unknown_placeholder(one, values); !found.empty())
                return found;
    }
    else if (auto const* const object = pattern.if_object()) {
        for (auto const& [name, one] : *object)
            if (auto found = unknown_placeholder(one, values); !found.empty())
                return found;
    }
    return {};
}

} // namespace praetor::outgoing
