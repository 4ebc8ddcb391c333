#include <server/http/client/private_address.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace praetor::http {
namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct network_v4
{
    std::uint32_t first;
    unsigned bits;
};

// IANA's special-purpose registry.
constexpr network_v4 private_v4[]{
    {0x00000000, 8},  // 0.0.0.0, this network
    {0x0a000000, 8},  // 10.0.0.0
    {0x64400000, 10}, // 100.64.0.0, shared by customers of a carrier
    {0x7f000000, 8},  // 127.0.0.0
    {0xa9fe0000, 16}, // 169.254.0.0, link-local: metadata of clouds
    {0xac100000, 12}, // 172.16.0.0
    {0xc0000000, 24}, // 192.0.0.0, protocol assignments
    {0xc0000200, 24}, // 192.0.2.0, documentation
    {0xc0a80000, 16}, // 192.168.0.0
    {0xc6120000, 15}, // 198.18.0.0, benchmarks
    {0xc6336400, 24}, // 198.51.100.0, documentation
    {0xcb007100, 24}, // 203.0.113.0, documentation
    {0xe0000000, 3},  // 224.0.0.0 multicast, 240.0.0.0 reserved, broadcast
};

struct network_v6
{
    std::array<std::uint8_t, 6> first;
    unsigned bits;
};

constexpr network_v6 private_v6[]{
    {{0x01, 0x00}, 64},                         // 100::, discarded
    {{0x20, 0x01, 0x00}, 23},                   // 2001::/23, protocol assignments
    {{0x20, 0x01, 0x0d, 0xb8}, 32},             // documentation
    {{0xfc}, 7},                                // unique local
    {{0xfe, 0x80}, 10},                         // link-local
    {{0xfe, 0xc0}, 10},                         // site-local
    {{0xff}, 8},                                // multicast
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48}, // 64:ff9b:1::, translation within a network
};

bool is_private_v4(std::uint32_t address)
{
    return std::ranges::any_of(
        private_v4, [&](network_v4 const& network) { return (address ^ network.first) >> (32 - network.bits) == 0; });
}

bool begins_with(address_v6::bytes_type const& bytes, network_v6 const& network)
{
    for (unsigned bit = 0; bit < network.bits; ++bit) {
        auto const wanted = bit / 8 < network.first.size() ? network.first[bit / 8] : 0;
        if (((bytes[bit / 8] ^ wanted) >> (7 - bit % 8)) & 1)
            return false;
    }
    return true;
}

std::uint32_t v4_at(address_v6::bytes_type const& bytes, std::size_t at)
{
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
           bytes[at + 3];
}

} // namespace

bool is_private(boost::asio::ip::address const& address)
{
    if (address.is_v4())
        return is_private_v4(address.to_v4().to_uint());
    auto const bytes = address.to_v6().to_bytes();
    // ::, ::1, ::a.b.c.d, ::ffff:a.b.c.d: zeros lead to the address within.
    if (begins_with(bytes, {{}, 80}) && (bytes[10] == bytes[11]) && (bytes[10] == 0 || bytes[10] == 0xff))
        return is_private_v4(v4_at(bytes, 12));
    if (begins_with(bytes, {{0x00, 0x64, 0xff, 0x9b}, 96}))
        return is_private_v4(v4_at(bytes, 12));
    if (begins_with(bytes, {{0x20, 0x02}, 16}))
        return is_private_v4(v4_at(bytes, 2));
    return std::ranges::any_of(private_v6, [&](network_v6 const& network) { return begins_with(bytes, network); });
}

} // namespace praetor::http
