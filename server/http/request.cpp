#include <server/http/request.hpp>
#include <server/http/response.hpp>

namespace praetor::http {
namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

response keyed(int status, std::string_view key, std::string_view text)
{
    response made;
    made.status = status;
    made.body = "{\"" + std::string{key} + "\":";
    json::write_string(made.body, text);
    made.body += '}';
    return made;
}

} // namespace

std::string_view to_text(method verb)
{
    static constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", ""};
    return names[static_cast<std::size_t>(verb)];
}

std::string percent_decoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            int const high = hex_digit(text[i + 1]);
            int const low = hex_digit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

response refusal(int status, std::string_view detail)
{
    return keyed(status, "detail", detail);
}

response exception_message(int status, std::string_view text)
{
    return keyed(status, "exception_message", text);
}

std::string percent_encoded(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || c == '-' ||
            c == '.' || c == '_' || c == '~')
        {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

} // namespace praetor::http
