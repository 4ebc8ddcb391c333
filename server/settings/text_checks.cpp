#include <server/settings/text_checks.hpp>

#include <server/base/fernet.hpp>
#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <initializer_list>

namespace praetor::settings {
namespace {

constexpr bool is_letter(char c)
{
    return (lower_case(c) >= 'a' && lower_case(c) <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// One word after the other, a dot between them, and at least two.
bool is_module_of_a_package(std::string_view text)
{
    int words = 0;
    for (;;) {
        auto const word = text.substr(0, text.find('.'));
        if (word.empty() || is_digit(word.front()) ||
            !std::ranges::all_of(word, [](char c) { return is_letter(c) || is_digit(c); }))
            return false;
        ++words;
        if (word.size() == text.size())
            return words > 1;
        text.remove_prefix(word.size() + 1);
    }
}

std::string_view check_module(std::string_view text, std::initializer_list<std::string_view> of_prefect,
                              std::string_view wanted)
{
    bool const known = std::ranges::find(of_prefect, text) != of_prefect.end();
    bool const of_another = !text.starts_with("prefect.") && is_module_of_a_package(text);
    return known || of_another ? std::string_view{} : wanted;
}

} // namespace

std::string_view check_driver(std::string_view text)
{
    bool const known = text.empty() || text == "postgresql+asyncpg" || text == "sqlite+aiosqlite";
    return known ? "" : "postgresql+asyncpg or sqlite+aiosqlite";
}

std::string_view check_encryption_key(std::string_view text)
{
    return text.empty() || fernet::with_key(text)
               ? ""
               : "32 bytes as URL-safe base64, as cryptography.fernet.Fernet.generate_key() makes it";
}

std::string_view check_messaging(std::string_view text)
{
    return check_module(text, {"prefect.server.utilities.messaging.memory"},
                        "prefect.server.utilities.messaging.memory, prefect_redis.messaging or another module");
}

std::string_view check_ordering(std::string_view text)
{
    return check_module(text, {"prefect.server.events.ordering.memory", "prefect.server.events.ordering.db"},
                        "prefect.server.events.ordering.memory, prefect_redis.ordering or another module");
}

std::string_view check_lease_storage(std::string_view text)
{
    return check_module(
        text,
        {"prefect.server.concurrency.lease_storage.memory", "prefect.server.concurrency.lease_storage.filesystem"},
        "prefect.server.concurrency.lease_storage.memory, …filesystem, prefect_redis.lease_storage or another module");
}

std::string_view check_cleanup_storage(std::string_view text)
{
    return check_module(text, {"prefect.server.worker_communication.cleanup_queue.memory"},
                        "prefect.server.worker_communication.cleanup_queue.memory or another module");
}

std::string_view check_docket_url(std::string_view text)
{
    for (std::string_view const scheme : {"memory://", "redis://", "rediss://", "unix://", "redis+cluster://",
                                          "rediss+cluster://", "redis+sentinel://", "rediss+sentinel://"})
        if (text.starts_with(scheme))
            return {};
    return "a URL that begins with memory:// or redis://";
}

std::string_view check_mode(std::string_view text)
{
    bool const fits = (text.size() == 3 || (text.size() == 4 && text.front() == '0')) &&
                      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
    return fits ? "" : "three octal digits, such as 660";
}

std::string_view check_true_or_false(std::string_view text)
{
    auto const lower = lower_case(text);
    return lower == "true" || lower == "false" ? "" : "true or false";
}

std::string_view check_client_cert(std::string_view text)
{
    return text == "required" || text == "optional" ? "" : "required or optional";
}

unsigned mode_of(std::string_view text)
{
    unsigned mode = 0;
    for (char const c : text)
        mode = mode * 8 + static_cast<unsigned>(c - '0');
    return mode;
}

} // namespace praetor::settings
