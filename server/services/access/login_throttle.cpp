#include <server/services/access/login_throttle.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <cmath>

namespace praetor::services {
namespace {

namespace ip = boost::asio::ip;

std::string key_of(std::string_view peer)
{
    constexpr unsigned short network = 64;
    boost::system::error_code failed;
    auto const address = ip::make_address_v6(std::string{peer}, failed);
    if (failed || address.is_v4_mapped())
        return std::string{peer};
    return ip::network_v6{address, network}.network().to_string();
}

double left(double count, login_throttle::clock::time_point since, login_throttle::clock::time_point when)
{
    return std::max(0.0, count - std::chrono::duration<double>{when - since}.count());
}

} // namespace

std::chrono::seconds login_throttle::wait_of(std::string_view peer, clock::time_point when) const
{
    if (all_.empty())
        return {};
    auto const found = all_.find(key_of(peer));
    if (found == all_.end())
        return {};
    auto const over = left(found->second.count, found->second.at, when) - (burst_ - 1);
    return over <= 0 ? std::chrono::seconds{} : std::chrono::seconds{static_cast<long>(std::ceil(over))};
}

bool login_throttle::failed(std::string_view peer, clock::time_point when)
{
    if (burst_ == 0)
        return false;
    auto key = key_of(peer);
    auto found = all_.find(key);
    if (found == all_.end()) {
        make_room(when);
        found = all_.emplace(std::move(key), failures{0, when}).first;
    }
    auto& mine = found->second;
    auto const before = left(mine.count, mine.at, when);
    mine = {std::min(before + 1, static_cast<double>(burst_)), when};
    return before <= burst_ - 1 && mine.count > burst_ - 1;
}

void login_throttle::make_room(clock::time_point when)
{
    if (all_.size() < max_addresses)
        return;
    if (when - swept_ >= std::chrono::seconds{1}) { // a sweep costs as much as there are
        swept_ = when;
        std::erase_if(all_, [&](auto const& one) { return left(one.second.count, one.second.at, when) <= 0; });
    }
    if (all_.size() >= max_addresses)
        all_.erase(all_.begin());
}

} // namespace praetor::services
