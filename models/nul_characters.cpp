#include <models/nul_characters.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace praetor::models {

std::string without_nul(std::string text)
{
    std::erase(text, '\0');
    return text;
}

void drop_nul(std::optional<std::string>& text)
{
    if (text)
        text = without_nul(std::move(*text));
}

void drop_nul(std::map<std::string, std::string>& texts)
{
    std::map<std::string, std::string> kept;
    for (auto& [name, text] : texts)
        kept.emplace(without_nul(name), without_nul(std::move(text)));
    texts = std::move(kept);
}

std::string json_without_nul(std::string json)
{
    static constexpr std::string_view nul = R"(\u0000)";
    auto at = json.find(nul);
    if (at == std::string::npos)
        return json;
    std::string out;
    out.reserve(json.size());
    for (at = 0; at < json.size();) {
        if (json.compare(at, nul.size(), nul) == 0) {
            at += nul.size();
            continue;
        }
        // What a backslash escapes begins no escape of its own.
        auto const taken = std::min<std::size_t>(json[at] == '\\' ? 2 : 1, json.size() - at);
        out.append(json, at, taken);
        at += taken;
    }
    return out;
}

} // namespace praetor::models
