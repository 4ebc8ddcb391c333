#include <server/http/request.hpp>
#include <server/http/response.hpp>

namespace praetor::http {
namespace {

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
