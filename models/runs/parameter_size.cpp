#include <models/runs/parameter_size.hpp>

namespace praetor::models {
namespace {

// "1,234,567"
std::string with_commas(std::size_t number)
{
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

// A character beyond ASCII is six bytes, one beyond 16 bits twelve.
std::size_t size_in_python(std::string_view text)
{
    std::size_t size = 0;
    for (char const one : text) {
        auto const c = static_cast<unsigned char>(one);
        if (c < 0x80)
            ++size;
        else if (c >= 0xf0)
            size += 12;
        else if (c >= 0xc0)
            size += 6;
    }
    return size;
}

} // namespace

std::optional<std::string> parameter_size_problem(std::string_view parameters, std::size_t max_size)
{
    constexpr std::size_t max_growth = 3; // of two bytes of UTF-8
    if (max_size == 0 || parameters.size() <= max_size / max_growth || parameters == "{}")
        return std::nullopt;
    auto const size = size_in_python(parameters);
    if (size <= max_size)
        return std::nullopt;
    return "Flow run parameters must be less than " + with_commas(max_size) + " bytes when serialized (got " +
           with_commas(size) + " bytes).";
}

} // namespace praetor::models
