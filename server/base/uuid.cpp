#include <server/base/uuid.hpp>

#include <array>
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

constexpr auto hex_digits = [] {
    std::array<std::int8_t, 256> value{};
    value.fill(-1);
    for (int digit = 0; digit < 10; ++digit)
        value[static_cast<std::size_t>('0' + digit)] = static_cast<std::int8_t>(digit);
    for (int digit = 10; digit < 16; ++digit) {
        value[static_cast<std::size_t>('a' + digit - 10)] = static_cast<std::int8_t>(digit);
        value[static_cast<std::size_t>('A' + digit - 10)] = static_cast<std::int8_t>(digit);
    }
    return value;
}();

int hex_digit(char c)
{
    return hex_digits[static_cast<unsigned char>(c)];
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
    bool const prefixed = text.size() == 45 && text.starts_with("urn:uuid:");
    bool const braced = text.size() == 38 && text.front() == '{' && text.back() == '}';
    if (prefixed)
        text.remove_prefix(9);
    else if (braced)
        text = text.substr(1, 36);
    bool const hyphenated = text.size() == 36;
    if (!hyphenated && text.size() != 32)
        return std::nullopt;

    // The digits are looked at once, after all: a bad one is negative, and so is what it is joined with.
    uuid id;
    std::size_t at = 0;
    int bad = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (hyphenated && (i == 4 || i == 6 || i == 8 || i == 10))
            bad |= text[at++] == '-' ? 0 : -1;
        int const high = hex_digit(text[at++]);
        int const low = hex_digit(text[at++]);
        bad |= high | low;
        id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    if (bad < 0)
        return std::nullopt;
    return id;
}

void uuid::write(char* to) const noexcept
{
    static constexpr char digits[] = "0123456789abcdef";
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = digits[bytes[i] >> 4];
        *to++ = digits[bytes[i] & 0x0f];
    }
}

void append(std::string& out, uuid const& id)
{
    char text[uuid::text_size];
    id.write(text);
    out.append(text, uuid::text_size);
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
