#include <server/base/uuid.hpp>

#include <chrono>
#include <cstring>
#include <random>

namespace praetor {
namespace {

std::mt19937_64& generator()
{
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
        return std::mt19937_64{seed};
    }();
    return engine;
}

void fill_random(uuid& id)
{
    std::uint64_t const high = generator()();
    std::uint64_t const low = generator()();
    std::memcpy(id.bytes.data(), &high, 8);
    std::memcpy(id.bytes.data() + 8, &low, 8);
}

void mark(uuid& id, std::uint8_t version)
{
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | (version << 4));
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
}

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

} // namespace

uuid uuid::random()
{
    uuid id;
    fill_random(id);
    mark(id, 4);
    return id;
}

uuid uuid::ordered()
{
    uuid id;
    fill_random(id);
    auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
    auto millis =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count());
    for (int i = 5; i >= 0; --i, millis >>= 8)
        id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millis);
    mark(id, 7);
    return id;
}

std::optional<uuid> uuid::parse(std::string_view text)
{
    if (text.starts_with("urn:uuid:"))
        text.remove_prefix(9);
    if (text.size() >= 2 && text.front() == '{' && text.back() == '}')
        text = text.substr(1, text.size() - 2);
    bool const hyphenated = text.size() == 36;
    if (!hyphenated && text.size() != 32)
        return std::nullopt;

    uuid id;
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (hyphenated && (i == 4 || i == 6 || i == 8 || i == 10)) {
            if (text[at++] != '-')
                return std::nullopt;
        }
        int const high = hex_digit(text[at++]);
        int const low = hex_digit(text[at++]);
        if (high < 0 || low < 0)
            return std::nullopt;
        id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return id;
}

void append(std::string& out, uuid const& id)
{
    static constexpr char digits[] = "0123456789abcdef";
    char text[36];
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = digits[id.bytes[i] >> 4];
        text[at++] = digits[id.bytes[i] & 0x0f];
    }
    out.append(text, at);
}

std::string to_string(uuid const& id)
{
    std::string out;
    append(out, id);
    return out;
}

} // namespace praetor

std::size_t std::hash<praetor::uuid>::operator()(praetor::uuid const& id) const noexcept
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, id.bytes.data(), 8);
    std::memcpy(&low, id.bytes.data() + 8, 8);
    return static_cast<std::size_t>(high ^ (low * 0x9e3779b97f4a7c15ull));
}
